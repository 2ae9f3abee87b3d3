package io.aegisvision.controllers.gpupool;

import io.aegisvision.api.v1alpha1.GpuPool;
import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import io.aegisvision.api.v1alpha1.GpuPoolStatus;
import io.aegisvision.api.v1alpha1.Stream;
import io.aegisvision.controllers.cell.CellCaches;
import io.aegisvision.controllers.cell.ClusterObserver;
import io.aegisvision.controllers.cell.SharedCacheSource;
import io.aegisvision.controllers.cell.StatusPatch;
import io.aegisvision.controllers.cell.Transitions;
import io.aegisvision.domain.gpupool.GpuPoolPlan;
import io.aegisvision.domain.gpupool.GpuPoolPlanner;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceSlice;
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
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Glue of the four stages for GpuPools: observe, plan, apply, project. */
@ControllerConfiguration(
        name = "gpupool",
        informer = @Informer(name = "gpupool"),
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 30, timeUnit = TimeUnit.SECONDS))
@GradualRetry(initialInterval = 200, intervalMultiplier = 1.5, maxInterval = 15_000, maxAttempts = Integer.MAX_VALUE)
public final class GpuPoolReconciler implements Reconciler<GpuPool> {
    private static final Logger LOG = LoggerFactory.getLogger(GpuPoolReconciler.class);
    /** A pod could not be evicted: it is tried again. */
    private static final Duration FAILED = Duration.ofSeconds(5);
    /** The spec changed while the status was written. */
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final CellCaches caches;
    private final GpuPoolObserver observer;
    private final GpuPoolApplier applier;
    private final GpuPoolStatusProjector projector = new GpuPoolStatusProjector();
    private final StatusPatch statuses;
    private final Transitions transitions;
    private final InstantSource clock;

    /** Wires the stages. */
    public GpuPoolReconciler(KubernetesClient client, CellCaches caches, InstantSource clock) {
        this.caches = caches;
        this.observer = new GpuPoolObserver(caches);
        this.applier = new GpuPoolApplier(client);
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
                new SharedCacheSource<>(Stream.class, "streams", caches.streams(), this::every),
                new SharedCacheSource<>(GpuPool.class, "pools", caches.pools(), this::every),
                new SharedCacheSource<>(
                        ResourceSlice.class, "slices", caches.claims().slices(), this::every),
                new SharedCacheSource<>(
                        ResourceClaim.class, "claims", caches.claims().claims(), this::ofClaim));
    }

    @Override
    public UpdateControl<GpuPool> reconcile(GpuPool pool, Context<GpuPool> context) {
        if (pool.getSpec().allocation() == GpuPoolSpec.Allocation.DynamicResourceAllocation) {
            // a cluster that was upgraded knows claims; one that knows them is not asked again
            caches.claims().start();
        }
        GpuPoolPlan plan = GpuPoolPlanner.plan(observer.observe(pool), clock.instant());
        List<String> failures = applier.apply(plan);
        failures.forEach(failure -> LOG.warn("pool {}: {}", pool.getMetadata().getName(), failure));
        GpuPoolStatus before = pool.getStatus();
        GpuPoolStatus status = projector.project(pool, plan, clock.instant());
        boolean again = false;
        if (!status.equals(before)) {
            again = statuses.write(pool, status, GpuPool::new);
            transitions.tell(pool, before == null ? List.of() : before.conditions(), status.conditions());
        }
        if (again) {
            return UpdateControl.<GpuPool>noUpdate().rescheduleAfter(AT_ONCE);
        }
        return failures.isEmpty()
                ? UpdateControl.noUpdate()
                : UpdateControl.<GpuPool>noUpdate().rescheduleAfter(FAILED);
    }

    private Set<ResourceID> ofPod(Pod pod) {
        return ClusterObserver.counts(pod) ? every(pod) : Set.of();
    }

    private Set<ResourceID> ofClaim(ResourceClaim claim) {
        return ClusterObserver.counts(claim) ? every(claim) : Set.of();
    }

    private Set<ResourceID> every(HasMetadata changed) {
        return caches.pools().all().stream().map(ResourceID::fromResource).collect(Collectors.toSet());
    }
}
