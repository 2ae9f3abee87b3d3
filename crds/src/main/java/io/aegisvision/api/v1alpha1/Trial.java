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
import org.jspecify.annotations.Nullable;

/** How a new version of a model is tried before people are asked; the administrator's floors apply beside it. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(value = Trial.STEPS_INCREASE, fieldPath = ".steps", message = Trial.STEPS_MESSAGE)
public record Trial(
        @JsonPropertyDescription("What the new version is judged by. Without it no new version is tried.") @Nullable
        Evidence evidence,

        @JsonPropertyDescription(
                "How much worse the candidate may be in mean score, in percentage points, 1 to 50. Smaller needs more clips.")
        @Default("2")
        @Min(1)
        @Max(50)
        int marginPercent,

        @JsonPropertyDescription("Shares of live streams to move, one after another, before people are asked.")
        @Default("[{\"weightPercent\": 10, \"hold\": \"10m\"}, {\"weightPercent\": 50, \"hold\": \"30m\"}]")
        @Size(min = 1, max = 10)
        List<Step> steps,

        @JsonPropertyDescription("Limits on harm to live streams; they roll back and never promote.") @Default("{}")
        Guards guards,

        @JsonPropertyDescription("What follows when the evidence runs out or maxDuration passes without a verdict.")
        @Default("RollBack")
        OnInconclusive onInconclusive,

        @JsonPropertyDescription("Longest time from the start to the gate; it begins anew when a pause ends.")
        @Default("24h")
        @Size(max = Formats.DURATION_LENGTH)
        @Pattern(Formats.DURATION)
        String maxDuration,

        @JsonPropertyDescription("Who must agree before the candidate serves.") @Default("{}")
        GateTerms gate) {

    static final String STEPS_INCREASE =
            "!has(self.steps) || self.steps.all(i, s, i == 0 || self.steps[i - 1].weightPercent < s.weightPercent)";
    static final String STEPS_MESSAGE =
            "steps: each weightPercent must be above the one before, for example 10 then 50";

    public Trial {
        steps = Lists.copy(steps);
    }

    /** What a unit of evidence is. */
    public enum Outcome {
        /** Labelled clips, run through both versions on the same frames. */
        GoldenClips
    }

    /** What follows a trial that cannot decide. */
    public enum OnInconclusive {
        RollBack,
        Pause
    }

    /** What follows a gate that was rejected or that expired. */
    public enum OnReject {
        RollBack,
        /** Back to the last step of the ramp; another gate opens after its hold. */
        Ramp
    }

    /** The labelled evidence. */
    public record Evidence(
            @JsonPropertyDescription("What a unit of evidence is.") @Default("GoldenClips")
            Outcome outcome,

            @JsonPropertyDescription("The labelled clips.") @Required
            ArtifactRef clips,

            @JsonPropertyDescription("Least number of clips before a verdict can promote, 30 to 100000.")
            @Default("200")
            @Min(30)
            @Max(100_000)
            int minUnits) {}

    /** One step of the ramp. */
    public record Step(
            @JsonPropertyDescription(
                    "Share of live streams on the candidate, 1 to 50: never more than half before approval.")
            @Required
            @Min(1)
            @Max(50)
            int weightPercent,

            @JsonPropertyDescription("How long to watch before the next step.")
            @Default("10m")
            @Size(max = Formats.DURATION_LENGTH)
            @Pattern(Formats.DURATION)
            String hold) {}

    /** Limits on live harm. */
    public record Guards(
            @JsonPropertyDescription(
                    "A window in which a larger share of the candidate's inferences fails breaks the limit; hundredths of a percent, 0 to 10000.")
            @Default("100")
            @Min(0)
            @Max(10_000)
            int errorsBasisPoints,

            @JsonPropertyDescription(
                    "A window in which the candidate's 95th percentile of latency is this much above the baseline's breaks the limit; percent, 1 to 1000.")
            @Default("20")
            @Min(1)
            @Max(1000)
            int latencyP95IncreasePercent) {}

    /** Who must agree. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record GateTerms(
            @JsonPropertyDescription("How many people must approve, 1 to 10.") @Default("1") @Min(1) @Max(10)
            int requiredApprovals,

            @JsonPropertyDescription("How many when a service account changed the Model (GitOps), 1 to 10.")
            @Default("2")
            @Min(1)
            @Max(10)
            int approvalsForAutomation,

            @JsonPropertyDescription("Groups whose members may approve; empty: those of the PromotionPolicy.")
            @Size(max = 16)
            List<Approver> approvers,

            @JsonPropertyDescription("How long a gate waits for people.")
            @Default("24h")
            @Size(max = Formats.DURATION_LENGTH)
            @Pattern(Formats.DURATION)
            String expiresAfter,

            @JsonPropertyDescription("What follows when people reject, or the gate expires.") @Default("RollBack")
            OnReject onReject) {
        public GateTerms {
            approvers = Lists.copy(approvers);
        }
    }
}
