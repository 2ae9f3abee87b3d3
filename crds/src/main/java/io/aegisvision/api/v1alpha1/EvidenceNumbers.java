package io.aegisvision.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** The numbers of a trial for people, and for the gate that freezes them; basis points are hundredths of a percent. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EvidenceNumbers(
        @JsonPropertyDescription("Clips judged.") @Required @Min(0)
        long units,

        @JsonPropertyDescription("Live streams on the candidate.") @Required @Min(0)
        int streams,

        @JsonPropertyDescription("Mean score of the candidate less the baseline's.")
        @Required
        @Min(-10_000)
        @Max(10_000)
        int differenceBasisPoints,

        @JsonPropertyDescription("Lower bound of the difference, valid at any time; absent while below the grid.")
        @Nullable
        @Min(-10_000)
        @Max(10_000)
        Integer lowerBoundBasisPoints,

        @JsonPropertyDescription("Evidence for non-inferiority, rounded down, at most 1000000000.")
        @Required
        @Min(0)
        @Max(EvidenceNumbers.MOST_E_VALUE)
        long eValue,

        @JsonPropertyDescription("What eValue must reach.") @Required @Min(1)
        long requiredEValue,

        @JsonPropertyDescription("What the numbers say.") @Required
        Verdict verdict,

        @JsonPropertyDescription("The question that decided for harm.") @Nullable @Size(max = 160)
        String regressedBy,

        @JsonPropertyDescription(
                "Chain of SHA-256 over the judged clips with their scores, in order: it stands for all that was judged.")
        @Nullable
        @Size(max = Formats.DIGEST_LENGTH)
        String digest,

        @JsonPropertyDescription("Fixed-sample intervals at 95 percent; reported, never decided by.") @Nullable
        Intervals intervals) {
    /** Where {@code eValue} stops to grow. */
    public static final int MOST_E_VALUE = 1_000_000_000;

    /** What the evidence says. */
    public enum Verdict {
        Undecided,
        NonInferior,
        Superior,
        Regressed,
        Inconclusive,
        NoData
    }

    /** Wilson intervals of both arms and Newcombe's of the difference, in basis points. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Intervals(
            @JsonPropertyDescription("Lower end, baseline.") @Nullable
            Integer baselineLowBasisPoints,

            @JsonPropertyDescription("Upper end, baseline.") @Nullable
            Integer baselineHighBasisPoints,

            @JsonPropertyDescription("Lower end, candidate.") @Nullable
            Integer candidateLowBasisPoints,

            @JsonPropertyDescription("Upper end, candidate.") @Nullable
            Integer candidateHighBasisPoints,

            @JsonPropertyDescription("Lower end, difference.") @Nullable
            Integer differenceLowBasisPoints,

            @JsonPropertyDescription("Upper end, difference.") @Nullable
            Integer differenceHighBasisPoints) {}
}
