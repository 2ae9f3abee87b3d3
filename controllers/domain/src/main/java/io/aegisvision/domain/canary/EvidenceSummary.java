package io.aegisvision.domain.canary;

import io.aegisvision.domain.canary.Evidence.Verdict;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The numbers of a trial for people, and for the gate that freezes them. Basis points are hundredths of a percent.
 *
 * @param units clips judged
 * @param differenceBasisPoints mean score of the candidate less the baseline's
 * @param lowerBoundBasisPoints anytime-valid lower bound of it; empty while below the grid
 * @param eValue wealth of the process for non-inferiority, rounded down, at most a million
 * @param requiredEValue what it must reach
 * @param verdict what they say
 * @param regressedBy the question that decided for harm
 * @param newcombe fixed-sample interval of the difference in basis points; reported only
 */
public record EvidenceSummary(
        long units,
        int differenceBasisPoints,
        OptionalInt lowerBoundBasisPoints,
        long eValue,
        long requiredEValue,
        Verdict verdict,
        Optional<String> regressedBy,
        Optional<Interval> newcombe) {
    private static final double MAX_SHOWN = 1e6;
    private static final double BASIS = 10_000;

    /** An interval in basis points. */
    public record Interval(int lowerBasisPoints, int upperBasisPoints) {}

    /** Sums up. */
    public static EvidenceSummary of(Evidence evidence, Trial trial) {
        double wealth = BettingProcess.nonInferior(trial.marginMicros(), evidence.promote())
                .eValue();
        long n = evidence.units();
        return new EvidenceSummary(
                n,
                n == 0 ? 0 : (int) Math.round((evidence.candidateMicros() - evidence.baselineMicros()) / 100.0 / n),
                evidence.bound().basisPoints(trial.promoteAlpha()),
                (long) Math.min(wealth, MAX_SHOWN),
                (long) Math.ceil(1 / trial.promoteAlpha()),
                evidence.verdict(),
                evidence.regressedBy(),
                n == 0 ? Optional.empty() : Optional.of(interval(evidence)));
    }

    private static Interval interval(Evidence evidence) {
        double n = evidence.units();
        ConfidenceInterval both = ConfidenceInterval.newcombe(
                (double) evidence.candidateMicros() / BettingProcess.ONE,
                n,
                (double) evidence.baselineMicros() / BettingProcess.ONE,
                n,
                ConfidenceInterval.Z_TWO_SIDED_95);
        return new Interval((int) Math.round(both.lower() * BASIS), (int) Math.round(both.upper() * BASIS));
    }
}
