package io.aegisvision.contract;

import org.jspecify.annotations.Nullable;

/**
 * An artifact in an OCI registry, pinned by the digest of its manifest.
 *
 * @param uri {@code oci://host[:port]/repository}
 * @param digest {@code sha256:<64 hex>} of the manifest
 * @param username for the registry, or null
 * @param password for the registry, or null; never printed
 */
public record Artifact(
        String uri,
        String digest,
        @Nullable String username,
        @Nullable String password) {
    @Override
    public String toString() {
        return uri + "@" + digest;
    }
}
