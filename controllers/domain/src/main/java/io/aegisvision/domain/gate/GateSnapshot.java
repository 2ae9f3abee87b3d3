package io.aegisvision.domain.gate;

import io.aegisvision.api.v1alpha1.ApprovalSpec;
import io.aegisvision.api.v1alpha1.GateSpec;
import io.aegisvision.api.v1alpha1.GateStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A gate and all that decides about it.
 *
 * @param name the Gate's name
 * @param spec frozen when it opened
 * @param requestDigest recomputed over the frozen request now
 * @param phase where it stands; Pending before its first status
 * @param counted the decisions that its status counts
 * @param executedAt when the action was done
 * @param decisions every Approval that names this gate, in any order
 * @param target the trial it was opened for
 * @param executed the ledger says that this gate's candidate serves
 */
public record GateSnapshot(
        String name,
        GateSpec spec,
        String requestDigest,
        GateStatus.Phase phase,
        List<GateStatus.Decided> counted,
        Optional<Instant> executedAt,
        List<Decision> decisions,
        Target target,
        boolean executed) {
    public GateSnapshot {
        counted = List.copyOf(counted);
        decisions = List.copyOf(decisions);
    }

    /** One Approval. */
    public record Decision(String name, String uid, ApprovalSpec spec, Instant created) {}

    /** How the trial stands to the gate. */
    public enum Target {
        /** It names this gate and waits. */
        Waiting,
        /** It does not name this gate yet, but is there and unharmed. */
        Opening,
        /** It names this gate and waits for the Model to take the candidate over. */
        Promoting,
        /** Harm was seen. */
        Harmed,
        /** It is gone, another one, ended, or the Model no longer holds the candidate. */
        Gone
    }
}
