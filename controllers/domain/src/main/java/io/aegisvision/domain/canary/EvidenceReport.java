package io.aegisvision.domain.canary;

import io.aegisvision.api.v1alpha1.EvidenceNumbers;
import java.util.OptionalInt;

/** The numbers of a trial for people, and for the gate that freezes them. */
public final class EvidenceReport {
    private static final double BASIS = 10_000;

    private EvidenceReport() {}

    /**
     * Sums up.
     *
     * @param streams live streams on the candidate
     * @param chain digest over all judged clips
     * @param over the trial ended without a verdict
     */
    public static EvidenceNumbers of(Evidence evidence, Trial trial, int streams, String chain, boolean over) {
        double wealth = BettingProcess.nonInferior(trial.marginMicros(), evidence.promote())
                .eValue();
        long n = evidence.units();
        OptionalInt bound = evidence.bound().basisPoints(trial.promoteAlpha());
        return new EvidenceNumbers(
                n,
                streams,
                n == 0 ? 0 : (int) Math.round((evidence.candidateMicros() - evidence.baselineMicros()) / 100.0 / n),
                bound.isPresent() ? bound.getAsInt() : null,
                (long) Math.min(wealth, EvidenceNumbers.MOST_E_VALUE),
                (long) Math.ceil(1 / trial.promoteAlpha()),
                verdict(evidence, over),
                evidence.regressedBy().orElse(null),
                chain.isEmpty() ? null : chain,
                n == 0 ? null : intervals(evidence));
    }

    private static EvidenceNumbers.Verdict verdict(Evidence evidence, boolean over) {
        return switch (evidence.verdict()) {
            case Regressed -> EvidenceNumbers.Verdict.Regressed;
            case Superior -> EvidenceNumbers.Verdict.Superior;
            case NonInferior -> EvidenceNumbers.Verdict.NonInferior;
            case None ->
                over
                        ? EvidenceNumbers.Verdict.Inconclusive
                        : evidence.units() == 0 ? EvidenceNumbers.Verdict.NoData : EvidenceNumbers.Verdict.Undecided;
        };
    }

    private static EvidenceNumbers.Intervals intervals(Evidence evidence) {
        double n = evidence.units();
        double candidate = (double) evidence.candidateMicros() / BettingProcess.ONE;
        double baseline = (double) evidence.baselineMicros() / BettingProcess.ONE;
        double z = ConfidenceInterval.Z_TWO_SIDED_95;
        ConfidenceInterval first = ConfidenceInterval.wilson(baseline, n, z);
        ConfidenceInterval second = ConfidenceInterval.wilson(candidate, n, z);
        ConfidenceInterval both = ConfidenceInterval.newcombe(candidate, n, baseline, n, z);
        return new EvidenceNumbers.Intervals(
                basis(first.lower()),
                basis(first.upper()),
                basis(second.lower()),
                basis(second.upper()),
                basis(both.lower()),
                basis(both.upper()));
    }

    private static Integer basis(double share) {
        return (int) Math.round(share * BASIS);
    }
}
