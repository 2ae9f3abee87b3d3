package io.aegisvision.dataplane.app.detect;

import io.aegisvision.contract.ModelVersion;
import io.aegisvision.dataplane.ring.SlotLayout;
import io.aegisvision.dataplane.ring.SlotRing;
import io.aegisvision.dataplane.triton.InferenceAnswer;
import io.aegisvision.dataplane.triton.InferenceHandler;
import io.aegisvision.dataplane.triton.InferenceRequest;
import io.aegisvision.dataplane.triton.SharedTensor;
import io.aegisvision.dataplane.triton.TritonFailure;
import io.aegisvision.dataplane.video.FrameMapping;
import io.aegisvision.dataplane.video.FrameScaler;
import io.aegisvision.dataplane.video.Picture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A detector behind Triton: its own ring in shared memory, one immutable request per slot.
 *
 * <p>Ownership: the decoding thread loads, sends and retires; one other thread reads and releases. The ring's file and
 * mapping go when the detector is retired and the server has ended the last call.
 */
public final class TritonDetector implements Detector {
    private static final Logger LOG = LoggerFactory.getLogger(TritonDetector.class);
    private static final int OUTPUT_ROWS = DetectedBoxes.CAPACITY;
    private static final long BOXES_BYTES = 16L * OUTPUT_ROWS;
    private static final long SCORES_BYTES = 4L * OUTPUT_ROWS;
    private static final long LABELS_BYTES = 8L * OUTPUT_ROWS;

    private final ModelVersion version;
    private final InferenceServer server;
    private final Runnable freed;
    private final SlotRing ring;
    private final FrameScaler scaler;
    private final OutputReader reader;
    private final InferenceRequest[] requests;
    private final FrameMapping[] mappings;
    private final Call[] calls;
    private final int[] rows;
    private final boolean[] wideLabels;
    /** Slots taken, plus one until it is retired: at 0 everything is freed. */
    private final AtomicInteger holds = new AtomicInteger(1);

    /**
     * @param folder the shared-memory mount
     * @param name of the region, unique
     * @param slots frames that can be under way
     * @param freed called once when all is freed
     */
    public TritonDetector(
            ModelVersion version, InferenceServer server, Path folder, String name, int slots, Runnable freed)
            throws IOException {
        this.version = version;
        this.server = server;
        this.freed = freed;
        this.scaler = new FrameScaler(version.input());
        this.reader = new OutputReader(version);
        try {
            this.ring = SlotRing.create(
                    folder,
                    name,
                    new SlotLayout(slots, scaler.tensorBytes(), BOXES_BYTES + SCORES_BYTES + LABELS_BYTES));
        } catch (IOException e) {
            scaler.close();
            throw e;
        }
        this.requests = new InferenceRequest[slots];
        this.mappings = new FrameMapping[slots];
        this.calls = new Call[slots];
        this.rows = new int[slots];
        this.wideLabels = new boolean[slots];
        for (int slot = 0; slot < slots; slot++) {
            requests[slot] = request(slot);
            calls[slot] = new Call(slot);
        }
        server.register(ring);
    }

    /** A model's name in Triton: its version digest without the algorithm. */
    public static String tritonName(ModelVersion version) {
        return version.digest().substring("sha256:".length());
    }

    private InferenceRequest request(int slot) {
        ModelVersion.Input in = version.input();
        ModelVersion.Output out = version.output();
        List<Long> shape =
                switch (in.layout()) {
                    case NHWC -> List.of(1L, (long) in.height(), (long) in.width(), 3L);
                    case NCHW -> List.of(1L, 3L, (long) in.height(), (long) in.width());
                };
        long at = ring.layout().outputOffset(slot);
        return InferenceRequest.of(
                tritonName(version),
                List.of(new SharedTensor(
                        in.tensor(),
                        in.dataType().name(),
                        shape,
                        ring.name(),
                        ring.layout().inputOffset(slot),
                        scaler.tensorBytes())),
                List.of(
                        output(out.boxesTensor(), at, BOXES_BYTES),
                        output(out.scoresTensor(), at + BOXES_BYTES, SCORES_BYTES),
                        output(out.labelsTensor(), at + BOXES_BYTES + SCORES_BYTES, LABELS_BYTES)));
    }

    private SharedTensor output(String tensor, long offset, long bytes) {
        return new SharedTensor(tensor, "", List.of(), ring.name(), offset, bytes);
    }

    @Override
    public ModelVersion version() {
        return version;
    }

