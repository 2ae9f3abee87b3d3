package io.aegisvision.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** A Model's {@link Trial}, raised to the administrator's floors, with both versions pinned. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(value = Trial.STEPS_INCREASE, fieldPath = ".steps", message = Trial.STEPS_MESSAGE)
public record CanaryTrial(
        @JsonPropertyDescription("What serves.") @Required VersionRef baseline,
        @JsonPropertyDescription("What is tried.") @Required VersionRef candidate,

        @JsonPropertyDescription("Labels of both versions: one question about harm each.")
        @Required
        @Size(min = 1, max = 2 * Formats.LABELS)
        List<@Size(min = 1, max = Formats.NAME_LENGTH) String> classes,

        @JsonPropertyDescription("What the candidate is judged by.") @Required
        Trial.Evidence evidence,

        @JsonPropertyDescription("How much worse the candidate may be in mean score, percentage points.")
        @Required
        @Min(1)
        @Max(50)
        int marginPercent,

        @JsonPropertyDescription("The ramp.") @Required @Size(min = 1, max = 10)
        List<Trial.Step> steps,

        @JsonPropertyDescription("Limits on live harm.") @Required
        Trial.Guards guards,

        @JsonPropertyDescription("What follows without a verdict.") @Required
        Trial.OnInconclusive onInconclusive,

        @JsonPropertyDescription("Longest time from the start to the gate.")
        @Required
        @Size(max = Formats.DURATION_LENGTH)
        @Pattern(Formats.DURATION)
        String maxDuration,

        @JsonPropertyDescription("Who must agree.") @Required
        Trial.GateTerms gate,

        @JsonPropertyDescription("Probabilities of error.") @Default("{}")
        ErrorPercent errorPercent) {
    public CanaryTrial {
        classes = Lists.copy(classes);
        steps = Lists.copy(steps);
    }

    /** Probabilities of error, percent. */
    public record ErrorPercent(
            @JsonPropertyDescription("Of promoting a candidate that is worse by the margin, 1 to 50.")
            @Default("5")
            @Min(1)
            @Max(50)
            int promote,

            @JsonPropertyDescription(
                    "Of rolling a good candidate back, over all questions about harm together, 1 to 50.")
            @Default("5")
            @Min(1)
            @Max(50)
            int rollBack) {}
}
