package io.aegisvision.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether the floors are in force. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PromotionPolicyStatus(
        @JsonPropertyDescription("Generation of the spec that this status answers.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("Ready.") @Size(max = Formats.CONDITIONS)
        List<Condition> conditions) {
    public PromotionPolicyStatus {
        conditions = Lists.copy(conditions);
    }
}
