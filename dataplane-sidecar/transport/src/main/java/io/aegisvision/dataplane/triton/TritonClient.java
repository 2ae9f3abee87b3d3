package io.aegisvision.dataplane.triton;

import com.google.common.util.concurrent.ListenableFuture;
import io.aegisvision.dataplane.triton.grpc.GRPCInferenceServiceGrpc;
import io.aegisvision.dataplane.triton.grpc.GRPCInferenceServiceGrpc.GRPCInferenceServiceFutureStub;
import io.aegisvision.dataplane.triton.grpc.InferStatistics;
import io.aegisvision.dataplane.triton.grpc.ModelReadyRequest;
import io.aegisvision.dataplane.triton.grpc.ModelStatistics;
import io.aegisvision.dataplane.triton.grpc.ModelStatisticsRequest;
import io.aegisvision.dataplane.triton.grpc.RepositoryIndexRequest;
import io.aegisvision.dataplane.triton.grpc.RepositoryModelLoadRequest;
import io.aegisvision.dataplane.triton.grpc.RepositoryModelUnloadRequest;
import io.aegisvision.dataplane.triton.grpc.ServerLiveRequest;
import io.aegisvision.dataplane.triton.grpc.SystemSharedMemoryRegisterRequest;
import io.aegisvision.dataplane.triton.grpc.SystemSharedMemoryStatusRequest;
import io.aegisvision.dataplane.triton.grpc.SystemSharedMemoryUnregisterRequest;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One connection to the inference server beside us, safe for any thread. It connects when first used and again by
 * itself when the server comes back.
 *
 * <p>No call carries a gRPC deadline: Triton 2.51 crashes when deadlines expire in bursts. Times are kept here. Control
 * calls block their caller; {@link #infer} does not.
 */
public final class TritonClient implements AutoCloseable {

    private final ManagedChannel channel;
    private final GRPCInferenceServiceFutureStub control;
    private final Duration callTimeout;
    private final ScheduledThreadPoolExecutor timers;

    private TritonClient(ManagedChannel channel, Duration callTimeout) {
        this.channel = channel;
        this.control = GRPCInferenceServiceGrpc.newFutureStub(channel);
        this.callTimeout = callTimeout;
        this.timers = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("triton-timer").factory());
        this.timers.setRemoveOnCancelPolicy(true);
    }

    /**
     * @param host where the server's gRPC port is, normally the same pod
     * @param callTimeout how long a control call may take, but for loading and unloading, which are given a time
     */
    public static TritonClient connect(String host, int port, Duration callTimeout) {
        ManagedChannel channel = NettyChannelBuilder.forAddress(host, port)
                .usePlaintext()
                .directExecutor() // callbacks are short; a hop to another thread costs more than they do
                .proxyDetector(address -> null) // never through a proxy of the environment
                .build();
        return new TritonClient(channel, callTimeout);
    }

    /** Whether the server answers at all; never throws. */
    public boolean live() {
        try {
            return await(control.serverLive(ServerLiveRequest.getDefaultInstance()), callTimeout)
                    .getLive();
        } catch (TritonException e) {
            // a channel in back-off would sleep up to minutes after the server is back
            channel.resetConnectBackoff();
            return false;
        }
    }

    /** Whether a model serves; false too when the server does not know it. */
    public boolean modelReady(String model) throws TritonException {
        try {
            return await(
                            control.modelReady(ModelReadyRequest.newBuilder()
                                    .setName(model)
                                    .build()),
                            callTimeout)
                    .getReady();
        } catch (TritonException e) {
            if (e.failure() == TritonFailure.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /** Every model of the repository with its state. */
    public List<RepositoryEntry> index() throws TritonException {
        return await(control.repositoryIndex(RepositoryIndexRequest.getDefaultInstance()), callTimeout)
                .getModelsList()
                .stream()
                .map(model -> new RepositoryEntry(model.getName(), model.getState(), model.getReason()))
                .toList();
    }

    /**
     * Loads a model and waits until it serves or failed to.
     *
     * @param atMost time for it; when it is over the server goes on loading
     * @throws TritonException with the server's reason
     */
    public void load(String model, Duration atMost) throws TritonException {
        await(
                control.repositoryModelLoad(RepositoryModelLoadRequest.newBuilder()
                        .setModelName(model)
                        .build()),
                atMost);
    }

    /**
     * Asks to unload a model and waits until the index no longer has it loaded: the server's own answer comes before.
     *
     * @throws TritonException TIMED_OUT when it still is after that time, for example under a request that hangs
     */
    public void unload(String model, Duration atMost) throws TritonException, InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        await(
                control.repositoryModelUnload(RepositoryModelUnloadRequest.newBuilder()
                        .setModelName(model)
                        .build()),
                atMost);
        while (index().stream().anyMatch(entry -> entry.model().equals(model) && occupied(entry))) {
            if (System.nanoTime() - until > 0) {
                throw new TritonException(TritonFailure.TIMED_OUT, "model is still being unloaded");
            }
            Thread.sleep(50); // unloading is not announced, only visible
        }
    }

    private static boolean occupied(RepositoryEntry entry) {
        return entry.ready() || "UNLOADING".equals(entry.state()) || "LOADING".equals(entry.state());
    }

    /** Registers a whole region under a name. */
    public void register(String name, SharedMemoryRegion region) throws TritonException {
        register(name, region.key(), 0, region.bytes());
    }

    /**
     * Registers a part of a shared-memory file.
     *
     * @param key POSIX name
     * @param offset a multiple of the page size
     */
    public void register(String name, String key, long offset, long bytes) throws TritonException {
        await(
                control.systemSharedMemoryRegister(SystemSharedMemoryRegisterRequest.newBuilder()
                        .setName(name)
                        .setKey(key)
                        .setOffset(offset)
                        .setByteSize(bytes)
                        .build()),
                callTimeout);
    }

    /**
     * Takes a region away from the server. An unknown one is fine; one that a request uses is refused, which it still does
     * for a moment after its answer.
     *
     * @throws IllegalArgumentException for an empty name, which would mean every region of every client
     */
    public void unregister(String name) throws TritonException {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("an empty name would unregister the regions of all clients");
        }
        await(
                control.systemSharedMemoryUnregister(SystemSharedMemoryUnregisterRequest.newBuilder()
                        .setName(name)
                        .build()),
                callTimeout);
    }

    /** All registered regions. */
    public List<RegisteredRegion> regions() throws TritonException {
        return await(
                        control.systemSharedMemoryStatus(SystemSharedMemoryStatusRequest.getDefaultInstance()),
                        callTimeout)
                .getRegionsMap()
                .values()
                .stream()
                .map(r -> new RegisteredRegion(r.getName(), r.getKey(), r.getOffset(), r.getByteSize()))
                .toList();
    }

    /** The server's counters of a loaded model; empty when it does not know it. */
    public Optional<ModelCounts> statistics(String model) throws TritonException {
        try {
            return await(
                            control.modelStatistics(ModelStatisticsRequest.newBuilder()
                                    .setName(model)
                                    .build()),
                            callTimeout)
                    .getModelStatsList()
                    .stream()
                    .findFirst()
                    .map(TritonClient::counts);
        } catch (TritonException e) {
            if (e.failure() == TritonFailure.NOT_FOUND || e.failure() == TritonFailure.INVALID) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static ModelCounts counts(ModelStatistics model) {
        InferStatistics of = model.getInferenceStats();
        return new ModelCounts(
                model.getInferenceCount(),
                model.getExecutionCount(),
                of.getFail().getCount(),
                of.getQueue().getNs(),
                of.getComputeInput().getNs(),
                of.getComputeInfer().getNs(),
                of.getComputeOutput().getNs());
    }

    /**
     * Sends a request and returns at once; the handler hears the end, in every case.
     *
     * @param ticket given back to the handler
     * @param overdueAfter when the handler hears {@link InferenceHandler#overdue}
     */
    public void infer(InferenceRequest request, long ticket, Duration overdueAfter, InferenceHandler handler) {
        PendingInference pending = new PendingInference(ticket, handler);
        pending.watchedBy(timers.schedule(pending, overdueAfter.toNanos(), TimeUnit.NANOSECONDS));
        pending.send(channel.newCall(InferenceCall.METHOD, CallOptions.DEFAULT), request);
    }

    private static <T> T await(ListenableFuture<T> answer, Duration atMost) throws TritonException {
        try {
            return answer.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw TritonException.of(Status.fromThrowable(e.getCause() == null ? e : e.getCause()));
        } catch (TimeoutException e) {
            throw new TritonException(TritonFailure.TIMED_OUT, "no answer within " + atMost.toMillis() + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TritonException(TritonFailure.FAILED, "interrupted");
        }
    }

    /** Ends the connection; calls in flight end as failed. */
    @Override
    public void close() {
        channel.shutdownNow();
        try {
            channel.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        timers.shutdownNow();
    }
}
