package io.aegisvision.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a stream runs, how fast, and on what. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record StreamStatus(
        @JsonPropertyDescription("Generation of the spec that this status answers.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("Name of the cell, for example yard-0.") @Nullable @Size(max = Formats.NAME_LENGTH)
        String cell,

        @JsonPropertyDescription("The revision of the pipeline that it runs.")
        @Nullable
        @Size(max = Formats.NAME_LENGTH)
        String revision,

        @JsonPropertyDescription("Name of the present epoch, globally unique; a gap in the stream begins another.")
        @Nullable
        @Size(max = 128)
        String epoch,

        @JsonPropertyDescription("Rates, written when they change by a fifth.") @Nullable
        Rates framesPerSecond,

        @JsonPropertyDescription("The version that each detect stage runs.") @Size(max = PipelineSpec.STAGES)
        List<StageModel> models,

        @JsonPropertyDescription("Dropped frames by cause, rounded to two digits.") @Size(max = 16)
        List<Drop> drops,

        @JsonPropertyDescription("Ready, Reconciling, Stalled and what they rest on.") @Size(max = Formats.CONDITIONS)
        List<Condition> conditions) {
    public StreamStatus {
        models = Lists.copy(models);
        drops = Lists.copy(drops);
        conditions = Lists.copy(conditions);
    }

    /** Which side of a trial a stream is on; Baseline too when there is no trial. */
    public enum Arm {
        Baseline,
        Candidate
    }

    /** Rates, frames per second. */
    public record Rates(
            @JsonPropertyDescription("Decoded from the source.") @Required @Min(0)
            int decoded,

            @JsonPropertyDescription("Gone through detection, tracking and rules.") @Required @Min(0)
            int processed) {}

    /** The version that a detect stage runs. */
    public record StageModel(
            @JsonPropertyDescription("Name of the detect stage.") @Required @Size(max = Formats.NAME_LENGTH)
            String stage,

            @JsonPropertyDescription("Name of the version.") @Required @Size(max = Formats.NAME_LENGTH)
            String version,

            @JsonPropertyDescription("Version digest.") @Required @Size(max = Formats.DIGEST_LENGTH)
            String digest,

            @JsonPropertyDescription("Side of the trial.") @Required
            Arm arm) {}

    /** Frames that were dropped. */
    public record Drop(
            @JsonPropertyDescription("Cause.") @Required @Size(max = Formats.REASON_LENGTH)
            String reason,

            @JsonPropertyDescription("Number since the epoch began, rounded to two digits.") @Required @Min(0)
            long count) {}
}