    @Override
    public int load(Picture picture) {
        int slot = ring.acquire();
        if (slot >= 0) {
            holds.incrementAndGet();
            scaler.scale(picture, ring.input(slot));
            mappings[slot] = scaler.mapping();
            ring.pin(slot, ring.publish(slot)); // pinned for the server until it has ended the call
        }
        return slot;
    }

    @Override
    public void drop(int slot) {
        release(slot);
    }

    @Override
    public void infer(int slot, Answer answer) {
        if (server.life() == 0) {
            release(slot);
            answer.failed(true);
            return;
        }
        calls[slot].send(answer);
    }

    /** One slot's call; the ticket is the slot. Reused: a slot has at most one call. */
    private final class Call implements InferenceHandler {
        private final int slot;
        private long sentNanos;
        private boolean overdue;
        private @Nullable Answer answer;

        Call(int slot) {
            this.slot = slot;
        }

        void send(Answer to) {
            synchronized (this) {
                answer = to;
                overdue = false;
                sentNanos = System.nanoTime();
            }
            server.infer(requests[slot], slot, this);
        }

        @Override
        public void answered(long ticket, InferenceAnswer said) {
            @Nullable Answer to = end();
            if (to == null) {
                return;
            }
            if (understood(said)) {
                to.done(System.nanoTime() - sentNanos);
            } else {
                LOG.warn("model {} {}: outputs are not what its version says", version.model(), version.version());
                TritonDetector.this.release(slot);
                to.failed(false);
            }
        }

        @Override
        public void failed(long ticket, TritonFailure failure, String message) {
            boolean gone = failure == TritonFailure.UNAVAILABLE || failure == TritonFailure.NOT_FOUND;
            if (gone) {
                server.suspect();
            }
            @Nullable Answer to = end();
            if (to != null) {
                LOG.debug("model {} {}: {}", version.model(), version.version(), message);
                TritonDetector.this.release(slot);
                to.failed(gone);
            }
        }

        @Override
        public void overdue(long ticket) {
            @Nullable Answer to;
            synchronized (this) {
                to = answer;
                answer = null;
                overdue = true;
                ring.quarantine(slot);
            }
            if (to != null) {
                to.overdue();
            }
        }

        /** The call ended: whom to tell, or null when that was told before; then the slot's quarantine ends. */
        private synchronized @Nullable Answer end() {
            @Nullable Answer to = answer;
            answer = null;
            if (overdue) {
                overdue = false;
                ring.endQuarantine(slot);
                letGo();
            }
            return to;
        }

        private boolean understood(InferenceAnswer said) {
            int boxes = -1;
            int scores = -1;
            int labels = -1;
            for (InferenceAnswer.Output output : said.outputs()) {
                List<Long> shape = output.shape();
                int count = shape.size() > 1 ? Math.toIntExact(Math.min(shape.get(1), Integer.MAX_VALUE)) : -1;
                if (output.name().equals(version.output().boxesTensor())) {
                    boxes = output.dataType().equals("FP32") ? count : -1;
                } else if (output.name().equals(version.output().scoresTensor())) {
                    scores = output.dataType().equals("FP32") ? count : -1;
                } else if (output.name().equals(version.output().labelsTensor())) {
                    labels = count;
                    wideLabels[slot] = output.dataType().equals("INT64");
                }
            }
            rows[slot] = boxes;
            return boxes >= 0 && boxes <= OUTPUT_ROWS && boxes == scores && boxes == labels;
        }
    }

    @Override
    public void read(int slot, DetectedBoxes into) {
        var output = ring.output(slot);
        reader.read(
                output.asSlice(0, BOXES_BYTES),
                output.asSlice(BOXES_BYTES, SCORES_BYTES),
                output.asSlice(BOXES_BYTES + SCORES_BYTES, LABELS_BYTES),
                rows[slot],
                wideLabels[slot],
                mappings[slot],
                into);
    }

    @Override
    public void release(int slot) {
        ring.unpin(slot);
        ring.release(slot);
        letGo();
    }

    @Override
    public void retire() {
        letGo();
    }

    private void letGo() {
        if (holds.decrementAndGet() == 0) {
            // not here: this may be the client's own thread, and unregistering waits for the client
            Thread.ofVirtual().name("free-" + ring.name()).start(this::free);
        }
    }

    private void free() {
        server.unregister(ring);
        try {
            scaler.close();
            ring.close();
        } catch (IOException e) {
            LOG.warn("region {} could not be removed: {}", ring.name(), e.toString());
        } finally {
            freed.run();
        }
    }
}
