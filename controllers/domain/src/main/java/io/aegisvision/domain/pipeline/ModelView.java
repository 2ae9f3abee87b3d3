package io.aegisvision.domain.pipeline;

import java.util.List;
import java.util.Optional;

/**
 * A Model as pipelines see it.
 *
 * @param name its name
 * @param versions every version of its spec with its digest
 * @param servingDigest version digest of what serves; empty if nothing does
 * @param trial the trial that its streams take part in, if any
 */
public record ModelView(
        String name, List<PinnedVersion> versions, Optional<String> servingDigest, Optional<ActiveTrial> trial) {
    public ModelView {
        versions = List.copyOf(versions);
    }

    /** The version that serves; empty if none does, or the spec does not hold it any more. */
    public Optional<PinnedVersion> serving() {
        return servingDigest.flatMap(this::byDigest);
    }

    /** The version with a digest. */
    public Optional<PinnedVersion> byDigest(String digest) {
        return versions.stream().filter(v -> v.digest().equals(digest)).findFirst();
    }
}
