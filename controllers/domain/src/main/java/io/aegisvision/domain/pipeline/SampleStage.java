package io.aegisvision.domain.pipeline;

import io.aegisvision.api.v1alpha1.PipelineSpec;
import io.aegisvision.contract.RuleStage;
import io.aegisvision.contract.Sampling;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The sample stage as a cell gets it, and what it means for trackers and rules that read its frames. */
final class SampleStage {
    /** A track must be seen again before it ends, and a sample or a key frame may be late. */
    private static final int LOST_PERIODS = 2;
    /** Cameras send key frames once in one to ten seconds, as they are told to. */
    private static final long KEYFRAMES_LOST_MILLIS = 5_000;

    private static final long LEAST_INTERVAL_MILLIS = 1_000;
    private static final long MOST_INTERVAL_MILLIS = 3_600_000;

    /** Where there is none: nothing more is wrong with what reads it. */
    static final SampleStage FASTEST = new SampleStage(Sampling.framesPerSecond(60));

    private final Sampling sampling;

    private SampleStage(Sampling sampling) {
        this.sampling = sampling;
    }

    /** Reads a duration of the stage; what is wrong with it is told elsewhere. */
    interface Millis {
        long of(String field, String text);
    }

    /** The stage; empty when it is not exactly one of the tiers, within their bounds. */
    static Optional<SampleStage> of(PipelineSpec.@Nullable Sample sample, Millis millis) {
        if (sample == null) {
            return Optional.empty();
        }
        Integer rate = sample.framesPerSecond();
        String interval = sample.interval();
        boolean keyframes = Boolean.TRUE.equals(sample.keyframesOnly());
        int tiers = (rate == null ? 0 : 1) + (interval == null ? 0 : 1) + (keyframes ? 1 : 0);
        if (tiers != 1 || (sample.motion() != null && rate == null)) {
            return Optional.empty();
        }
        if (keyframes) {
            return Optional.of(new SampleStage(Sampling.keyframes()));
        }
        if (interval != null) {
            long period = millis.of("interval", interval);
            return period < LEAST_INTERVAL_MILLIS || period > MOST_INTERVAL_MILLIS
                    ? Optional.empty()
                    : Optional.of(new SampleStage(Sampling.every(period)));
        }
        if (rate == null || rate < 1) {
            return Optional.empty();
        }
        Sampling frames = Sampling.framesPerSecond(rate);
        PipelineSpec.Motion motion = sample.motion();
        if (motion == null) {
            return Optional.of(new SampleStage(frames));
        }
        long keepAlive = millis.of("keepAlive", motion.keepAlive());
        return keepAlive < 1
                ? Optional.empty()
                : Optional.of(new SampleStage(frames.whileMoving(new Sampling.Motion(
                        motion.changePercent(),
                        motion.minCells(),
                        millis.of("holdFor", motion.holdFor()) * 1000,
                        keepAlive * 1000))));
    }

    /** As a cell gets it. */
    Sampling sampling() {
        return sampling;
    }

    /** Time between two frames, milliseconds; of key frames what is taken for it. */
    long periodMillis() {
        return Math.max(1, sampling.periodMicros() / 1000);
    }

    /** The tier in words. */
    String words() {
        return switch (sampling.tier()) {
            case Rate -> Math.round(1e6 / sampling.periodMicros()) + " frames a second";
            case Interval -> "one frame in " + sampling.periodMicros() / 1000 + "ms";
            case Keyframes -> "key frames only";
        };
    }

    /** What is wrong with a tracker that reads these frames; null if nothing: a track that ends between two frames is none. */
    @Nullable
    String tracker(long lostAfterMillis) {
        long least =
                switch (sampling.tier()) {
                    case Rate -> 0;
                    case Interval -> LOST_PERIODS * periodMillis();
                    case Keyframes -> KEYFRAMES_LOST_MILLIS;
                };
        return lostAfterMillis >= least
                ? null
                : "lostAfter: a track would end between two frames at " + words() + "; write " + least + "ms or more";
    }

    /**
     * What is wrong with a rule that reads their tracks; null if nothing. What an object did between two key frames nobody
     * knows, nor when the next one comes: rules about its way would guess.
     */
    @Nullable
    String rule(RuleStage.Kind kind) {
        if (sampling.tier() != Sampling.Tier.Keyframes) {
            return null;
        }
        return switch (kind) {
            case RuleStage.LineCross it -> refused("lineCross");
            case RuleStage.ZoneCross it -> refused("zoneCross");
            case RuleStage.Flow it -> refused("flow");
            case RuleStage.Direction it -> refused("direction");
            case RuleStage.Speed it -> refused("speed");
            case RuleStage.Dwell it -> null;
            case RuleStage.Occupancy it -> null;
            case RuleStage.Abandoned it -> null;
            case RuleStage.Composite it -> null; // the rules that it joins are judged themselves
        };
    }

    private static String refused(String kind) {
        return kind + ": key frames come too seldom to tell the way of an object; sample framesPerSecond";
    }
}
