package io.aegisvision.controllers.miglayout;

import io.aegisvision.api.v1alpha1.Keys;
import io.aegisvision.api.v1alpha1.MigLayout;
import io.aegisvision.api.v1alpha1.MigLayoutStatus;
import io.aegisvision.controllers.cell.CellCaches;
import io.aegisvision.controllers.cell.SharedCacheSource;
import io.aegisvision.controllers.cell.StatusPatch;
import io.aegisvision.controllers.cell.Transitions;
import io.aegisvision.controllers.miglayout.MigLayoutApplier.Outcome;
import io.aegisvision.domain.miglayout.MigLayoutPlan;
import io.aegisvision.domain.miglayout.MigLayoutPlan.Step;
import io.aegisvision.domain.miglayout.MigLayoutPlanner;
import io.aegisvision.domain.miglayout.MigLayoutSnapshot;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
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

/** Glue of the four stages for MigLayouts; looks every half minute whether the GPU Operator has appeared. */
@ControllerConfiguration(
        name = "miglayout",
        informer = @Informer(name = "miglayout"),
        finalizerName = Keys.MIG_LAYOUT_FINALIZER,
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 30, timeUnit = TimeUnit.SECONDS))
@GradualRetry(initialInterval = 200, intervalMultiplier = 1.5, maxInterval = 15_000, maxAttempts = Integer.MAX_VALUE)
public final class MigLayoutReconciler implements Reconciler<MigLayout>, Cleaner<MigLayout> {
    /** The step is done, or was planned from what is old: what follows is planned from what the watch brings. */
    private static final Duration NEXT = Duration.ofMillis(100);

    private final CellCaches caches;
    private final MigLayoutObserver observer;
    private final MigLayoutApplier applier;
    private final MigLayoutStatusProjector projector = new MigLayoutStatusProjector();
    private final StatusPatch statuses;
    private final Transitions transitions;
    private final InstantSource clock;

    /** Wires the stages. */
    public MigLayoutReconciler(KubernetesClient client, CellCaches caches, InstantSource clock) {
        MigManagerConfig config = new MigManagerConfig(client);
        this.caches = caches;
        this.observer = new MigLayoutObserver(caches, config);
        this.applier = new MigLayoutApplier(client, caches, config);
        this.statuses = new StatusPatch(client);
        this.transitions = new Transitions(client, clock);
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, MigLayout>> prepareEventSources(EventSourceContext<MigLayout> context) {
        caches.start();
        return List.of(
                new SharedCacheSource<>(
                        Node.class, "nodes", caches.nodes(), node -> Set.of(ResourceID.fromResource(node))),
                new SharedCacheSource<>(Pod.class, "pods", caches.pods(), MigLayoutReconciler::ofPod));
    }

    /** The layout of the node that a pod is bound to. */
    static Set<ResourceID> ofPod(Pod pod) {
        return pod.getSpec().getNodeName() == null
                ? Set.of()
                : Set.of(new ResourceID(pod.getSpec().getNodeName()));
    }

    @Override
    public UpdateControl<MigLayout> reconcile(MigLayout layout, Context<MigLayout> context) {
        MigLayoutSnapshot snapshot = observer.observe(layout);
        MigLayoutPlan plan = MigLayoutPlanner.plan(snapshot, clock.instant());
        Outcome outcome = applier.apply(layout.getMetadata().getName(), plan.step());
        MigLayoutStatus before = layout.getStatus();
        MigLayoutStatus status = projector.project(layout, snapshot, plan, clock.instant());
        boolean again = outcome != Outcome.Nothing;
        if (!status.equals(before)) {
            again |= statuses.write(layout, status, MigLayout::new);
            transitions.tell(layout, before == null ? List.of() : before.conditions(), status.conditions());
        }
        UpdateControl<MigLayout> control = UpdateControl.noUpdate();
        return again
                ? control.rescheduleAfter(NEXT)
                : plan.again().map(control::rescheduleAfter).orElse(control);
    }

    @Override
    public DeleteControl cleanup(MigLayout layout, Context<MigLayout> context) {
        MigLayoutSnapshot snapshot = observer.observe(layout);
        boolean ours = snapshot.node()
                .filter(node -> node.closed() || node.change().isPresent())
                .isPresent();
        if (!ours || applier.apply(layout.getMetadata().getName(), new Step.Open()) == Outcome.Done) {
            return DeleteControl.defaultDelete();
        }
        return DeleteControl.noFinalizerRemoval().rescheduleAfter(NEXT.toMillis());
    }
}
