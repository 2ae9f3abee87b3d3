package io.aegisvision.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** One certain object: another one of the same name has another uid. */
public record ObjectRef(
        @JsonPropertyDescription("Name of the object.") @Required @Size(min = 1, max = Formats.OBJECT_NAME_LENGTH)
        String name,

        @JsonPropertyDescription("Uid of the object.") @Required @Size(min = 1, max = Formats.UID_LENGTH)
        String uid) {}
