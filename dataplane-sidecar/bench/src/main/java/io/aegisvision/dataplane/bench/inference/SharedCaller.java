package io.aegisvision.dataplane.bench.inference;

import io.aegisvision.dataplane.ring.SlotLayout;
import io.aegisvision.dataplane.ring.SlotRing;
import io.aegisvision.dataplane.triton.InferenceAnswer;
import io.aegisvision.dataplane.triton.InferenceHandler;
import io.aegisvision.dataplane.triton.InferenceRequest;
import io.aegisvision.dataplane.triton.SharedTensor;
import io.aegisvision.dataplane.triton.TritonClient;
import io.aegisvision.dataplane.triton.TritonFailure;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** As the data plane does it: its client, its ring, one immutable request for the slot. */
final class SharedCaller implements Caller, InferenceHandler {
    private final TritonClient client;
    private final SlotRing ring;
    private final InferenceRequest request;
    private final Semaphore ended = new Semaphore(0);
    private float number;
    private volatile long answeredAt;
    private volatile @Nullable String problem;

    SharedCaller(int port, Tensors tensors) throws Exception {
        client = TritonClient.connect("127.0.0.1", port, Duration.ofSeconds(5));
        ring = SlotRing.create(
                Path.of("/dev/shm"),
                "bench-" + ProcessHandle.current().pid() + "-" + System.nanoTime(),
                new SlotLayout(1, tensors.inBytes(), tensors.outBytes()));
        client.register(ring.name(), ring.key(), 0, ring.layout().totalBytes());
        request = InferenceRequest.of(
                tensors.model(),
                List.of(new SharedTensor(
                        "images",
                        "FP32",
                        tensors.in(),
                        ring.name(),
                        ring.layout().inputOffset(0),
                        tensors.inBytes())),
                List.of(new SharedTensor(
                        "out", "", List.of(), ring.name(), ring.layout().outputOffset(0), tensors.outBytes())));
    }

    @Override
    public long call() throws InterruptedException {
        number++;
        ring.input(0).set(ValueLayout.JAVA_FLOAT, 0, number);
        client.infer(request, 0, Duration.ofSeconds(10), this);
        ended.acquire();
        String said = problem;
        if (said != null || ring.output(0).get(ValueLayout.JAVA_FLOAT, 0) != number) {
            throw new IllegalStateException(said == null ? "the answer is not this frame's" : said);
        }
        return answeredAt;
    }

    @Override
    public void answered(long ticket, InferenceAnswer answer) {
        answeredAt = System.nanoTime();
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

    @Override
    public void close() throws IOException {
        client.close();
        ring.close(); // the server ends next, and its mapping with it
    }
}
