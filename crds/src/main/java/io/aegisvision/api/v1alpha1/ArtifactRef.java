package io.aegisvision.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** An artifact in an OCI registry, pinned by digest. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "!self.uri.contains('@')",
        fieldPath = ".uri",
        message = "uri: write no user and no digest into the address; use credentialsSecretRef and digest")
@ValidationRule(
        value = "self.uri.matches('^oci://[A-Za-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)+$') || self.uri.contains('@')",
        fieldPath = ".uri",
        message =
                "uri: write oci://REGISTRY/REPOSITORY without a tag, for example oci://registry.example/models/street")
public record ArtifactRef(
        @JsonPropertyDescription("Where it is: oci://REGISTRY[:PORT]/REPOSITORY, without a tag.")
        @Required
        @Size(min = 1, max = Formats.URI_LENGTH)
        String uri,

        @JsonPropertyDescription("Digest of its manifest; what is pulled is this or nothing.")
        @Required
        @Size(max = Formats.DIGEST_LENGTH)
        @Pattern(Formats.DIGEST)
        String digest,

        @JsonPropertyDescription("Secret with the keys username and password for the registry; absent: anonymous.")
        @Nullable
        NameRef credentialsSecretRef) {}
