package io.aegisvision.domain.model;

import io.aegisvision.api.v1alpha1.ModelStatus;
import io.aegisvision.domain.condition.Condition.Claim;
import io.aegisvision.domain.model.ModelSnapshot.Serving;
import java.util.List;
import java.util.Optional;

/**
 * What to do for a Model, and what its status says once that is done.
 *
 * @param actions in order
 * @param serving what serves once the actions are done
 * @param candidate the version on trial
 * @param rejected newest last, at most 32
 * @param claims conditions
 */
public record ModelPlan(
        List<ModelAction> actions,
        Optional<Serving> serving,
        Optional<ModelStatus.Candidate> candidate,
        List<ModelStatus.Rejected> rejected,
        List<Claim> claims) {
    public ModelPlan {
        actions = List.copyOf(actions);
        rejected = List.copyOf(rejected);
        claims = List.copyOf(claims);
    }
}
