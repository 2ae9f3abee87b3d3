package io.aegisvision.controllers.pipeline;

import io.aegisvision.api.v1alpha1.Canary;
import io.aegisvision.api.v1alpha1.GpuPool;
import io.aegisvision.api.v1alpha1.Model;
import io.aegisvision.api.v1alpha1.Pipeline;
import io.aegisvision.api.v1alpha1.PipelineStatus;
import io.aegisvision.api.v1alpha1.Stream;
import io.aegisvision.controllers.cell.CellCaches;
import io.aegisvision.controllers.cell.CellPoller;
import io.aegisvision.controllers.cell.CellRenderer;
import io.aegisvision.controllers.cell.CellStateSource;
import io.aegisvision.controllers.cell.SharedCacheSource;
import io.aegisvision.controllers.cell.StatusPatch;
import io.aegisvision.controllers.cell.Transitions;
import io.aegisvision.domain.pipeline.PipelinePlan;
import io.aegisvision.domain.pipeline.PipelinePlanner;
import io.aegisvision.domain.pipeline.PipelineSnapshot;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimTemplate;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Glue of the four stages for Pipelines: observe, plan, apply, project. */
@ControllerConfiguration(
        name = "pipeline",
        informer = @Informer(name = "pipeline"),
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 30, timeUnit = TimeUnit.SECONDS))
@GradualRetry(initialInterval = 200, intervalMultiplier = 1.5, maxInterval = 15_000, maxAttempts = Integer.MAX_VALUE)
public final class PipelineReconciler implements Reconciler<Pipeline> {
    /** A write failed: it is tried again. */
    private static final Duration FAILED = Duration.ofSeconds(2);
    /** The spec changed while the status was written. */
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final CellCaches caches;
    private final CellPoller poller;
    private final PipelineObserver observer;
    private final PipelineApplier applier;
    private final PipelineStatusProjector projector = new PipelineStatusProjector();
    private final StatusPatch statuses;
    private final Transitions transitions;
    private final InstantSource clock;
    /** Held by whoever takes places in a pool: two pipelines must not take the last one both. */
    private final ReentrantLock places = new ReentrantLock();

    /**
     * Wires the stages.
     *
     * @param renderer made from the operator's settings
     * @param tokens makes a new secret token of a cell
     */
    public PipelineReconciler(
            KubernetesClient client,
            CellCaches caches,
            CellPoller poller,
            CellRenderer renderer,
            Supplier<String> tokens,
            InstantSource clock) {
        this.caches = caches;
        this.poller = poller;
        this.observer = new PipelineObserver(caches, poller, renderer.settings().insecureRegistries());
        this.applier = new PipelineApplier(client, caches, poller, renderer, tokens, clock);
        this.statuses = new StatusPatch(client);
        this.transitions = new Transitions(client, clock);
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, Pipeline>> prepareEventSources(EventSourceContext<Pipeline> context) {
        PipelineMappers mappers = new PipelineMappers(caches);
        caches.start();
        return List.of(
                new SharedCacheSource<>(Stream.class, "streams", caches.streams(), mappers::ofStream),
                new SharedCacheSource<>(Model.class, "models", caches.models(), mappers::ofModel),
                new SharedCacheSource<>(Canary.class, "canaries", caches.canaries(), mappers::ofCanary),
                // a pool's status is written whenever a cell takes a place: nothing here reads it
                new SharedCacheSource<GpuPool, Pipeline>(GpuPool.class, "pools", caches.pools(), mappers::ofPool)
                        .specsOnly(),
                new SharedCacheSource<>(Secret.class, "secrets", caches.secrets(), mappers::ofSecret),
                new SharedCacheSource<>(Deployment.class, "deployments", caches.deployments(), mappers::ofDeployment),
                new SharedCacheSource<>(Pod.class, "pods", caches.pods(), mappers::ofPod),
                new SharedCacheSource<>(Node.class, "nodes", caches.nodes(), mappers::ofNode),
                new SharedCacheSource<>(
                        ResourceSlice.class, "slices", caches.claims().slices(), mappers::ofSlice),
                new SharedCacheSource<>(
                        ResourceClaim.class, "claims", caches.claims().claims(), mappers::ofClaim),
                new SharedCacheSource<>(
                        ResourceClaimTemplate.class,
                        "templates",
                        caches.claims().templates(),
                        mappers::ofCellObject),
                new CellStateSource<>(poller, mappers::ofCell));
    }

    @Override
    public UpdateControl<Pipeline> reconcile(Pipeline pipeline, Context<Pipeline> context) {
        if (pipeline.getMetadata().getDeletionTimestamp() != null) {
            // its cells go with it: the garbage collector follows their owner references
            return UpdateControl.noUpdate();
        }
        PipelineSnapshot snapshot = observer.observe(pipeline);
        PipelinePlan plan = PipelinePlanner.plan(snapshot);
        PipelineApplier.Outcome outcome;
        if (plan.takesPlaces()) {
            places.lock();
            try {
                snapshot = observer.observe(pipeline);
                plan = PipelinePlanner.plan(snapshot);
                outcome = applier.apply(pipeline, plan);
            } finally {
                places.unlock();
            }
        } else {
            outcome = applier.apply(pipeline, plan);
        }
        boolean again = writeStatus(pipeline, snapshot, plan, outcome);
        if (again) {
            return UpdateControl.<Pipeline>noUpdate().rescheduleAfter(AT_ONCE);
        }
        if (!outcome.failures().isEmpty()) {
            return UpdateControl.<Pipeline>noUpdate().rescheduleAfter(FAILED);
        }
        return outcome.unapplied()
                ? UpdateControl.<Pipeline>noUpdate().rescheduleAfter(PipelineApplier.NUDGE_AFTER)
                : UpdateControl.noUpdate();
    }

    private boolean writeStatus(
            Pipeline pipeline, PipelineSnapshot snapshot, PipelinePlan plan, PipelineApplier.Outcome outcome) {
        Set<String> ready = caches.streams().in(snapshot.namespace()).stream()
                .filter(PipelineReconciler::isReady)
                .map(stream -> stream.getMetadata().getName())
                .collect(Collectors.toSet());
        PipelineStatus status = projector.project(pipeline, snapshot, plan, outcome, ready, clock.instant());
        PipelineStatus before = pipeline.getStatus();
        if (status.equals(before)) {
            return false;
        }
        boolean again = statuses.write(pipeline, status, Pipeline::new);
        transitions.tell(pipeline, before == null ? List.of() : before.conditions(), status.conditions());
        return again;
    }

    private static boolean isReady(Stream stream) {
        return stream.getStatus() != null
                && stream.getStatus().conditions().stream()
                        .anyMatch(c ->
                                c.getType().equals("Ready") && c.getStatus().equals("True"));
    }
}
