package io.aegisvision.controllers.miglayout;

import io.aegisvision.api.v1alpha1.MigLayout;
import io.aegisvision.api.v1alpha1.MigLayoutStatus;
import io.aegisvision.controllers.objects.StatusConditions;
import io.aegisvision.domain.miglayout.MigLayoutPlan;
import io.aegisvision.domain.miglayout.MigLayoutSnapshot;
import io.aegisvision.domain.miglayout.MigLayoutSnapshot.NodeState;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** From a plan to the status. */
final class MigLayoutStatusProjector {
    private static final int MOST_HOLDERS = 16;

    MigLayoutStatus project(MigLayout layout, MigLayoutSnapshot snapshot, MigLayoutPlan plan, Instant now) {
        MigLayoutStatus before = layout.getStatus();
        long generation = layout.getMetadata().getGeneration();
        return new MigLayoutStatus(
                generation,
                plan.config().orElse(null),
                snapshot.node().map(NodeState::offered).orElse(Map.of()),
                snapshot.node().map(NodeState::holders).orElse(List.of()).stream()
                        .limit(MOST_HOLDERS)
                        .toList(),
                StatusConditions.merge(
                        before == null ? null : before.conditions(),
                        plan.readiness().claims(),
                        generation,
                        now));
    }
}
