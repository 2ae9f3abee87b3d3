package io.aegisvision.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a decision counts. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ApprovalStatus(
        @JsonPropertyDescription("Generation of the spec that this status answers.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("Whether it counts.") @Nullable
        Boolean counted,

        @JsonPropertyDescription("Why, one word.") @Nullable @Size(max = Formats.REASON_LENGTH)
        String reason,

        @JsonPropertyDescription("Why, for people.") @Nullable @Size(max = Formats.MESSAGE_LENGTH)
        String message,

        @JsonPropertyDescription("Ready, Stalled and what they rest on.") @Size(max = Formats.CONDITIONS)
        List<Condition> conditions) {
    public ApprovalStatus {
        conditions = Lists.copy(conditions);
    }
}
