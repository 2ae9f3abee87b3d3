package io.aegisvision.dataplane.bench.inference;

import com.google.protobuf.UnsafeByteOperations;
import io.aegisvision.dataplane.triton.grpc.GRPCInferenceServiceGrpc;
import io.aegisvision.dataplane.triton.grpc.GRPCInferenceServiceGrpc.GRPCInferenceServiceStub;
import io.aegisvision.dataplane.triton.grpc.ModelInferRequest;
import io.aegisvision.dataplane.triton.grpc.ModelInferResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tensors sent over gRPC as well as it can be done: raw contents without a copy of ours on either side, one channel, no
 * limit of a message, a window that takes a whole answer, callbacks on the network's thread.
 */
final class WireCaller implements Caller {
    private static final int WINDOW = 64 << 20;

    private final ManagedChannel channel;
    private final GRPCInferenceServiceStub stub;
    private final ModelInferRequest.Builder head;
    private final ByteBuffer input;
    private float number;

    WireCaller(int port, Tensors tensors) {
        channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .directExecutor()
                .proxyDetector(address -> null)
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .initialFlowControlWindow(WINDOW)
                .build();
        stub = GRPCInferenceServiceGrpc.newStub(channel);
        input = ByteBuffer.allocateDirect(Math.toIntExact(tensors.inBytes())).order(ByteOrder.LITTLE_ENDIAN);
        head = ModelInferRequest.newBuilder().setModelName(tensors.model());
        head.addInputsBuilder().setName("images").setDatatype("FP32").addAllShape(tensors.in());
        head.addOutputsBuilder().setName("out");
    }

    /** Waits for one answer. */
    private static final class Answer implements StreamObserver<ModelInferResponse> {
        private final Semaphore ended = new Semaphore(0);
        private volatile @Nullable ModelInferResponse response;
        private volatile @Nullable Throwable problem;
        private volatile long at;

        @Override
        public void onNext(ModelInferResponse value) {
            response = value;
        }

        @Override
        public void onError(Throwable thrown) {
            problem = thrown;
            ended.release();
        }

        @Override
        public void onCompleted() {
            at = System.nanoTime();
            ended.release();
        }
    }

    @Override
    public long call() throws Exception {
        number++;
        input.putFloat(0, number);
        Answer answer = new Answer();
        stub.modelInfer(
                head.clone()
                        .addRawInputContents(UnsafeByteOperations.unsafeWrap(input.duplicate()))
                        .build(),
                answer);
        answer.ended.acquire();
        ModelInferResponse response = answer.response;
        if (response == null) {
            throw new IllegalStateException("no answer", answer.problem);
        }
        ByteBuffer output = response.getRawOutputContents(0).asReadOnlyByteBuffer();
        if (output.order(ByteOrder.LITTLE_ENDIAN).getFloat(0) != number) {
            throw new IllegalStateException("the answer is not this frame's");
        }
        return answer.at;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        try {
            channel.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
