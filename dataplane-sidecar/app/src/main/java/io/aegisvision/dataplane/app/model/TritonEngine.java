package io.aegisvision.dataplane.app.model;

import io.aegisvision.contract.CellState;
import io.aegisvision.contract.CellState.ModelReason;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.dataplane.app.detect.Detector;
import io.aegisvision.dataplane.app.detect.TritonDetector;
import io.aegisvision.dataplane.triton.TritonClient;
import io.aegisvision.dataplane.triton.TritonException;
import io.aegisvision.dataplane.triton.TritonFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Triton beside us: models through its repository and explicit model control, frames through shared memory. */
public final class TritonEngine implements Engine {
    private static final Logger LOG = LoggerFactory.getLogger(TritonEngine.class);
    private static final Duration CONTROL_CALL = Duration.ofSeconds(2);
    private static final Duration LOAD = Duration.ofSeconds(120);
    private static final Duration UNLOAD = Duration.ofSeconds(20);

    private final TritonClient client;
    private final ServerWatch server;
    private final Path repository;
    private final Path sharedMemory;
    private final String bootId;
    private final AtomicLong regions = new AtomicLong();

    /**
     * @param host of its gRPC
     * @param port of it
     * @param repository Triton's
     * @param sharedMemory the mount; files that an earlier process of ours left there are removed
     * @param bootId of this process
     */
    public TritonEngine(String host, int port, Path repository, Path sharedMemory, String bootId) throws IOException {
        this.repository = Files.createDirectories(repository);
        this.sharedMemory = sharedMemory;
        this.bootId = bootId;
        this.client = TritonClient.connect(host, port, CONTROL_CALL);
        ServerWatch.removeLeftovers(sharedMemory);
        this.server = new ServerWatch(client, sharedMemory, bootId);
    }

    @Override
    public void start(Runnable onLife) {
        server.start(onLife);
    }

    @Override
    public int life() {
        return server.life();
    }

    @Override
    public void load(ModelVersion version, Path model) throws NotLoaded, InterruptedException {
        try {
            RepositoryFolder.write(repository, version, model);
            client.load(TritonDetector.tritonName(version), LOAD);
        } catch (TritonException e) {
            boolean away = e.failure() == TritonFailure.UNAVAILABLE;
            throw new NotLoaded(
                    away ? ModelReason.ServerUnavailable : ModelReason.LoadFailed, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new NotLoaded(ModelReason.LoadFailed, "the model repository cannot be written: " + e);
        }
    }

    @Override
    public boolean serves(ModelVersion version) {
        try {
            return client.modelReady(TritonDetector.tritonName(version));
        } catch (TritonException e) {
            return true; // no answer is the watch's business
        }
    }

    @Override
    public void unload(ModelVersion version) throws InterruptedException {
        try {
            client.unload(TritonDetector.tritonName(version), UNLOAD);
        } catch (TritonException e) {
            LOG.warn("model {} {} is not unloaded: {}", version.model(), version.version(), e.getMessage());
        }
        try {
            RepositoryFolder.remove(repository.resolve(TritonDetector.tritonName(version)));
        } catch (IOException e) {
            LOG.warn("model {} {}: its folder stays: {}", version.model(), version.version(), e.toString());
        }
    }

    @Override
    public void keepOnly(List<ModelVersion> wanted) {
        Set<String> keep = new HashSet<>();
        wanted.forEach(version -> keep.add(TritonDetector.tritonName(version)));
        try (Stream<Path> folders = Files.list(repository)) {
            for (Path folder : folders.toList()) {
                String name = folder.getFileName().toString();
                if (name.matches("(\\.draft-)?[0-9a-f]{64}") && !keep.contains(name)) {
                    RepositoryFolder.remove(folder);
                }
            }
        } catch (IOException e) {
            LOG.warn("model repository {}: {}", repository, e.toString());
        }
    }

    @Override
    public Detector detector(ModelVersion version, int slots, Runnable freed) throws IOException {
        String region = ServerWatch.regionName(bootId, "d" + regions.incrementAndGet());
        return new TritonDetector(version, server, sharedMemory, region, slots, freed);
    }

    @Override
    public CellState.Engine state() {
        return server.state();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            LOG.warn("shared memory was not cleaned up: {}", e.toString());
        }
        client.close();
    }
}
