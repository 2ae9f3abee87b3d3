package io.aegisvision.controllers.objects;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@link ObjectCache} over the watches of one controller: the one of its own kind, and those made with {@link #watch}.
 * Writes do not go through the framework, so it filters none of the events that follow from them.
 *
 * @param <P> the controller's kind
 */
public final class ContextCache<P extends HasMetadata> implements ObjectCache {
    private final Context<P> context;

    /** Of the pass that is running. */
    public ContextCache(Context<P> context) {
        this.context = context;
    }

    /** A watch on another kind. @param toPrimaries which objects of the controller's kind look at a changed one */
    public static <R extends HasMetadata, P extends HasMetadata> EventSource<R, P> watch(
            Class<R> kind, EventSourceContext<P> context, SecondaryToPrimaryMapper<R> toPrimaries) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(kind, context.getPrimaryResourceClass())
                        .withName(kind.getSimpleName())
                        .withSecondaryToPrimaryMapper(toPrimaries)
                        .withNamespacesInheritedFromController()
                        .build(),
                context);
    }

    /** A watch on a cluster-scoped kind. */
    public static <R extends HasMetadata, P extends HasMetadata> EventSource<R, P> watchCluster(
            Class<R> kind, EventSourceContext<P> context, SecondaryToPrimaryMapper<R> toPrimaries) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(kind, context.getPrimaryResourceClass())
                        .withName(kind.getSimpleName())
                        .withSecondaryToPrimaryMapper(toPrimaries)
                        .withWatchAllNamespaces()
                        .build(),
                context);
    }

    @Override
    public <T extends HasMetadata> Optional<T> get(Class<T> kind, String namespace, String name) {
        return cache(kind).get(new ResourceID(name, namespace));
    }

    @Override
    public <T extends HasMetadata> List<T> list(Class<T> kind, String namespace) {
        return all(kind)
                .filter(object -> Objects.equals(object.getMetadata().getNamespace(), namespace))
                .toList();
    }

    @Override
    public <T extends HasMetadata> List<T> list(Class<T> kind) {
        return all(kind).toList();
    }

    private <T extends HasMetadata> Stream<T> all(Class<T> kind) {
        return cache(kind).list(object -> true);
    }

    @SuppressWarnings("unchecked") // the source of a kind caches objects of that kind
    private <T extends HasMetadata> Cache<T> cache(Class<T> kind) {
        if (kind.equals(context.getPrimaryResource().getClass())) {
            return (Cache<T>) context.eventSourceRetriever().getControllerEventSource();
        }
        return (Cache<T>) context.eventSourceRetriever().getEventSourceFor(kind);
    }
}
