package io.aegisvision.domain.gate;

import io.aegisvision.api.v1alpha1.GateStatus;
import io.aegisvision.api.v1alpha1.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a gate stands now.
 *
 * @param phase the phase to write
 * @param ballot what counts
 * @param reason why
 * @param message why, for people
 * @param executedAt when the action was done
 * @param lookAgain when time alone changes the answer
 */
public record GatePlan(
        GateStatus.Phase phase,
        Ballot ballot,
        Reason reason,
        String message,
        Optional<Instant> executedAt,
        Optional<Duration> lookAgain) {}
