package io.aegisvision.domain.model;

import io.aegisvision.contract.CellState.ModelReason;
import java.util.Optional;

/**
 * How far the cells are with one version.
 *
 * @param cells cells with streams that need it
 * @param verified of these, how many have pulled it and found the bytes to match their digests
 * @param loaded of these, how many have it loaded, proved by an inference on the known frame
 * @param failure why a cell failed, of the first such cell by name
 */
public record LoadReport(int cells, int verified, int loaded, Optional<Failure> failure) {
    /** No cell needs it. */
    public static final LoadReport UNUSED = new LoadReport(0, 0, 0, Optional.empty());

    /** Why a cell failed. @param message for people, prefixed with the cell's name */
    public record Failure(ModelReason reason, String message) {
        /** Whether the version itself is at fault, so that only another version helps. */
        public boolean ofVersion() {
            return switch (reason) {
                case InvalidArtifact, LoadFailed, WarmupFailed, WarmupMismatch -> true;
                case ArtifactNotFound, ArtifactUnauthorized, ArtifactUnreachable, DigestMismatch, ServerUnavailable ->
                    false;
            };
        }

        /** Whether nothing but a person's change helps. */
        public boolean lasting() {
            return switch (reason) {
                case InvalidArtifact,
                        LoadFailed,
                        WarmupFailed,
                        WarmupMismatch,
                        ArtifactNotFound,
                        ArtifactUnauthorized,
                        DigestMismatch -> true;
                case ArtifactUnreachable, ServerUnavailable -> false;
            };
        }
    }

    /** Whether every cell that needs it has it, and there is one. */
    public boolean everywhere() {
        return cells > 0 && loaded == cells;
    }
}
