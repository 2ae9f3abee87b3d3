package io.aegisvision.domain.canary;

import io.aegisvision.api.v1alpha1.EvidenceNumbers;
import io.aegisvision.api.v1alpha1.ObjectRef;
import io.aegisvision.domain.condition.Condition.Claim;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What to do for a trial: the action first, then the state is written, once. Where the action fails, the state is not
 * written and the next pass plans the same again.
 *
 * @param action what to do before the state is written
 * @param state where the trial stands then
 * @param evidence the numbers for people
 * @param claims conditions
 * @param lookAgain when to look again although nothing was changed
 */
public record CanaryPlan(
        Optional<Action> action,
        CanaryState state,
        Optional<EvidenceNumbers> evidence,
        List<Claim> claims,
        Optional<Duration> lookAgain) {
    public CanaryPlan {
        claims = List.copyOf(claims);
    }

    /** What is done beside the status. */
    public sealed interface Action {
        /** Write into the ledger that the candidate's digest was rejected; it may stand there already. */
        record RememberRejection(String reason) implements Action {}

        /**
         * Open a gate; one of this name that was opened for this trial before is taken as it is. The state then names it.
         *
         * @param n number of the gate, from 1
         * @param model the Model
         * @param evidence frozen into it
         * @param requestedBy who may not approve, at least one
         * @param affectedStreams live streams that run another version when it is executed
         * @param requiredApprovals people needed
         */
        record OpenGate(
                int n,
                ObjectRef model,
                EvidenceNumbers evidence,
                List<String> requestedBy,
                int affectedStreams,
                int requiredApprovals,
                Instant expiresAt)
                implements Action {
            public OpenGate {
                requestedBy = List.copyOf(requestedBy);
            }
        }
    }
}
