package io.aegisvision.dataplane.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.ThreadMXBean;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.dataplane.app.detect.TritonDetector;
import io.aegisvision.dataplane.triton.InferenceAnswer;
import io.aegisvision.dataplane.triton.InferenceHandler;
import io.aegisvision.dataplane.triton.InferenceRequest;
import io.aegisvision.dataplane.triton.ModelCounts;
import io.aegisvision.dataplane.triton.SharedMemoryRegion;
import io.aegisvision.dataplane.triton.SharedTensor;
import io.aegisvision.dataplane.triton.TritonClient;
import io.aegisvision.dataplane.triton.TritonFailure;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Calls a cell's Triton one frame after another through shared memory, with the client that ships, and says what each
 * call allocated in this process: all its threads, the network's included. A process of its own, since it must see the
 * cell's shared-memory mount. Reads the model version as JSON, prints {@link Measured} as JSON.
 */
public final class InferenceCalls {
    private static final int PORT = 8001;
    private static final int WARM_UP = 600;
    private static final int CALLS = 300;
    private static final int ROUNDS = 3;
    private static final long ROWS = 1024;

    /**
     * What the rounds gave.
     *
     * @param calls of a round
     * @param warmUp calls before the first round
     * @param requestBytes of a request on the wire
     * @param bytesPerCall allocated
     * @param callMicros from sent to answered, mean
     * @param serverMicros what Triton accounts for, mean: its counters of waiting, reading inputs, inferring, writing
     *     outputs
     */
    record Measured(
            int calls,
            int warmUp,
            int requestBytes,
            List<Double> bytesPerCall,
            List<Double> callMicros,
            List<Double> serverMicros) {}

    private InferenceCalls() {}

    /** Arguments: the pod's address and the folder that its {@code /dev/shm} is. */
    public static void main(String[] arguments) throws Exception {
        Locale.setDefault(Locale.ROOT);
        ObjectMapper json = new ObjectMapper();
        ModelVersion version = json.readValue(System.in, ModelVersion.class);
        System.out.println(json.writeValueAsString(measure(arguments[0], Path.of(arguments[1]), version)));
    }

    private static Measured measure(String address, Path folder, ModelVersion version) throws Exception {
        String region = "bench-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
        int element = version.input().dataType() == ModelVersion.DataType.UINT8 ? 1 : 4;
        long frame = 3L * version.input().width() * version.input().height() * element;
        long input = (frame + 4095) & ~4095L;
        try (TritonClient triton = TritonClient.connect(address, PORT, Duration.ofSeconds(5));
                SharedMemoryRegion memory = SharedMemoryRegion.create(folder, region, input + 28 * ROWS)) {
            share(folder, folder.resolve(region));
            triton.register(region, memory);
            try {
                return rounds(triton, request(version, region, frame, input), TritonDetector.tritonName(version));
            } finally {
                triton.unregister(region);
            }
        }
    }

    /** Lets the server's user in, as another user made the file: by the mount's group. */
    private static void share(Path folder, Path file) throws IOException {
        Files.setAttribute(file, "unix:gid", Files.getAttribute(folder, "unix:gid"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
    }

    private static InferenceRequest request(ModelVersion version, String region, long frame, long outputs) {
        ModelVersion.Input in = version.input();
        ModelVersion.Output out = version.output();
        List<Long> shape =
                switch (in.layout()) {
                    case NHWC -> List.of(1L, (long) in.height(), (long) in.width(), 3L);
                    case NCHW -> List.of(1L, 3L, (long) in.height(), (long) in.width());
                };
        return InferenceRequest.of(
                TritonDetector.tritonName(version),
                List.of(new SharedTensor(in.tensor(), in.dataType().name(), shape, region, 0, frame)),
                List.of(
                        new SharedTensor(out.boxesTensor(), "", List.of(), region, outputs, 16 * ROWS),
                        new SharedTensor(out.scoresTensor(), "", List.of(), region, outputs + 16 * ROWS, 4 * ROWS),
                        new SharedTensor(out.labelsTensor(), "", List.of(), region, outputs + 20 * ROWS, 8 * ROWS)));
    }

    private static Measured rounds(TritonClient triton, InferenceRequest request, String model) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<Double> bytes = new ArrayList<>();
        List<Double> call = new ArrayList<>();
        List<Double> server = new ArrayList<>();
        Turn turn = new Turn();
        calls(triton, request, turn, WARM_UP);
        for (int round = 0; round < ROUNDS; round++) {
            ModelCounts before = triton.statistics(model).orElseThrow();
            long allocated = threads.getTotalThreadAllocatedBytes();
            long began = System.nanoTime();
            calls(triton, request, turn, CALLS);
            long took = System.nanoTime() - began;
            bytes.add((double) (threads.getTotalThreadAllocatedBytes() - allocated) / CALLS);
            call.add(took / 1e3 / CALLS);
            ModelCounts after = triton.statistics(model).orElseThrow();
            // counts the cell's own frames too: a mean over all of the round
            server.add((accounted(after) - accounted(before)) / 1e3 / (after.inferences() - before.inferences()));
        }
        return new Measured(CALLS, WARM_UP, request.bytes(), bytes, call, server);
    }

    private static long accounted(ModelCounts counts) {
        return counts.queueNanos() + counts.inputNanos() + counts.inferNanos() + counts.outputNanos();
    }

    private static void calls(TritonClient triton, InferenceRequest request, Turn turn, int count)
            throws InterruptedException {
        for (int i = 0; i < count; i++) {
            triton.infer(request, i, Duration.ofSeconds(10), turn);
            turn.await();
        }
    }

    /** Waits for one call's end; reused. */
    private static final class Turn implements InferenceHandler {
        private final Semaphore ended = new Semaphore(0);
        private volatile @Nullable String problem;

        @Override
        public void answered(long ticket, InferenceAnswer answer) {
            ended.release();
        }

        @Override
        public void failed(long ticket, TritonFailure failure, String message) {
            problem = failure + ": " + message;
            ended.release();
        }

        @Override
        public void overdue(long ticket) {
            problem = "no answer in time";
            ended.release();
        }

        void await() throws InterruptedException {
            ended.acquire();
            String said = problem;
            if (said != null) {
                throw new IllegalStateException(said);
            }
        }
    }
}
