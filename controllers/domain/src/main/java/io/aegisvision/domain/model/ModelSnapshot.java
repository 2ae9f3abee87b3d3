package io.aegisvision.domain.model;

import io.aegisvision.api.v1alpha1.CanarySpec;
import io.aegisvision.api.v1alpha1.CanaryStatus;
import io.aegisvision.api.v1alpha1.GateSpec;
import io.aegisvision.api.v1alpha1.GateStatus;
import io.aegisvision.api.v1alpha1.ModelLedgerSpec;
import io.aegisvision.api.v1alpha1.ModelSpec;
import io.aegisvision.api.v1alpha1.ModelStatus;
import io.aegisvision.api.v1alpha1.ObjectRef;
import io.aegisvision.domain.promotion.Floors;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Model and all that decides about it, as the caches hold it.
 *
 * @param name the Model's name
 * @param uid its uid
 * @param spec what Git wants
 * @param digests version digest by version name
 * @param serving what the status says that serves
 * @param ledger what is remembered, also of an earlier Model of this name
 * @param trials Canaries that this Model owns, in any order
 * @param gate the gate that a trial in Promoting names, by name and uid
 * @param load how far the cells are with the serving version
 * @param requestersKnown whether it is recorded who changed the spec
 * @param floors the administrator's
 */
public record ModelSnapshot(
        String name,
        String uid,
        ModelSpec spec,
        Map<String, String> digests,
        Optional<Serving> serving,
        Optional<ModelLedgerSpec> ledger,
        List<TrialView> trials,
        Optional<GateView> gate,
        LoadReport load,
        boolean requestersKnown,
        Floors floors) {
    public ModelSnapshot {
        digests = Map.copyOf(digests);
        trials = List.copyOf(trials);
    }

    /** What serves, and the gate that let it. */
    public record Serving(String version, String digest, Optional<ModelStatus.ServedBy> servedBy) {}

    /**
     * One Canary of the Model.
     *
     * @param phase Pending before its first status
     * @param reason why it stands there, empty before its first status
     * @param message why, for people
     * @param gateRef the gate that it names
     * @param created when it was made
     */
    public record TrialView(
            String name,
            String uid,
            CanarySpec spec,
            CanaryStatus.Phase phase,
            String reason,
            String message,
            Optional<ObjectRef> gateRef,
            Instant created) {
        /** Whether it has come to an end. */
        public boolean ended() {
            return switch (phase) {
                case Promoted, RolledBack, Failed -> true;
                case Pending, Judging, Ramping, AwaitingGate, Promoting, Paused -> false;
            };
        }
    }

    /** A Gate. @param requestDigest recomputed over its frozen request now */
    public record GateView(String name, String uid, GateSpec spec, GateStatus.Phase phase, String requestDigest) {}
}
