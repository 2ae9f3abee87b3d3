package io.aegisvision.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** One version of a model, pinned. */
public record VersionRef(
        @JsonPropertyDescription("Name of the version in the Model.")
        @Required
        @Size(min = 1, max = Formats.NAME_LENGTH)
        String version,

        @JsonPropertyDescription(
                "Version digest: SHA-256 over the canonical JSON (RFC 8785) of the whole version entry.")
        @Required
        @Size(max = Formats.DIGEST_LENGTH)
        @Pattern(Formats.DIGEST)
        String digest) {}
