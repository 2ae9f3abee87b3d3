package io.aegisvision.domain.canary;

import io.aegisvision.api.v1alpha1.CanarySpec;
import io.aegisvision.api.v1alpha1.GateStatus;
import io.aegisvision.api.v1alpha1.ObjectRef;
import io.aegisvision.contract.GuardWindows;
import io.aegisvision.contract.TrialUnits.Unit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A trial and all that decides about it.
 *
 * @param name the Canary's name
 * @param uid its uid
 * @param generation generation of its spec
 * @param spec frozen but for suspend
 * @param state where it stands
 * @param standing whether the Model still wants it
 * @param held somebody suspended it, or the Model
 * @param model the Model, by name and uid; empty when it is gone
 * @param requesters who changed the Model since the last promotion
 * @param gate the gate that the state names, by name and uid; empty when there is none
 * @param gates number of the newest gate of this trial, 0 before the first
 * @param set the clips, as the cells see them
 * @param candidateFailure why the candidate cannot be loaded anywhere, where the version is at fault
 * @param units judged clips from the state's cursor on, in order
 * @param windows guard windows of each cell that has any beyond the state's cursors
 * @param liveStreams streams that use the model and run
 * @param candidateStreams of these, those on the candidate
 * @param rejection why the ledger holds the candidate's digest as rejected, where it does
 */
public record CanarySnapshot(
        String name,
        String uid,
        long generation,
        CanarySpec spec,
        CanaryState state,
        Standing standing,
        boolean held,
        Optional<ObjectRef> model,
        List<String> requesters,
        Optional<GateSeen> gate,
        int gates,
        ClipSet set,
        Optional<String> candidateFailure,
        List<Unit> units,
        Map<String, GuardWindows> windows,
        int liveStreams,
        int candidateStreams,
        Optional<String> rejection) {
    public CanarySnapshot {
        requesters = List.copyOf(requesters);
        units = List.copyOf(units);
        windows = Map.copyOf(windows);
    }

    /** Whether the Model still wants this trial. */
    public enum Standing {
        Wanted,
        /** Another version is wanted now; this one may be wanted again. */
        OtherWanted,
        /** What serves is not the trial's baseline, or the Model or the candidate's entry is gone: for good. */
        Obsolete
    }

    /** The gate and where it stands. */
    public record GateSeen(ObjectRef ref, GateStatus.Phase phase) {}

    /**
     * The labelled clips.
     *
     * @param cells cells that run the shadow lane
     * @param clips number of clips; 0 while no cell has read the manifest
     * @param perSource clips by source group
     * @param problem why no cell can read or judge them, or empty
     */
    public record ClipSet(int cells, int clips, Map<String, Integer> perSource, Optional<String> problem) {
        public ClipSet {
            perSource = Map.copyOf(perSource);
        }

        /** Nothing is known. */
        public static final ClipSet UNKNOWN = new ClipSet(0, 0, Map.of(), Optional.empty());
    }
}
