package io.aegisvision.dataplane.bench.inference;

import io.aegisvision.dataplane.triton.grpc.GRPCInferenceServiceGrpc;
import io.aegisvision.dataplane.triton.grpc.GRPCInferenceServiceGrpc.GRPCInferenceServiceStub;
import io.aegisvision.dataplane.triton.grpc.ServerLiveRequest;
import io.aegisvision.dataplane.triton.grpc.ServerLiveResponse;
import io.grpc.ManagedChannel;

/** Asks whether the server lives: what any call costs on this machine at this time. */
final class EmptyCaller implements Caller {
    private final ManagedChannel channel;
    private final GRPCInferenceServiceStub stub;

    EmptyCaller(int port) {
        channel = WireCaller.channel(port);
        stub = GRPCInferenceServiceGrpc.newStub(channel);
    }

    @Override
    public long call() throws InterruptedException {
        Answer<ServerLiveResponse> answer = new Answer<>();
        stub.serverLive(ServerLiveRequest.getDefaultInstance(), answer);
        answer.await();
        return answer.at();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
