package io.aegisvision.domain.canary;

import io.aegisvision.api.v1alpha1.CanaryTrial;
import io.aegisvision.domain.condition.DurationPattern;
import java.time.Duration;
import java.util.List;

/**
 * A trial as it was frozen when the Canary was created, units made explicit.
 *
 * @param baseline what serves
 * @param candidate what is tried
 * @param marginBasisPoints how much worse the candidate may be, 1..9999; a candidate exactly this much worse is promoted
 *     with the error probability {@code promoteErrorPercent} at most
 * @param minUnits least number of clips before a verdict for promotion
 * @param steps weights and holds of the ramp
 * @param guards limits on live harm
 * @param onInconclusive what to do when the clips are used up or time is over
 * @param maxDuration longest time from the start to the gate; begins anew when a paused trial is resumed
 * @param onReject what to do when people reject the gate or let it expire
 * @param promoteErrorPercent error probability of promoting, 1..50
 * @param rollBackErrorPercent error probability of rolling a good candidate back, split over all questions about harm
 * @param classes labels of both versions: one question about harm each
 */
public record Trial(
        Version baseline,
        Version candidate,
        int marginBasisPoints,
        int minUnits,
        List<Step> steps,
        Guards guards,
        OnInconclusive onInconclusive,
        Duration maxDuration,
        OnReject onReject,
        int promoteErrorPercent,
        int rollBackErrorPercent,
        List<String> classes) {
    private static final int BASIS_POINTS_PER_PERCENT = 100;

    /** No step may move more of the streams than this before people approved. */
    public static final int MAX_WEIGHT_PERCENT = 50;

    public Trial {
        steps = List.copyOf(steps);
        classes = classes.stream().distinct().sorted().toList();
    }

    /**
     * @param version name of the version
     * @param digest its version digest
     */
    public record Version(String version, String digest) {}

    /**
     * @param weightPercent share of streams on the candidate, 1..50, above the step before
     * @param hold how long, and at least half of it with data
     */
    public record Step(int weightPercent, Duration hold) {}

    /**
     * @param errorsBasisPoints a window with a larger share of failed inferences of the candidate breaks the limit
     * @param latencyP95IncreasePercent a window with a p95 this much above the baseline's breaks the limit
     */
    public record Guards(int errorsBasisPoints, int latencyP95IncreasePercent) {}

    /** What follows a trial that cannot decide. */
    public enum OnInconclusive {
        RollBack,
        Pause
    }

    /** What follows a gate that was rejected or that expired. */
    public enum OnReject {
        RollBack,
        /** Go back to the ramp's last step; a new gate opens after its hold. */
        Ramp
    }

    /** The trial that a Canary's spec froze. */
    public static Trial of(CanaryTrial frozen) {
        return new Trial(
                new Version(frozen.baseline().version(), frozen.baseline().digest()),
                new Version(frozen.candidate().version(), frozen.candidate().digest()),
                frozen.marginPercent() * BASIS_POINTS_PER_PERCENT,
                frozen.evidence().minUnits(),
                frozen.steps().stream()
                        .map(step -> new Step(step.weightPercent(), DurationPattern.parse(step.hold())))
                        .toList(),
                new Guards(frozen.guards().errorsBasisPoints(), frozen.guards().latencyP95IncreasePercent()),
                switch (frozen.onInconclusive()) {
                    case RollBack -> OnInconclusive.RollBack;
                    case Pause -> OnInconclusive.Pause;
                },
                DurationPattern.parse(frozen.maxDuration()),
                switch (frozen.gate().onReject()) {
                    case RollBack -> OnReject.RollBack;
                    case Ramp -> OnReject.Ramp;
                },
                frozen.errorPercent().promote(),
                frozen.errorPercent().rollBack(),
                frozen.classes());
    }

    /** Fewest clips with which a candidate can be promoted: the floor, or what identical models need, if that is more. */
    public int leastClips() {
        return Math.max(minUnits, BettingProcess.leastUnits(marginMicros(), promoteAlpha()));
    }

    /** The margin in millionths. */
    public long marginMicros() {
        return marginBasisPoints * 100L;
    }

    /** Error probability of promoting, in (0,1). */
    public double promoteAlpha() {
        return promoteErrorPercent / 100.0;
    }

    /** Error probability of all questions about harm together, in (0,1). */
    public double rollBackAlpha() {
        return rollBackErrorPercent / 100.0;
    }
}
