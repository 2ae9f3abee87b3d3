package io.aegisvision.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far a pipeline runs. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PipelineStatus(
        @JsonPropertyDescription("Generation of the spec that this status answers.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("The revision that streams run, for example yard-3.")
        @Nullable
        @Size(max = Formats.NAME_LENGTH)
        String revision,

        @JsonPropertyDescription("Cells.") @Nullable Share cells,

        @JsonPropertyDescription("Streams that are not suspended.") @Nullable
        Share streams,

        @JsonPropertyDescription("Ready, Reconciling, Stalled and what they rest on.") @Size(max = Formats.CONDITIONS)
        List<Condition> conditions) {
    public PipelineStatus {
        conditions = Lists.copy(conditions);
    }

    /** How many of how many are ready. */
    public record Share(
            @JsonPropertyDescription("Ready ones.") @Required @Min(0)
            int ready,

            @JsonPropertyDescription("All.") @Required @Min(0)
            int total,

            @JsonPropertyDescription("Both, as ready/total.") @Required @Size(max = 21)
            String summary) {

        /** With the summary that goes with the numbers. */
        public static Share of(int ready, int total) {
            return new Share(ready, total, ready + "/" + total);
        }
    }
}
