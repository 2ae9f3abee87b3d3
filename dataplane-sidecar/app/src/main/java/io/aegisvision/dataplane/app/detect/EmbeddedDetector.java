package io.aegisvision.dataplane.app.detect;

import io.aegisvision.contract.ModelVersion;
import io.aegisvision.dataplane.onnx.OnnxModel;
import io.aegisvision.dataplane.onnx.OnnxProblem;
import io.aegisvision.dataplane.video.FrameMapping;
import io.aegisvision.dataplane.video.FrameScaler;
import io.aegisvision.dataplane.video.Picture;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A detector that runs its model in this process. A slot is plain native memory: nobody else sees it, and a call that is
 * under way ends, so that no slot is ever in doubt and no answer overdue.
 *
 * <p>Ownership: the decoding thread loads, sends and retires; one of the engine's workers runs; one other thread reads and
 * releases. Everything goes when the detector is retired and the last slot is given back.
 */
public final class EmbeddedDetector implements Detector {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDetector.class);
    private static final int OUTPUT_ROWS = DetectedBoxes.CAPACITY;
    private static final int FREE = 0;
    private static final int TAKEN = 1;

    private final OnnxModel model;
    private final Executor workers;
    private final Runnable freed;
    private final FrameScaler scaler;
    private final OutputReader reader;
    private final Arena arena = Arena.ofShared();
    private final Slot[] slots;
    private final AtomicIntegerArray states;
    /** Slots taken, plus one until it is retired: at 0 everything is freed. */
    private final AtomicInteger holds = new AtomicInteger(1);

    /**
     * @param model loaded until {@code freed} is called
     * @param workers runs calls, in order of arrival
     * @param slots frames that can be under way
     * @param freed called once when all is freed
     */
    public EmbeddedDetector(OnnxModel model, Executor workers, int slots, Runnable freed) throws IOException {
        this.model = model;
        this.workers = workers;
        this.freed = freed;
        this.scaler = new FrameScaler(model.version().input());
        this.reader = new OutputReader(model.version());
        this.slots = new Slot[slots];
        this.states = new AtomicIntegerArray(slots);
        try {
            for (int i = 0; i < slots; i++) {
                this.slots[i] = new Slot(i);
            }
        } catch (OnnxProblem e) {
            close();
            throw new IOException(e.getMessage(), e);
        }
    }

    /** One frame's memory and its call. */
    private final class Slot implements Runnable {
        private final int number;
        private final MemorySegment pixels;
        private final MemorySegment boxes = arena.allocate(16L * OUTPUT_ROWS, 64);
        private final MemorySegment scores = arena.allocate(4L * OUTPUT_ROWS, 64);
        private final MemorySegment labels = arena.allocate(8L * OUTPUT_ROWS, 64);
        private final OnnxModel.Output output = new OnnxModel.Output(boxes, scores, labels);
        private final OnnxModel.Input input;
        private FrameMapping mapping;
        private long sentNanos;
        private @Nullable Answer answer;

        Slot(int number) throws OnnxProblem {
            this.number = number;
            this.pixels = arena.allocate(scaler.tensorBytes(), 64);
            this.input = model.input(pixels);
            this.mapping = scaler.mapping();
        }

        @Override
        public void run() {
            Answer to = answer;
            answer = null;
            if (to == null) {
                return;
            }
            try {
                model.run(input, output);
            } catch (OnnxProblem e) {
                ModelVersion version = model.version();
                LOG.warn("model {} {}: {}", version.model(), version.version(), e.getMessage());
                release(number);
                to.failed(false);
                return;
            }
            to.done(System.nanoTime() - sentNanos);
        }
    }

    @Override
    public ModelVersion version() {
        return model.version();
    }

    @Override
    public int load(Picture picture) {
        for (int i = 0; i < slots.length; i++) {
            if (states.compareAndSet(i, FREE, TAKEN)) {
                holds.incrementAndGet();
                scaler.scale(picture, slots[i].pixels);
                slots[i].mapping = scaler.mapping();
                return i;
            }
        }
        return -1;
    }

    @Override
    public void drop(int slot) {
        release(slot);
    }

    @Override
    public void infer(int slot, Answer answer) {
        Slot call = slots[slot];
        call.answer = answer;
        call.sentNanos = System.nanoTime();
        try {
            workers.execute(call); // hands over what was written before
        } catch (RejectedExecutionException e) { // the process ends
            release(slot);
            answer.failed(true);
        }
    }

    @Override
    public void read(int slot, DetectedBoxes into) {
        Slot from = slots[slot];
        reader.read(
                from.boxes, from.scores, from.labels, from.output.rows(), from.output.wideLabels(), from.mapping, into);
    }

    @Override
    public void release(int slot) {
        states.set(slot, FREE);
        letGo();
    }

    @Override
    public void retire() {
        letGo();
    }

    private void letGo() {
        if (holds.decrementAndGet() == 0) {
            close();
            freed.run();
        }
    }

    private void close() {
        for (Slot slot : slots) {
            if (slot != null) { // of a detector that could not be made whole
                slot.input.close();
            }
        }
        scaler.close();
        arena.close();
    }
}
