package io.aegisvision.controllers.cell;

import io.aegisvision.contract.GuardWindows;
import io.aegisvision.contract.TrialUnits;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a cell measured for a trial; each call asks the cell and takes at most two seconds. */
public interface CellTrials {
    /**
     * Judged clips from index {@code from} on, in the order of the trial, at most 1000; empty when the cell does not
     * answer or knows no such trial.
     */
    Optional<TrialUnits> units(String namespace, String cell, String canaryUid, int from);

    /**
     * Closed guard windows from index {@code from} of the boot {@code boot} on, at most 1000; another boot than the
     * present one gives the present one's from 0, and its id is in the answer. Empty when the cell does not answer or
     * knows no such trial.
     *
     * @param boot the boot that numbered the windows read so far; null when none was read
     */
    Optional<GuardWindows> windows(String namespace, String cell, String canaryUid, int from, @Nullable String boot);
}
