package io.aegisvision.controllers.pipeline;

import io.aegisvision.api.v1alpha1.Pipeline;
import io.aegisvision.api.v1alpha1.PipelineStatus;
import io.aegisvision.api.v1alpha1.PipelineStatus.Share;
import io.aegisvision.controllers.objects.StatusConditions;
import io.aegisvision.domain.pipeline.PipelineClaims;
import io.aegisvision.domain.pipeline.PipelinePlan;
import io.aegisvision.domain.pipeline.PipelineSnapshot;
import io.aegisvision.domain.pipeline.PipelineSnapshot.CellView;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;

/** The status of a Pipeline; pure. */
final class PipelineStatusProjector {
    /**
     * Projects.
     *
     * @param readyStreams names of the pipeline's streams that are ready
     */
    PipelineStatus project(
            Pipeline pipeline,
            PipelineSnapshot snapshot,
            PipelinePlan plan,
            PipelineApplier.Outcome outcome,
            Set<String> readyStreams,
            Instant now) {
        Set<String> planned =
                plan.cells().stream().map(PipelinePlan.CellPlan::name).collect(Collectors.toSet());
        int ready = Math.toIntExact(snapshot.cells().stream()
                .filter(cell -> planned.contains(cell.name()))
                .filter(CellView::ready)
                .count());
        PipelineStatus before = pipeline.getStatus();
        int streams = Math.toIntExact(
                plan.cellOf().keySet().stream().filter(readyStreams::contains).count());
        return new PipelineStatus(
                pipeline.getMetadata().getGeneration(),
                plan.revision().number() == 0
                        ? null
                        : snapshot.name() + "-" + plan.revision().number(),
                Share.of(ready, planned.size()),
                Share.of(streams, plan.wanted()),
                StatusConditions.merge(
                        before == null ? null : before.conditions(),
                        PipelineClaims.of(snapshot, plan, outcome.failures()),
                        pipeline.getMetadata().getGeneration(),
                        now));
    }
}
