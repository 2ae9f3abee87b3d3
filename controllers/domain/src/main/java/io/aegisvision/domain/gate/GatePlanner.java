package io.aegisvision.domain.gate;

import io.aegisvision.api.v1alpha1.GateStatus.Phase;
import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.domain.gate.GateSnapshot.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides a gate.
 *
 * <pre>
 *            one rejects      too late    harm, target gone
 * Pending ---------> Rejected / Expired / Withdrawn
 *   |  ^
 *   |  | revoked            trial says Promoting           ledger names this gate
 *   +-----> Approved ----------------> Executing -----------------> Executed
 *                                          | target gone
 *                                          +------> ExecutionFailed
 * </pre>
 *
 * Executing is the point of no return: an approval is revoked in time or not by which of two writes with an optimistic
 * lock comes first. The Model executes a gate in Executing only.
 */
public final class GatePlanner {
    private GatePlanner() {}

    /** Total: every gate has an answer. */
    public static GatePlan plan(GateSnapshot gate, Instant now) {
        return switch (gate.phase()) {
            case Pending, Approved -> open(gate, now);
            case Executing -> executing(gate, now);
            case Rejected -> closed(gate, Reason.Rejected, "a person rejected it");
            case Expired -> closed(gate, Reason.Expired, "it expired before enough people approved");
            case Withdrawn ->
                closed(
                        gate,
                        gate.target() == Target.Harmed ? Reason.HarmSeen : Reason.TargetGone,
                        "it was withdrawn; nothing is promoted by it");
            case Executed -> closed(gate, Reason.Executed, "the candidate serves");
            case ExecutionFailed -> closed(gate, Reason.ExecutionFailed, "the candidate could not be taken over");
        };
    }

    private static GatePlan open(GateSnapshot gate, Instant now) {
        Ballot ballot = Ballot.count(gate.spec(), gate.decisions());
        if (gate.target() == Target.Harmed) {
            return ended(
                    Phase.Withdrawn, ballot, Reason.HarmSeen, "harm was seen while it waited; nothing is promoted");
        }
        if (gate.target() == Target.Gone
                || !gate.requestDigest().equals(gate.spec().requestDigest())) {
            return ended(Phase.Withdrawn, ballot, Reason.TargetGone, "what it was opened for is gone, or changed");
        }
        if (ballot.rejected()) {
            return ended(Phase.Rejected, ballot, Reason.Rejected, "a person rejected it; the Approval says why");
        }
        long needed = gate.spec().requiredApprovals();
        if (ballot.approvals() >= needed) {
            return gate.target() == Target.Promoting
                    ? going(Phase.Executing, ballot, Reason.Executing, "the Model takes the candidate over")
                    : going(Phase.Approved, ballot, Reason.Approved, "approved; the promotion follows");
        }
        Instant expiry = Instant.parse(gate.spec().expiresAt());
        if (!now.isBefore(expiry)) {
            return ended(Phase.Expired, ballot, Reason.Expired, "it expired before enough people approved");
        }
        String message = ballot.approvals() + " of " + needed + " approved; kubectl aegis approve " + gate.name();
        return new GatePlan(
                Phase.Pending,
                ballot,
                Reason.Pending,
                message,
                Optional.empty(),
                Optional.of(Duration.between(now, expiry).plusMillis(1)));
    }

    private static GatePlan executing(GateSnapshot gate, Instant now) {
        Ballot ballot = Ballot.closed(gate.spec(), gate.counted(), gate.decisions());
        if (gate.executed()) {
            return new GatePlan(
                    Phase.Executed,
                    ballot,
                    Reason.Executed,
                    "the candidate serves",
                    Optional.of(now),
                    Optional.empty());
        }
        if (gate.target() == Target.Gone) {
            return ended(
                    Phase.ExecutionFailed,
                    ballot,
                    Reason.ExecutionFailed,
                    "the Model no longer holds the candidate, or is gone");
        }
        return going(Phase.Executing, ballot, Reason.Executing, "the Model takes the candidate over");
    }

    private static GatePlan closed(GateSnapshot gate, Reason reason, String message) {
        Ballot ballot = Ballot.closed(gate.spec(), gate.counted(), gate.decisions());
        return new GatePlan(gate.phase(), ballot, reason, message, gate.executedAt(), Optional.empty());
    }

    private static GatePlan ended(Phase phase, Ballot ballot, Reason reason, String message) {
        return new GatePlan(phase, ballot, reason, message, Optional.empty(), Optional.empty());
    }

    private static GatePlan going(Phase phase, Ballot ballot, Reason reason, String message) {
        return new GatePlan(phase, ballot, reason, message, Optional.empty(), Optional.empty());
    }
}
