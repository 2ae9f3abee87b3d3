package io.aegisvision.controllers.gate;

import io.aegisvision.api.v1alpha1.Gate;
import io.aegisvision.api.v1alpha1.GateStatus;
import io.aegisvision.controllers.objects.StatusConditions;
import io.aegisvision.domain.condition.Readiness;
import io.aegisvision.domain.gate.GatePlan;
import java.time.Instant;
import java.util.List;

/** The status of a gate. */
final class GateStatusProjector {
    /** Pure. */
    GateStatus project(Gate gate, GatePlan plan, Instant now) {
        long generation = gate.getMetadata().getGeneration();
        GateStatus previous = gate.getStatus();
        return new GateStatus(
                generation,
                plan.phase(),
                plan.ballot().counted(),
                plan.executedAt().map(Instant::toString).orElse(null),
                plan.reason().name(),
                StatusConditions.merge(
                        previous == null ? List.of() : previous.conditions(),
                        readiness(plan).claims(),
                        generation,
                        now));
    }

    private static Readiness readiness(GatePlan plan) {
        String reason = plan.reason().name();
        return switch (plan.phase()) {
            case Pending, Approved, Executing -> new Readiness.Reconciling(reason, plan.message());
            case Rejected, Expired, Withdrawn, Executed -> new Readiness.Ready(reason, plan.message());
            case ExecutionFailed -> new Readiness.Stalled(reason, plan.message());
        };
    }
}
