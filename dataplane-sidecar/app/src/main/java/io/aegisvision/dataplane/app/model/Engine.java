package io.aegisvision.dataplane.app.model;

import io.aegisvision.contract.CellState;
import io.aegisvision.contract.CellState.ModelReason;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.dataplane.app.detect.Detector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What runs model versions for this cell: an inference server beside it, or the process itself. It has lives: what was
 * loaded in one is gone in the next. It decides nothing; which versions are loaded when is the {@link ModelAgent}'s
 * business. Any thread.
 */
public interface Engine extends AutoCloseable {
    /** Begins; the runnable is called at the beginning of each life, and must not block. */
    void start(Runnable onLife);

    /** Number of its present life, from 1; 0 while it does not answer. */
    int life();

    /**
     * Makes a version ready for detectors; blocks until it is.
     *
     * @param model the model's file, verified; the engine copies what it needs
     */
    void load(ModelVersion version, Path model) throws NotLoaded, InterruptedException;

    /** Whether what was loaded is still there; true where it cannot tell. */
    boolean serves(ModelVersion version);

    /**
     * Frees a version that no detector uses any more. A version that is not loaded is fine; one that cannot be
     * freed is logged.
     */
    void unload(ModelVersion version) throws InterruptedException;

    /** Removes what an earlier process left, but for these versions. */
    void keepOnly(List<ModelVersion> wanted);

    /**
     * A detector of a version that is loaded.
     *
     * @param slots frames that can be under way in it
     * @param freed called once, when the detector was retired and holds nothing any more
     * @throws IOException when there is no memory for it
     */
    Detector detector(ModelVersion version, int slots, Runnable freed) throws IOException;

    /** For the cell's state. */
    CellState.Engine state();

    /** Lets go of it; what is loaded may go with the pod. */
    @Override
    void close();

    /** A version could not be loaded. */
    final class NotLoaded extends Exception {
        private static final long serialVersionUID = 1;
        private final ModelReason reason;

        NotLoaded(ModelReason reason, String message) {
            super(message);
            this.reason = reason;
        }

        /** As in the cell's state. */
        public ModelReason reason() {
            return reason;
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }
}
