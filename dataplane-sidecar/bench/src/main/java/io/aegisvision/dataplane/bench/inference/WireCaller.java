package io.aegisvision.dataplane.bench.inference;

import com.google.protobuf.UnsafeByteOperations;
import io.aegisvision.dataplane.triton.grpc.GRPCInferenceServiceGrpc;
import io.aegisvision.dataplane.triton.grpc.GRPCInferenceServiceGrpc.GRPCInferenceServiceStub;
import io.aegisvision.dataplane.triton.grpc.ModelInferRequest;
import io.aegisvision.dataplane.triton.grpc.ModelInferResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

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
        channel = channel(port);
        stub = GRPCInferenceServiceGrpc.newStub(channel);
        input = ByteBuffer.allocateDirect(Math.toIntExact(tensors.inBytes())).order(ByteOrder.LITTLE_ENDIAN);
        head = ModelInferRequest.newBuilder().setModelName(tensors.model());
        head.addInputsBuilder().setName("images").setDatatype("FP32").addAllShape(tensors.in());
        head.addOutputsBuilder().setName("out");
    }

    static ManagedChannel channel(int port) {
        return NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .directExecutor()
                .proxyDetector(address -> null)
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .initialFlowControlWindow(WINDOW)
                .build();
    }

    @Override
    public long call() throws Exception {
        number++;
        input.putFloat(0, number);
        Answer<ModelInferResponse> answer = new Answer<>();
        stub.modelInfer(
                head.clone()
                        .addRawInputContents(UnsafeByteOperations.unsafeWrap(input.duplicate()))
                        .build(),
                answer);
        ModelInferResponse response = answer.await();
        ByteBuffer output = response.getRawOutputContents(0).asReadOnlyByteBuffer();
        if (output.order(ByteOrder.LITTLE_ENDIAN).getFloat(0) != number) {
            throw new IllegalStateException("the answer is not this frame's");
        }
        return answer.at();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
