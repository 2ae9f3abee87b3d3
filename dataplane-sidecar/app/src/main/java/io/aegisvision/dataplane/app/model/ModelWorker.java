package io.aegisvision.dataplane.app.model;

import io.aegisvision.contract.CellState.ModelPhase;
import io.aegisvision.contract.CellState.ModelReason;
import io.aegisvision.contract.CellState.ModelState;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.dataplane.app.detect.DetectedBoxes;
import io.aegisvision.dataplane.app.detect.Detector;
import io.aegisvision.dataplane.app.stream.Backoff;
import io.aegisvision.dataplane.artifact.ArtifactStore;
import io.aegisvision.dataplane.artifact.Pulled;
import io.aegisvision.dataplane.video.Picture;
import io.aegisvision.dataplane.video.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One model version's life in this cell, on its own thread.
 *
 * <pre>
 *  Pulling -> Loading -> Warming -> Loaded --engine's next life--> Loading
 *     \----------\----------\--> Failed --backoff--> Pulling
 *  any --not wanted, and not in use--> Unloading -> gone
 * </pre>
 */
final class ModelWorker {
    private static final Logger LOG = LoggerFactory.getLogger(ModelWorker.class);
    private static final Duration WARM = Duration.ofSeconds(20);

    /** File of the artifact that is served. */
    private static final String MODEL = "model.onnx";

    /** What a step failed of. */
    private record Problem(ModelReason reason, String message) {}

    private final Engine engine;
    private final Thread thread;
    private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
    private volatile ArtifactStore store;
    private volatile ModelVersion version;
    private volatile ModelState state;
    private volatile int loadedInLife;
    private boolean wanted = true;
    private int users;
    private boolean gone;
    private boolean nudged;

