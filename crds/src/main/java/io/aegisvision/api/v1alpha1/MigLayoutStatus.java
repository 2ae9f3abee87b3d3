package io.aegisvision.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far a node's GPUs are with their layout. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MigLayoutStatus(
        @JsonPropertyDescription("Generation of the spec that this status answers.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("The layout's name in MIG Manager's configuration.") @Nullable @Size(max = 63)
        String config,

        @JsonPropertyDescription("Instances that the node offers, by profile.") @Size(max = 32)
        Map<String, Integer> offered,

        @JsonPropertyDescription("Some of the pods that hold GPUs of the node, as namespace and name.") @Size(max = 16)
        List<@Size(max = 320) String> holders,

        @JsonPropertyDescription("Ready, Reconciling, Stalled and what they rest on.") @Size(max = Formats.CONDITIONS)
        List<Condition> conditions) {
    public MigLayoutStatus {
        offered = Lists.copy(offered);
        holders = Lists.copy(holders);
        conditions = Lists.copy(conditions);
    }
}
