package io.aegisvision.controllers.model;

import io.aegisvision.api.v1alpha1.Canary;
import io.aegisvision.api.v1alpha1.Gate;
import io.aegisvision.api.v1alpha1.Lists;
import io.aegisvision.api.v1alpha1.Model;
import io.aegisvision.api.v1alpha1.ModelLedger;
import io.aegisvision.api.v1alpha1.ModelStatus;
import io.aegisvision.api.v1alpha1.Pipeline;
import io.aegisvision.api.v1alpha1.PromotionPolicy;
import io.aegisvision.api.v1alpha1.Stream;
import io.aegisvision.controllers.cell.CellStates;
import io.aegisvision.controllers.objects.ContextCache;
import io.aegisvision.controllers.objects.ObjectApi;
import io.aegisvision.controllers.objects.ObjectCache;
import io.aegisvision.controllers.objects.Pass;
import io.aegisvision.domain.model.ModelPlan;
import io.aegisvision.domain.model.ModelPlanner;
import io.aegisvision.domain.model.ModelSnapshot;
import io.aegisvision.domain.promotion.Floors;
import io.fabric8.kubernetes.api.model.HasMetadata;
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

/** Glue of the four stages for Models: observe, plan, apply, project. */
@ControllerConfiguration(
        name = "model",
        informer = @Informer(name = "model"),
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 60, timeUnit = TimeUnit.SECONDS))
@GradualRetry(initialInterval = 200, intervalMultiplier = 1.5, maxInterval = 15_000, maxAttempts = Integer.MAX_VALUE)
public final class ModelReconciler implements Reconciler<Model> {
    /** Cells say how far they are without a watch, so it is asked again. */
    private static final Duration CELLS_WORK = Duration.ofSeconds(1);

    private final ModelObserver observer;
    private final ModelApplier applier;
    private final ModelStatusProjector projector = new ModelStatusProjector();
    private final ObjectApi api;
    private final InstantSource clock;

    /** @param configured the floors where no PromotionPolicy exists */
    public ModelReconciler(ObjectApi api, CellStates cells, Floors configured, InstantSource clock) {
        this.api = api;
        this.observer = new ModelObserver(new ModelCells(cells), configured);
        this.applier = new ModelApplier(api);
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, Model>> prepareEventSources(EventSourceContext<Model> context) {
        return List.of(
                ContextCache.watch(
                        Canary.class,
                        context,
                        canary -> Set.of(
                                sibling(canary, canary.getSpec().modelRef().name()))),
                ContextCache.watch(
                        Gate.class,
                        context,
                        gate -> Set.of(sibling(gate, gate.getSpec().modelRef().name()))),
                ContextCache.watch(
                        ModelLedger.class,
                        context,
                        ledger -> Set.of(sibling(ledger, ledger.getMetadata().getName()))),
                ContextCache.watch(Pipeline.class, context, ModelReconciler::modelsOf),
                ContextCache.watch(Stream.class, context, stream -> context.getPrimaryCache()
                        .list(model -> Objects.equals(
                                model.getMetadata().getNamespace(),
                                stream.getMetadata().getNamespace()))
                        .map(ResourceID::fromResource)
                        .collect(Collectors.toSet())),
                ContextCache.watchCluster(PromotionPolicy.class, context, policy -> context.getPrimaryCache()
                        .list(model -> true)
                        .map(ResourceID::fromResource)
                        .collect(Collectors.toSet())));
    }

    @Override
    public UpdateControl<Model> reconcile(Model model, Context<Model> context) {
        return Pass.run(() -> pass(model, new ContextCache<>(context)));
    }

    /**
     * One pass over one Model.
     *
     * @return when to look again, if not only at the next event
     * @throws io.aegisvision.controllers.objects.WriteFailure where a write failed; nothing after it was written
     */
    public Optional<Duration> pass(Model model, ObjectCache cache) {
        if (model.getMetadata().getDeletionTimestamp() != null) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        ModelSnapshot snapshot = observer.observe(model, cache);
        ModelPlan plan = ModelPlanner.plan(snapshot, now);
        return switch (applier.apply(plan, model, cache)) {
            case ModelOutcome.Failed failed -> throw failed.failure();
            case ModelOutcome.Done done -> {
                ModelStatus status = projector.project(model, plan, now);
                boolean changed = !status.equals(model.getStatus());
                if (changed) {
                    Model written = new Model();
                    written.setMetadata(model.getMetadata());
                    written.setSpec(model.getSpec());
                    written.setStatus(status);
                    api.updateStatus(written);
                    api.tell(
                            model,
                            model.getStatus() == null ? null : model.getStatus().conditions(),
                            status.conditions());
                }
                boolean works = snapshot.load().cells() > 0 && !snapshot.load().everywhere();
                yield works || changed || done.changed() ? Optional.of(CELLS_WORK) : Optional.empty();
            }
        };
    }

    static Set<ResourceID> modelsOf(Pipeline pipeline) {
        return Lists.copy(pipeline.getSpec().stages()).stream()
                .filter(stage -> stage.detect() != null)
                .map(stage -> sibling(pipeline, stage.detect().modelRef().name()))
                .collect(Collectors.toSet());
    }

    private static ResourceID sibling(HasMetadata object, String name) {
        return new ResourceID(name, object.getMetadata().getNamespace());
    }
}
