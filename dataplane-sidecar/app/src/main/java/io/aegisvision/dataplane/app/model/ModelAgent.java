package io.aegisvision.dataplane.app.model;

import io.aegisvision.contract.CellState.ModelState;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.dataplane.app.detect.Detector;
import io.aegisvision.dataplane.artifact.ArtifactStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every configured model version pulled, verified, loaded and warm, and unloads what is neither configured nor in
 * use. Gives out detectors of versions that are loaded. Any thread.
 */
public final class ModelAgent implements AutoCloseable {
    /** Frames of which an engine makes one batch, at most. */
    public static final int LARGEST_BATCH = 8;

    private final Engine engine;
    private final Path artifacts;
    private final Map<String, ModelWorker> workers = new HashMap<>();
    private Set<String> insecure = Set.of();
    private ArtifactStore store;

    /**
     * @param engine what runs the versions; what an earlier process left in it and nobody asks for is removed
     * @param artifacts where pulled artifacts are kept
     */
    public ModelAgent(Engine engine, Path artifacts) {
        this.engine = engine;
        this.artifacts = artifacts;
        this.store = new ArtifactStore(artifacts, insecure);
    }

    /** Begins to watch the engine. */
    public void start() {
        engine.start(this::nudgeAll);
    }

    private synchronized void nudgeAll() {
        workers.values().forEach(ModelWorker::nudge);
    }

    /** Makes these versions the wanted ones. */
    public synchronized void configure(List<ModelVersion> wanted, Set<String> insecureRegistries) {
        if (!insecure.equals(insecureRegistries)) {
            insecure = Set.copyOf(insecureRegistries);
            store = new ArtifactStore(artifacts, insecure);
        }
        if (workers.isEmpty()) {
            engine.keepOnly(wanted);
        }
        Set<String> digests = new HashSet<>();
        for (ModelVersion version : wanted) {
            digests.add(version.digest());
            @Nullable ModelWorker present = workers.get(version.digest());
            if (present == null || !present.want(version, store)) {
                ModelWorker worker = new ModelWorker(version, store, engine);
                workers.put(version.digest(), worker);
                worker.start();
            }
        }
        workers.forEach((digest, worker) -> {
            if (!digests.contains(digest)) {
                worker.unwant();
            }
        });
    }

    /** Whether this version is loaded and warm now. */
    public synchronized boolean loaded(String digest) {
        @Nullable ModelWorker worker = workers.get(digest);
        return worker != null && worker.loaded();
    }

    /**
     * A detector of a loaded version; null when it is not loaded. The version stays loaded until the detector is
     * retired.
     *
     * @param slots frames that can be under way in it
     * @throws IOException when there is no memory for it
     */
    public synchronized @Nullable Detector detector(ModelVersion version, int slots) throws IOException {
        @Nullable ModelWorker worker = workers.get(version.digest());
        if (worker == null || !worker.use()) {
            return null;
        }
        try {
            return engine.detector(version, slots, worker::unuse);
        } catch (IOException | RuntimeException e) {
            worker.unuse();
            throw e;
        }
    }

    /** Every version that is wanted or still here, by model and version. */
    public synchronized List<ModelState> states() {
        workers.values().removeIf(ModelWorker::ended);
        List<ModelState> states = new ArrayList<>();
        workers.values().forEach(worker -> states.add(worker.state()));
        states.sort(Comparator.comparing(ModelState::model).thenComparing(ModelState::version));
        return states;
    }

    /** Stops the workers; what is loaded stays loaded until the engine is closed. */
    @Override
    public synchronized void close() {
        workers.values().forEach(ModelWorker::stop);
    }
}
