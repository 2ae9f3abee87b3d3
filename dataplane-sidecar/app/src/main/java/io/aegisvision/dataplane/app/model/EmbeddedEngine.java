package io.aegisvision.dataplane.app.model;

import io.aegisvision.contract.CellState;
import io.aegisvision.contract.CellState.ModelReason;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.dataplane.app.detect.Detector;
import io.aegisvision.dataplane.app.detect.EmbeddedDetector;
import io.aegisvision.dataplane.onnx.OnnxModel;
import io.aegisvision.dataplane.onnx.OnnxProblem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ONNX Runtime in this process, on the processor. It has one life, the process's own. Calls wait in one queue in order
 * of arrival; with at most two of each stream in it, a stream waits for no more than two of each other. A worker runs one
 * call at a time on its own thread alone: many streams fill all workers, and one stream has the delay of one thread.
 */
public final class EmbeddedEngine implements Engine {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedEngine.class);
    /** Calls that can wait; two of each of 64 streams and each of 16 detectors are 2048. */
    private static final int QUEUE = 4096;

    private static final long STOP_SECONDS = 10;

    private final Map<String, OnnxModel> models = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor workers;

    /** @param threads calls that run at the same time, 1 or more */
    public EmbeddedEngine(int threads) {
        workers = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUE),
                Thread.ofPlatform().daemon().name("infer-", 1).factory());
    }

    @Override
    public void start(Runnable onLife) {
        onLife.run();
    }

    @Override
    public int life() {
        return 1;
    }

    @Override
    public void load(ModelVersion version, Path model) throws NotLoaded {
        try {
            OnnxModel fresh = OnnxModel.load(model, version);
            @Nullable OnnxModel before = models.put(version.digest(), fresh);
            if (before != null) { // loaded, and found wanting when it was warmed: nobody runs it
                before.close();
            }
        } catch (OnnxProblem e) {
            throw new NotLoaded(ModelReason.LoadFailed, e.getMessage());
        }
    }

    @Override
    public boolean serves(ModelVersion version) {
        return models.containsKey(version.digest());
    }

    @Override
    public void unload(ModelVersion version) {
        @Nullable OnnxModel gone = models.remove(version.digest());
        if (gone != null) {
            gone.close();
        }
    }

    @Override
    public void keepOnly(List<ModelVersion> wanted) {
        // what an earlier process had loaded went with it
    }

    @Override
    public Detector detector(ModelVersion version, int slots, Runnable freed) throws IOException {
        @Nullable OnnxModel model = models.get(version.digest());
        if (model == null) {
            throw new IOException("model " + version.model() + " " + version.version() + " is not loaded");
        }
        return new EmbeddedDetector(model, workers, slots, freed);
    }

    @Override
    public CellState.Engine state() {
        return new CellState.Engine(true, 0, null, 0);
    }

    @Override
    public void close() {
        workers.shutdown();
        try {
            if (!workers.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("an inference does not end; its model stays loaded");
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        models.values().forEach(OnnxModel::close);
        models.clear();
    }
}
