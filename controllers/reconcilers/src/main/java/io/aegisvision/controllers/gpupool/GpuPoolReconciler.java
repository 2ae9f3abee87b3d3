package io.aegisvision.controllers.gpupool;

import io.aegisvision.api.v1alpha1.GpuPool;
import io.aegisvision.api.v1alpha1.GpuPoolStatus;
import io.aegisvision.api.v1alpha1.GpuPoolStatus.Unplaced;
import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.api.v1alpha1.Stream;
import io.aegisvision.controllers.cell.CellCaches;
import io.aegisvision.controllers.cell.ClusterObserver;
import io.aegisvision.controllers.cell.SharedCacheSource;
import io.aegisvision.controllers.cell.StatusPatch;
import io.aegisvision.controllers.cell.Transitions;
import io.aegisvision.controllers.objects.StatusConditions;
import io.aegisvision.domain.placement.PoolPlanner;
import io.aegisvision.domain.placement.PoolPlanner.PoolPlan;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
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
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Glue of the stages for GpuPools: observe, plan, project; a pool is counted, there is nothing to apply. */
@ControllerConfiguration(
        name = "gpupool",
        informer = @Informer(name = "gpupool"),
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 30, timeUnit = TimeUnit.SECONDS))
@GradualRetry(initialInterval = 200, intervalMultiplier = 1.5, maxInterval = 15_000, maxAttempts = Integer.MAX_VALUE)
public final class GpuPoolReconciler implements Reconciler<GpuPool> {
    /** The spec changed while the status was written. */
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final CellCaches caches;
    private final ClusterObserver cluster;
    private final StatusPatch statuses;
    private final Transitions transitions;
    private final InstantSource clock;

    /** Wires the stages. */
    public GpuPoolReconciler(KubernetesClient client, CellCaches caches, InstantSource clock) {
        this.caches = caches;
        this.cluster = new ClusterObserver(caches);
        this.statuses = new StatusPatch(client);
        this.transitions = new Transitions(client, clock);
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, GpuPool>> prepareEventSources(EventSourceContext<GpuPool> context) {
        caches.start();
        return List.of(
                new SharedCacheSource<>(Node.class, "nodes", caches.nodes(), this::every),
                new SharedCacheSource<>(Pod.class, "pods", caches.pods(), this::ofPod),
                new SharedCacheSource<>(Deployment.class, "deployments", caches.deployments(), this::every),
                new SharedCacheSource<>(Stream.class, "streams", caches.streams(), this::every));
    }

    @Override
    public UpdateControl<GpuPool> reconcile(GpuPool pool, Context<GpuPool> context) {
        String name = pool.getMetadata().getName();
        PoolPlan plan = PoolPlanner.plan(name, pool.getSpec(), cluster.observe(), unplaced(name));
        GpuPoolStatus before = pool.getStatus();
        GpuPoolStatus status = new GpuPoolStatus(
                pool.getMetadata().getGeneration(),
                plan.cells(),
                plan.gpus(),
                plan.slices(),
                plan.used(),
                plan.lowerBound(),
                plan.unplaced(),
                plan.unplacedCount(),
                StatusConditions.merge(
                        before == null ? null : before.conditions(),
                        plan.readiness().claims(),
                        pool.getMetadata().getGeneration(),
                        clock.instant()));
        if (status.equals(before)) {
            return UpdateControl.noUpdate();
        }
        boolean again = statuses.write(pool, status, GpuPool::new);
        transitions.tell(pool, before == null ? List.of() : before.conditions(), status.conditions());
        return again ? UpdateControl.<GpuPool>noUpdate().rescheduleAfter(AT_ONCE) : UpdateControl.noUpdate();
    }

    /** Streams whose status says that they found no place, in pipelines of this pool. */
    private List<Unplaced> unplaced(String pool) {
        return caches.streams().all().stream()
                .filter(stream -> stream.getStatus() != null
                        && stream.getStatus().conditions().stream()
                                .anyMatch(c -> c.getType().equals("Ready")
                                        && c.getReason().equals(Reason.NoCapacity.name())))
                .filter(stream -> caches.pipelines()
                        .get(
                                stream.getMetadata().getNamespace(),
                                stream.getSpec().pipelineRef().name())
                        .filter(pipeline -> pipeline.getSpec().poolRef().name().equals(pool))
                        .isPresent())
                .map(stream -> new Unplaced(
                        stream.getMetadata().getNamespace(),
                        stream.getSpec().pipelineRef().name(),
                        stream.getMetadata().getName(),
                        Reason.NoCapacity.name()))
                .sorted(Comparator.comparing(Unplaced::namespace).thenComparing(Unplaced::stream))
                .toList();
    }

    private Set<ResourceID> ofPod(Pod pod) {
        boolean claims = pod.getSpec().getInitContainers().stream()
                        .anyMatch(container -> container.getResources() != null
                                && container.getResources().getLimits() != null)
                || pod.getSpec().getContainers().stream()
                        .anyMatch(container -> container.getResources() != null
                                && container.getResources().getLimits() != null);
        return claims ? every(pod) : Set.of();
    }

    private Set<ResourceID> every(HasMetadata changed) {
        return caches.pools().all().stream().map(ResourceID::fromResource).collect(Collectors.toSet());
    }
}
