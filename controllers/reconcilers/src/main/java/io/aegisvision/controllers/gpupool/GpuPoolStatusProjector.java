package io.aegisvision.controllers.gpupool;

import io.aegisvision.api.v1alpha1.GpuPool;
import io.aegisvision.api.v1alpha1.GpuPoolStatus;
import io.aegisvision.controllers.objects.StatusConditions;
import io.aegisvision.domain.gpupool.GpuPoolPlan;
import java.time.Instant;

/** From a plan to the status. */
final class GpuPoolStatusProjector {
    GpuPoolStatus project(GpuPool pool, GpuPoolPlan plan, Instant now) {
        GpuPoolStatus before = pool.getStatus();
        long generation = pool.getMetadata().getGeneration();
        return new GpuPoolStatus(
                generation,
                plan.cells(),
                plan.gpus(),
                plan.slices(),
                plan.used(),
                plan.lowerBound(),
                plan.fragmentationPercent(),
                plan.unplaced(),
                plan.unplacedCount(),
                plan.proposals(),
                StatusConditions.merge(before == null ? null : before.conditions(), plan.claims(), generation, now));
    }
}
