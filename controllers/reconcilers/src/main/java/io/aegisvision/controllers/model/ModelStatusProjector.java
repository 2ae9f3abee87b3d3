package io.aegisvision.controllers.model;

import io.aegisvision.api.v1alpha1.Model;
import io.aegisvision.api.v1alpha1.ModelStatus;
import io.aegisvision.controllers.objects.StatusConditions;
import io.aegisvision.domain.model.ModelPlan;
import io.aegisvision.domain.model.ModelSnapshot.Serving;
import java.time.Instant;
import java.util.List;

/** The status that a plan leads to: what serves, its digest and its gate in one value, so in one write. */
public final class ModelStatusProjector {
    /** Pure. */
    public ModelStatus project(Model model, ModelPlan plan, Instant now) {
        long generation = model.getMetadata().getGeneration();
        ModelStatus previous = model.getStatus();
        return new ModelStatus(
                generation,
                plan.serving().map(Serving::version).orElse(null),
                plan.serving().map(Serving::digest).orElse(null),
                plan.serving().flatMap(Serving::servedBy).orElse(null),
                plan.candidate().orElse(null),
                plan.rejected(),
                StatusConditions.merge(
                        previous == null ? List.of() : previous.conditions(), plan.claims(), generation, now));
    }
}
