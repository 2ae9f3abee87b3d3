package io.aegisvision.controllers.gate;

import io.aegisvision.api.v1alpha1.Approval;
import io.aegisvision.api.v1alpha1.Canary;
import io.aegisvision.api.v1alpha1.Gate;
import io.aegisvision.api.v1alpha1.GateStatus;
import io.aegisvision.api.v1alpha1.Model;
import io.aegisvision.api.v1alpha1.ModelLedger;
import io.aegisvision.controllers.objects.ContextCache;
import io.aegisvision.controllers.objects.ObjectApi;
import io.aegisvision.controllers.objects.ObjectCache;
import io.aegisvision.controllers.objects.Pass;
import io.aegisvision.domain.gate.GatePlan;
import io.aegisvision.domain.gate.GatePlanner;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Glue of the stages for Gates; a gate's only action is its status. */
@ControllerConfiguration(
        name = "gate",
        informer = @Informer(name = "gate"),
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 60, timeUnit = TimeUnit.SECONDS))
@GradualRetry(initialInterval = 200, intervalMultiplier = 1.5, maxInterval = 15_000, maxAttempts = Integer.MAX_VALUE)
public final class GateReconciler implements Reconciler<Gate> {
    private final GateObserver observer;
    private final GateStatusProjector projector = new GateStatusProjector();
    private final ObjectApi api;
    private final InstantSource clock;

    /** Writes through {@code api}. */
    public GateReconciler(ObjectApi api, InstantSource clock) {
        this.api = api;
        this.observer = new GateObserver(api);
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, Gate>> prepareEventSources(EventSourceContext<Gate> context) {
        return List.of(
                ContextCache.watch(
                        Approval.class,
                        context,
                        approval -> Set.of(new ResourceID(
                                approval.getSpec().gateRef().name(),
                                approval.getMetadata().getNamespace()))),
                ContextCache.watch(Canary.class, context, canary -> context.getPrimaryCache()
                        .list(gate -> gate.getSpec()
                                .target()
                                .uid()
                                .equals(canary.getMetadata().getUid()))
                        .map(ResourceID::fromResource)
                        .collect(Collectors.toSet())),
                ContextCache.watch(
                        Model.class,
                        context,
                        model -> ofModel(
                                context,
                                model.getMetadata().getNamespace(),
                                model.getMetadata().getName())),
                ContextCache.watch(
                        ModelLedger.class,
                        context,
                        ledger -> ofModel(
                                context,
                                ledger.getMetadata().getNamespace(),
                                ledger.getMetadata().getName())));
    }

    @Override
    public UpdateControl<Gate> reconcile(Gate gate, Context<Gate> context) {
        return Pass.run(() -> pass(gate, new ContextCache<>(context)));
    }

    /**
     * One pass over one gate.
     *
     * @return when to look again, if not only at the next event
     * @throws io.aegisvision.controllers.objects.WriteFailure where the status could not be written
     */
    public Optional<Duration> pass(Gate gate, ObjectCache cache) {
        if (gate.getMetadata().getDeletionTimestamp() != null) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        GatePlan plan = GatePlanner.plan(observer.observe(gate, cache), now);
        GateStatus status = projector.project(gate, plan, now);
        if (!status.equals(gate.getStatus())) {
            Gate written = new Gate();
            written.setMetadata(gate.getMetadata());
            written.setSpec(gate.getSpec());
            written.setStatus(status);
            api.updateStatus(written);
            api.tell(gate, gate.getStatus() == null ? null : gate.getStatus().conditions(), status.conditions());
        }
        return plan.lookAgain();
    }

    private static Set<ResourceID> ofModel(EventSourceContext<Gate> context, String namespace, String model) {
        return context.getPrimaryCache()
                .list(gate -> Objects.equals(gate.getMetadata().getNamespace(), namespace)
                        && gate.getSpec().modelRef().name().equals(model))
                .map(ResourceID::fromResource)
                .collect(Collectors.toSet());
    }
}
