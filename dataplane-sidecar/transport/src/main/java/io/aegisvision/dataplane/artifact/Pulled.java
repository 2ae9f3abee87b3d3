package io.aegisvision.dataplane.artifact;

import io.aegisvision.contract.CellState.ModelReason;
import java.nio.file.Path;

/** Outcome of {@link ArtifactStore#pull}. */
public sealed interface Pulled {
    /** All files of the artifact lie in the folder under their titles, each verified by its digest. */
    record Present(Path folder) implements Pulled {}

    /**
     * Nothing is left in the store.
     *
     * @param reason one of the artifact's reasons
     * @param message for people; no credential
     */
    record Failed(ModelReason reason, String message) implements Pulled {}
}