    ModelWorker(ModelVersion version, ArtifactStore store, Engine engine) {
        this.version = version;
        this.store = store;
        this.engine = engine;
        this.state = state(ModelPhase.Pulling, null);
        this.thread = Thread.ofPlatform()
                .daemon()
                .name("model-" + version.model() + "-" + version.version())
                .unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void stop() {
        thread.interrupt();
    }

    ModelState state() {
        return state;
    }

    boolean loaded() {
        int life = engine.life();
        return life > 0 && loadedInLife == life;
    }

    /** Still wanted, perhaps with other credentials; false when it is gone already and a new worker must begin. */
    synchronized boolean want(ModelVersion now, ArtifactStore from) {
        if (gone) {
            return false;
        }
        boolean changed = !now.equals(version) || from != store;
        version = now;
        store = from;
        if (!wanted || (changed && !loaded())) {
            wanted = true;
            nudge();
        }
        return true;
    }

    synchronized void unwant() {
        if (wanted) {
            wanted = false;
            nudge();
        }
    }

    /** One more detector runs it; false when it is not loaded. */
    synchronized boolean use() {
        if (gone || !loaded()) {
            return false;
        }
        users++;
        return true;
    }

    synchronized void unuse() {
        users--;
        nudge();
    }

    /** The engine began another life, or somebody's answer was strange. */
    synchronized void nudge() {
        nudged = true;
        notifyAll();
    }

    private synchronized boolean mayEnd() {
        if (!wanted && users == 0) {
            gone = true;
        }
        return gone;
    }

    private synchronized void pause(long millis) throws InterruptedException {
        long until = System.nanoTime() + millis * 1_000_000;
        for (long left = millis; !nudged && left > 0; left = (until - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
        nudged = false;
    }

    private void run() {
        try {
            while (!mayEnd()) {
                if (loaded() && stillServed()) {
                    pause(60_000);
                    continue;
                }
                @Nullable Problem problem = bringUp();
                if (problem == null) {
                    backoff.reset();
                    continue;
                }
                if (engine.life() == 0) { // another life is announced by a nudge
                    problem = new Problem(ModelReason.ServerUnavailable, "the inference server does not answer");
                }
                loadedInLife = 0;
                state = state(ModelPhase.Failed, problem);
                long wait = backoff.nextMillis();
                LOG.warn(
                        "model {} {}: {}: {}", version.model(), version.version(), problem.reason(), problem.message());
                pause(wait);
            }
            takeDown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the process ends
        } catch (RuntimeException e) {
            LOG.error("model {} {}: a bug ended its worker", version.model(), version.version(), e);
            state = state(ModelPhase.Failed, new Problem(ModelReason.LoadFailed, "internal error: " + e));
        }
    }

    /** Whether the engine still serves what was loaded; asked when somebody had doubts. */
    private boolean stillServed() {
        if (engine.serves(version)) {
            return true;
        }
        loadedInLife = 0;
        return false;
    }

    private @Nullable Problem bringUp() throws InterruptedException {
        state = state(ModelPhase.Pulling, null);
        Path artifact;
        switch (store.pull(version.artifact())) {
            case Pulled.Failed failed -> {
                return new Problem(failed.reason(), failed.message());
            }
            case Pulled.Present present -> artifact = present.folder();
        }
        for (String file : new String[] {MODEL, KnownFrame.PIXELS, KnownFrame.TRUTH}) {
            if (!Files.isRegularFile(artifact.resolve(file))) {
                return new Problem(ModelReason.InvalidArtifact, "the artifact has no " + file);
            }
        }
        state = state(ModelPhase.Loading, null);
        int life = engine.life();
        if (life == 0) {
            return new Problem(ModelReason.ServerUnavailable, "the inference server does not answer");
        }
        try {
            engine.load(version, artifact.resolve(MODEL));
        } catch (Engine.NotLoaded e) {
            return new Problem(e.reason(), e.getMessage());
        }
        state = state(ModelPhase.Warming, null);
        @Nullable Problem problem = warm(artifact);
        if (problem == null) {
            loadedInLife = life;
            state = state(ModelPhase.Loaded, null);
            LOG.info("model {} {} loaded: {}", version.model(), version.version(), version.digest());
        }
        return problem;
    }

    private @Nullable Problem warm(Path artifact) throws InterruptedException {
        try {
            @Nullable KnownFrame known = KnownFrame.read(artifact);
            @Nullable RgbImage image = known == null ? null : known.picture(artifact);
            if (known == null || image == null) {
                return new Problem(ModelReason.InvalidArtifact, "the artifact's known frame cannot be read");
            }
            DetectedBoxes found = new DetectedBoxes();
            @Nullable Problem failed = infer(image, found);
            if (failed != null) {
                return failed;
            }
            @Nullable String difference = known.difference(found, version);
            return difference == null ? null : new Problem(ModelReason.WarmupMismatch, difference);
        } catch (IOException e) {
            return new Problem(ModelReason.WarmupFailed, "the known frame cannot be tried: " + e);
        }
    }

    private @Nullable Problem infer(RgbImage image, DetectedBoxes into) throws IOException, InterruptedException {
        Detector detector = engine.detector(version, 1, () -> {});
        try (Picture picture = Picture.ofRgb(image)) {
            int slot = detector.load(picture);
            CompletableFuture<String> outcome = new CompletableFuture<>();
            detector.infer(slot, new FutureAnswer(outcome));
            String failure = outcome.get(WARM.toSeconds(), TimeUnit.SECONDS);
            if (!failure.isEmpty()) {
                return new Problem(ModelReason.WarmupFailed, failure);
            }
            detector.read(slot, into);
            detector.release(slot);
            return null;
        } catch (ExecutionException | TimeoutException e) {
            return new Problem(ModelReason.WarmupFailed, "no answer for the known frame");
        } finally {
            detector.retire();
        }
    }

    /** Completes with an empty text, or with what went wrong. */
    private record FutureAnswer(CompletableFuture<String> outcome) implements Detector.Answer {
        @Override
        public void done(long nanos) {
            outcome.complete("");
        }

        @Override
        public void failed(boolean serverGone) {
            outcome.complete(serverGone ? "the server went away" : "the server refused the known frame");
        }

        @Override
        public void overdue() {
            outcome.complete("no answer for the known frame in time");
        }
    }

    private void takeDown() throws InterruptedException {
        state = state(ModelPhase.Unloading, null);
        loadedInLife = 0;
        engine.unload(version);
        LOG.info("model {} {} unloaded", version.model(), version.version());
    }

    private ModelState state(ModelPhase phase, @Nullable Problem problem) {
        return new ModelState(
                version.model(),
                version.version(),
                version.digest(),
                phase,
                problem == null ? null : problem.reason(),
                problem == null ? null : problem.message());
    }

    /** Whether its thread is through. */
    boolean ended() {
        return thread.getState() == Thread.State.TERMINATED;
    }
}
