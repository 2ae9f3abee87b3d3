package io.aegisvision.controllers.model;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegisvision.api.v1alpha1.ModelSpec;
import io.aegisvision.controllers.objects.CanonicalJson;

/**
 * Identity of what is served: SHA-256 over the canonical JSON (RFC 8785) of a whole version entry, the artifact's digest
 * included. Only the entry's name is left out: what was rejected stays rejected under another name, and what a name means
 * is remembered beside the digest, in the ledger. Any other change (a threshold, a label) makes another digest.
 */
public final class VersionDigest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private VersionDigest() {}

    /** {@code sha256:<64 hex>} of a version as the API server returns it, defaults filled in. */
    public static String of(ModelSpec.Version version) {
        ObjectNode entry = MAPPER.valueToTree(version);
        entry.remove("name");
        return CanonicalJson.digest(entry);
    }
}
