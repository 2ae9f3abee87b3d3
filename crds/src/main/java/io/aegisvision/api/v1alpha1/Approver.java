package io.aegisvision.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Whose approval counts. */
public record Approver(
        @JsonPropertyDescription("What the name is a name of.") @Default("Group")
        Kind kind,

        @JsonPropertyDescription("Name of the group as the API server authenticates it.")
        @Required
        @Size(min = 1, max = Formats.USER_LENGTH)
        String name) {

    /** What approvers are named by. */
    public enum Kind {
        /** Every member of a group. */
        Group
    }
}
