package io.aegisvision.controllers.stream;

import io.aegisvision.api.v1alpha1.Keys;
import io.aegisvision.api.v1alpha1.Pipeline;
import io.aegisvision.api.v1alpha1.Stream;
import io.aegisvision.api.v1alpha1.StreamStatus;
import io.aegisvision.controllers.cell.CellCaches;
import io.aegisvision.controllers.cell.CellPoller;
import io.aegisvision.controllers.cell.CellStateSource;
import io.aegisvision.controllers.cell.SharedCacheSource;
import io.aegisvision.controllers.cell.StatusPatch;
import io.aegisvision.controllers.cell.Transitions;
import io.aegisvision.domain.stream.StreamPlan;
import io.aegisvision.domain.stream.StreamPlanner;
import io.aegisvision.domain.stream.StreamSnapshot;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
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
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Glue of the stages for Streams: observe, plan, project; there is nothing to apply but the finalizer. */
@ControllerConfiguration(
        name = "stream",
        informer = @Informer(name = "stream"),
        finalizerName = Keys.STREAM_FINALIZER,
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 30, timeUnit = TimeUnit.SECONDS))
@GradualRetry(initialInterval = 200, intervalMultiplier = 1.5, maxInterval = 15_000, maxAttempts = Integer.MAX_VALUE)
public final class StreamReconciler implements Reconciler<Stream>, Cleaner<Stream> {
    /** The spec changed while the status was written. */
    private static final Duration AT_ONCE = Duration.ofMillis(1);
    /** How often a cell is looked at that is to let go of a stream, should its answer be missed. */
    private static final Duration STOPPING = Duration.ofSeconds(1);

    private final CellCaches caches;
    private final CellPoller poller;
    private final StreamObserver observer;
    private final StreamStatusProjector projector = new StreamStatusProjector();
    private final StatusPatch statuses;
    private final Transitions transitions;
    private final InstantSource clock;

    /** Wires the stages. */
    public StreamReconciler(KubernetesClient client, CellCaches caches, CellPoller poller, InstantSource clock) {
        this.caches = caches;
        this.poller = poller;
        this.observer = new StreamObserver(caches, poller);
        this.statuses = new StatusPatch(client);
        this.transitions = new Transitions(client, clock);
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, Stream>> prepareEventSources(EventSourceContext<Stream> context) {
        StreamMappers mappers = new StreamMappers(caches, poller);
        caches.start();
        return List.of(
                new SharedCacheSource<>(Pipeline.class, "pipelines", caches.pipelines(), mappers::ofPipeline),
                new SharedCacheSource<>(Secret.class, "secrets", caches.secrets(), mappers::ofSecret),
                new SharedCacheSource<>(Pod.class, "pods", caches.pods(), mappers::ofPod),
                new CellStateSource<>(poller, mappers::ofCell));
    }

    @Override
    public UpdateControl<Stream> reconcile(Stream stream, Context<Stream> context) {
        return writeStatus(stream, StreamPlanner.plan(observer.observe(stream)))
                ? UpdateControl.<Stream>noUpdate().rescheduleAfter(AT_ONCE)
                : UpdateControl.noUpdate();
    }

    @Override
    public DeleteControl cleanup(Stream stream, Context<Stream> context) {
        StreamSnapshot snapshot = observer.observe(stream);
        if (StreamPlanner.stopped(snapshot)) {
            return DeleteControl.defaultDelete();
        }
        writeStatus(stream, StreamPlanner.stopping(snapshot));
        return DeleteControl.noFinalizerRemoval().rescheduleAfter(STOPPING.toMillis());
    }

    private boolean writeStatus(Stream stream, StreamPlan plan) {
        StreamStatus status = projector.project(stream, plan, clock.instant());
        StreamStatus before = stream.getStatus();
        if (status.equals(before)) {
            return false;
        }
        boolean again = statuses.write(stream, status, Stream::new);
        transitions.tell(stream, before == null ? List.of() : before.conditions(), status.conditions());
        return again;
    }
}
