package io.aegisvision.controllers.model;

import io.aegisvision.api.v1alpha1.PromotionPolicy;
import io.aegisvision.api.v1alpha1.PromotionPolicyStatus;
import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.controllers.objects.ObjectApi;
import io.aegisvision.controllers.objects.Pass;
import io.aegisvision.controllers.objects.StatusConditions;
import io.aegisvision.domain.condition.Readiness;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Says that a policy's floors are in force; the Model's reconciler reads them at each pass. */
@ControllerConfiguration(
        name = "promotionpolicy",
        informer = @Informer(name = "promotionpolicy"),
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 600, timeUnit = TimeUnit.SECONDS))
public final class PromotionPolicyReconciler implements Reconciler<PromotionPolicy> {
    private final ObjectApi api;
    private final InstantSource clock;

    /** Writes through {@code api}. */
    public PromotionPolicyReconciler(ObjectApi api, InstantSource clock) {
        this.api = api;
        this.clock = clock;
    }

    @Override
    public UpdateControl<PromotionPolicy> reconcile(PromotionPolicy policy, Context<PromotionPolicy> context) {
        return Pass.run(() -> {
            pass(policy);
            return Optional.empty();
        });
    }

    /**
     * One pass over one policy.
     *
     * @throws io.aegisvision.controllers.objects.WriteFailure where the status could not be written
     */
    public void pass(PromotionPolicy policy) {
        PromotionPolicyStatus previous = policy.getStatus();
        long generation = policy.getMetadata().getGeneration();
        PromotionPolicyStatus status = new PromotionPolicyStatus(
                generation,
                StatusConditions.merge(
                        previous == null ? List.of() : previous.conditions(),
                        new Readiness.Ready(Reason.InForce.name(), "the floors apply to every Model").claims(),
                        generation,
                        clock.instant()));
        if (!status.equals(previous)) {
            PromotionPolicy written = new PromotionPolicy();
            written.setMetadata(policy.getMetadata());
            written.setSpec(policy.getSpec());
            written.setStatus(status);
            api.updateStatus(written);
        }
    }
}
