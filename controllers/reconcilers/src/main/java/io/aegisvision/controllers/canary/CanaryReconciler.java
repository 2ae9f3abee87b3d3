package io.aegisvision.controllers.canary;

import io.aegisvision.api.v1alpha1.Canary;
import io.aegisvision.api.v1alpha1.CanaryStatus;
import io.aegisvision.api.v1alpha1.Gate;
import io.aegisvision.api.v1alpha1.Model;
import io.aegisvision.api.v1alpha1.ModelLedger;
import io.aegisvision.api.v1alpha1.Pipeline;
import io.aegisvision.api.v1alpha1.Stream;
import io.aegisvision.controllers.cell.CellStates;
import io.aegisvision.controllers.cell.CellTrials;
import io.aegisvision.controllers.model.ModelCells;
import io.aegisvision.controllers.objects.ContextCache;
import io.aegisvision.controllers.objects.ObjectApi;
import io.aegisvision.controllers.objects.ObjectCache;
import io.aegisvision.controllers.objects.Pass;
import io.aegisvision.domain.canary.CanaryPlan;
import io.aegisvision.domain.canary.CanaryPlanner;
import io.aegisvision.domain.canary.CanaryState;
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

/** Glue of the four stages for Canaries. */
@ControllerConfiguration(
        name = "canary",
        informer = @Informer(name = "canary"),
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 60, timeUnit = TimeUnit.SECONDS))
@GradualRetry(initialInterval = 200, intervalMultiplier = 1.5, maxInterval = 15_000, maxAttempts = Integer.MAX_VALUE)
public final class CanaryReconciler implements Reconciler<Canary> {
    private final CanaryObserver observer;
    private final CanaryApplier applier;
    private final CanaryStatusProjector projector = new CanaryStatusProjector();
    private final ObjectApi api;
    private final InstantSource clock;

    /** Reads what the cells measured through {@code states} and {@code trials}. */
    public CanaryReconciler(ObjectApi api, CellStates states, CellTrials trials, InstantSource clock) {
        this.api = api;
        this.observer = new CanaryObserver(new ModelCells(states), new TrialCells(states, trials), api);
        this.applier = new CanaryApplier(api);
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, Canary>> prepareEventSources(EventSourceContext<Canary> context) {
        return List.of(
                ContextCache.watch(
                        Gate.class,
                        context,
                        gate -> Set.of(new ResourceID(
                                gate.getSpec().target().name(),
                                gate.getMetadata().getNamespace()))),
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
                                ledger.getMetadata().getName())),
                // Where streams and cells are is read at each pass; a trial that runs is looked at every two seconds.
                ContextCache.watch(Pipeline.class, context, pipeline -> Set.of()),
                ContextCache.watch(Stream.class, context, stream -> Set.of()));
    }

    @Override
    public UpdateControl<Canary> reconcile(Canary canary, Context<Canary> context) {
        return Pass.run(() -> pass(canary, new ContextCache<>(context)));
    }

    /**
     * One pass over one trial.
     *
     * @return when to look again, if not only at the next event
     * @throws io.aegisvision.controllers.objects.WriteFailure where a write failed; nothing after it was written
     */
    public Optional<Duration> pass(Canary canary, ObjectCache cache) {
        if (canary.getMetadata().getDeletionTimestamp() != null) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        CanaryPlan plan = CanaryPlanner.plan(observer.observe(canary, cache), now);
        return switch (applier.apply(plan, canary, cache, now)) {
            case CanaryOutcome.Failed failed -> throw failed.failure();
            case CanaryOutcome.Done done -> {
                CanaryState state = done.gate().isPresent() ? plan.state().asking(done.gate()) : plan.state();
                CanaryStatus status = projector.project(canary, plan, state, now);
                if (!status.equals(canary.getStatus())) {
                    Canary written = new Canary();
                    written.setMetadata(canary.getMetadata());
                    written.setSpec(canary.getSpec());
                    written.setStatus(status);
                    api.updateStatus(written);
                    api.tell(
                            canary,
                            canary.getStatus() == null
                                    ? null
                                    : canary.getStatus().conditions(),
                            status.conditions());
                }
                yield plan.lookAgain();
            }
        };
    }

    private static Set<ResourceID> ofModel(EventSourceContext<Canary> context, String namespace, String model) {
        return context.getPrimaryCache()
                .list(canary -> Objects.equals(canary.getMetadata().getNamespace(), namespace)
                        && canary.getSpec().modelRef().name().equals(model))
                .map(ResourceID::fromResource)
                .collect(Collectors.toSet());
    }
}
