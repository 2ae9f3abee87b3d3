package io.aegisvision.dataplane.app.trial;

import io.aegisvision.contract.CellState.TrialState;
import io.aegisvision.contract.GuardWindows;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.contract.TrialLane;
import io.aegisvision.contract.TrialUnits;
import io.aegisvision.dataplane.app.stream.Feed;
import io.aegisvision.dataplane.app.stream.InferenceListener;
import io.aegisvision.dataplane.app.stream.LiveLoad;
import io.aegisvision.dataplane.app.stream.StreamRunner.ModelSource;
import io.aegisvision.dataplane.artifact.ArtifactStore;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The trials of a cell. Any thread. */
public final class Trials implements InferenceListener, AutoCloseable {
    /** Most units or windows of one answer. */
    private static final int MOST = 1000;

    private final String bootId;
    private final Path artifacts;
    private final TrialRunner.Surroundings around;
    private final Map<String, TrialRunner> runners = new HashMap<>();
    private final ScheduledExecutorService windows = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("guard-windows").factory());
    private volatile List<TrialRunner> present = List.of();

    /**
     * @param artifacts where pulled artifacts are kept
     * @param scratch for one clip at a time
     */
    public Trials(String bootId, ModelSource models, Feed.Opener opener, LiveLoad load, Path artifacts, Path scratch) {
        this.bootId = bootId;
        this.artifacts = artifacts;
        this.around = new TrialRunner.Surroundings(models, opener, load, scratch);
    }

    /** Begins to cut guard windows. */
    public void start() {
        windows.scheduleAtFixedRate(
                () -> present.forEach(runner -> runner.guards().close()),
                GuardWindows.WINDOW_SECONDS,
                GuardWindows.WINDOW_SECONDS,
                TimeUnit.SECONDS);
    }

    /** Makes these lanes the present ones; a lane that goes on keeps its units and windows. */
    public synchronized void configure(
            List<TrialLane> lanes, Map<String, ModelVersion> versions, Set<String> insecureRegistries) {
        ArtifactStore store = new ArtifactStore(artifacts, insecureRegistries);
        Set<String> named = new HashSet<>();
        for (TrialLane lane : lanes) {
            named.add(lane.canaryUid());
            @Nullable TrialRunner runner = runners.get(lane.canaryUid());
            if (runner != null && runner.canTake(lane)) {
                runner.take(lane, store, versions);
                continue;
            }
            if (runner != null) {
                runner.close();
            }
            TrialRunner fresh = new TrialRunner(lane, store, versions, around);
            runners.put(lane.canaryUid(), fresh);
            fresh.start();
        }
        runners.entrySet().removeIf(entry -> {
            boolean gone = !named.contains(entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
        present = List.copyOf(runners.values());
    }

    @Override
    public void answered(String digest, long nanos, boolean nothingFound) {
        for (TrialRunner runner : present) {
            if (digest.equals(runner.lane().candidateDigest())) {
                runner.guards().answered(true, nanos, nothingFound);
            } else if (digest.equals(runner.lane().baselineDigest())) {
                runner.guards().answered(false, nanos, nothingFound);
            }
        }
    }

    @Override
    public void failed(String digest) {
        for (TrialRunner runner : present) {
            if (digest.equals(runner.lane().candidateDigest())) {
                runner.guards().failed(true);
            } else if (digest.equals(runner.lane().baselineDigest())) {
                runner.guards().failed(false);
            }
        }
    }

    /** Units of a trial; empty where this cell runs no such trial. */
    public synchronized Optional<TrialUnits> units(String canaryUid, int from) {
        return Optional.ofNullable(runners.get(canaryUid))
                .map(runner -> new TrialUnits(canaryUid, from, runner.units(from, MOST)));
    }

    /** Guard windows of a trial; empty where this cell runs no such trial. Another boot's numbers begin anew. */
    public synchronized Optional<GuardWindows> windows(String canaryUid, int from, String boot) {
        int at = boot.isEmpty() || boot.equals(bootId) ? from : 0;
        return Optional.ofNullable(runners.get(canaryUid)).map(runner -> {
            List<GuardWindows.Window> found = runner.guards().from(at, MOST);
            return new GuardWindows(
                    canaryUid, bootId, found.isEmpty() ? at : found.getFirst().index(), found);
        });
    }

    /** Every trial. */
    public List<TrialState> states() {
        return present.stream().map(TrialRunner::state).toList();
    }

    @Override
    public void close() {
        windows.shutdownNow();
        present.forEach(TrialRunner::close);
    }
}
