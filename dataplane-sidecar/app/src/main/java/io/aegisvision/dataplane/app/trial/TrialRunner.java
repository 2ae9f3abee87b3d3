package io.aegisvision.dataplane.app.trial;

import io.aegisvision.contract.CellState.ModelReason;
import io.aegisvision.contract.CellState.TrialState;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.contract.TrialLane;
import io.aegisvision.contract.TrialUnits.Unit;
import io.aegisvision.dataplane.app.detect.Detector;
import io.aegisvision.dataplane.app.stream.Feed;
import io.aegisvision.dataplane.app.stream.LiveLoad;
import io.aegisvision.dataplane.app.stream.StreamRunner.ModelSource;
import io.aegisvision.dataplane.artifact.ArtifactStore;
import io.aegisvision.dataplane.artifact.Pulled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shadow lane of one trial: judges clip after clip in the trial's order while the lane says so, and keeps the units.
 * Units known to the operator before this process started are not computed again.
 */
final class TrialRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrialRunner.class);
    private static final int SLOTS = 3; // one under way, and room for requests that timed out
    private static final long AGAIN_MILLIS = 1_000;

    /** What a lane works with. */
    record Surroundings(ModelSource models, Feed.Opener opener, LiveLoad load, Path scratch) {}

    private final Surroundings around;
    private final GuardRecorder guards;
    private final Thread thread;
    private final List<Unit> units = new ArrayList<>();
    private volatile TrialLane lane;
    private volatile ArtifactStore store;
    private volatile Map<String, ModelVersion> versions;
    private volatile @Nullable ClipSet set;
    private volatile @Nullable ModelReason reason;
    private volatile @Nullable String problem;
    private volatile boolean closed;
    private int firstUnit;

    TrialRunner(TrialLane lane, ArtifactStore store, Map<String, ModelVersion> versions, Surroundings around) {
        this.lane = lane;
        this.store = store;
        this.versions = versions;
        this.around = around;
        this.guards = new GuardRecorder(lane.step());
        this.firstUnit = lane.fromUnit();
        this.thread = Thread.ofPlatform()
                .daemon()
                .priority(Thread.MIN_PRIORITY)
                .name("trial-" + lane.canary())
                .unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Whether a new lane is the same trial: same uid, versions and clips. */
    boolean canTake(TrialLane next) {
        return next.canaryUid().equals(lane.canaryUid())
                && next.baselineDigest().equals(lane.baselineDigest())
                && next.candidateDigest().equals(lane.candidateDigest())
                && next.clips().digest().equals(lane.clips().digest());
    }

    /** Goes on under the new lane. */
    void take(TrialLane next, ArtifactStore from, Map<String, ModelVersion> now) {
        lane = next;
        store = from;
        versions = now;
        guards.step(next.step());
        synchronized (units) {
            if (next.fromUnit() > firstUnit + units.size()) { // another cell has judged further
                units.clear();
                firstUnit = next.fromUnit();
            }
            units.notifyAll();
        }
    }

    TrialLane lane() {
        return lane;
    }

    GuardRecorder guards() {
        return guards;
    }

    /** Units from an index on, at most so many; none where the index was not judged here. */
    List<Unit> units(int from, int most) {
        synchronized (units) {
            int at = from - firstUnit;
            return at < 0 || at >= units.size()
                    ? List.of()
                    : List.copyOf(units.subList(at, Math.min(units.size(), at + most)));
        }
    }

    private int next() {
        synchronized (units) {
            return firstUnit + units.size();
        }
    }

    TrialState state() {
        @Nullable ClipSet present = set;
        return new TrialState(
                lane.canaryUid(),
                present == null ? 0 : present.order().size(),
                present == null ? Map.of() : present.manifest().perSource(),
                next(),
                guards.count(),
                reason,
                problem);
    }

    private void run() {
        try {
            while (!closed) {
                if (!lane.judge()) {
                    await(60_000);
                    continue;
                }
                @Nullable ClipSet clips = set;
                if (clips == null) {
                    pull();
                    if (set == null) {
                        await(5_000);
                    }
                } else if (next() >= clips.order().size()) {
                    await(60_000);
                } else {
                    judge(clips);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        } catch (RuntimeException e) {
            LOG.error("trial {}: a bug ended its lane", lane.canary(), e);
            stand(ModelReason.InvalidArtifact, "internal error: " + e);
        }
    }

    private void await(long millis) throws InterruptedException {
        synchronized (units) {
            if (!closed) {
                units.wait(millis);
            }
        }
    }

    private void stand(@Nullable ModelReason why, @Nullable String text) {
        if (text != null && !text.equals(problem)) {
            LOG.warn("trial {}: {}", lane.canary(), text);
        }
        reason = why;
        problem = text;
    }

    private void pull() {
        switch (store.pull(lane.clips())) {
            case Pulled.Failed failed -> stand(failed.reason(), "clips: " + failed.message());
            case Pulled.Present present -> {
                try {
                    set = ClipSet.open(present.folder(), lane.canaryUid());
                    stand(null, null);
                } catch (ClipSet.Invalid | IOException e) {
                    stand(ModelReason.InvalidArtifact, "clips: " + e.getMessage());
                }
            }
        }
    }

    /** Judges until the lane changes, the set ends, or something is away. */
    private void judge(ClipSet clips) throws InterruptedException {
        TrialLane under = lane;
        try (ClipJudge judge = judgeFor(under, clips)) {
            if (judge == null) {
                stand(ModelReason.ServerUnavailable, "a version of the trial is not loaded");
                await(AGAIN_MILLIS);
                return;
            }
            while (!closed && lane.judge() && next() < clips.order().size()) {
                if (!one(clips, judge)) {
                    await(AGAIN_MILLIS);
                    return;
                }
            }
        }
    }

    private @Nullable ClipJudge judgeFor(TrialLane under, ClipSet clips) {
        @Nullable ModelVersion baseline = versions.get(under.baselineDigest());
        @Nullable ModelVersion candidate = versions.get(under.candidateDigest());
        if (baseline == null || candidate == null) {
            return null;
        }
        @Nullable Detector first = null;
        try {
            first = around.models().detector(baseline, SLOTS);
            @Nullable Detector second = first == null ? null : around.models().detector(candidate, SLOTS);
            if (first != null && second != null) {
                return new ClipJudge(first, second, around.opener(), around.load(), clips.manifest());
            }
        } catch (IOException e) {
            LOG.warn("trial {}: no shared memory: {}", under.canary(), e.toString());
        }
        if (first != null) {
            first.retire();
        }
        return null;
    }

    /** One clip; false when it cannot be judged now. */
    private boolean one(ClipSet clips, ClipJudge judge) throws InterruptedException {
        int index = next();
        Clips.Clip clip = clips.order().get(index);
        Path file = around.scratch().resolve("clip-" + lane.canaryUid() + ".mp4");
        ClipJudge.Judged judged;
        try {
            clips.extract(clip, file);
            judged = judge.judge(index, clip, file);
        } catch (ClipSet.Invalid | IOException e) {
            judged = new ClipJudge.Judged.Broken(String.valueOf(e.getMessage()));
        } finally {
            remove(file);
        }
        return switch (judged) {
            case ClipJudge.Judged.Done done -> {
                synchronized (units) {
                    if (next() == index) { // the lane may have moved on meanwhile
                        units.add(done.unit());
                    }
                }
                stand(null, null);
                yield true;
            }
            case ClipJudge.Judged.Away away -> {
                stand(ModelReason.ServerUnavailable, "the inference server or a version of the trial is away");
                yield false;
            }
            case ClipJudge.Judged.Broken broken -> {
                stand(ModelReason.InvalidArtifact, broken.problem());
                TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
                yield false;
            }
        };
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("{}: {}", file, e.toString());
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
