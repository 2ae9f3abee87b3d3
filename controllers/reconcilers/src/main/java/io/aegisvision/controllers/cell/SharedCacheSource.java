package io.aegisvision.controllers.cell;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * Changes in a {@link SharedCache} as a reason to reconcile. On an update both the old and the new object are mapped, so
 * that what an object pointed to before is looked at too.
 *
 * @param <R> type in the cache
 * @param <P> type that is reconciled
 */
public final class SharedCacheSource<R extends HasMetadata, P extends HasMetadata> extends AbstractEventSource<R, P>
        implements ResourceEventHandler<R> {
    private final SharedCache<R> cache;
    private final Function<R, Set<ResourceID>> mapper;
    private boolean specsOnly;

    /**
     * @param name unique in the reconciler
     * @param mapper pure: which primaries a change of this object concerns
     */
    public SharedCacheSource(Class<R> type, String name, SharedCache<R> cache, Function<R, Set<ResourceID>> mapper) {
        super(type, name);
        this.cache = cache;
        this.mapper = mapper;
    }

    /** Takes no notice of an update that leaves the generation as it was: for who does not read the type's status. */
    public SharedCacheSource<R, P> specsOnly() {
        specsOnly = true;
        return this;
    }

    @Override
    public synchronized void start() {
        if (!isRunning()) {
            super.start();
            cache.listen(this);
            cache.start();
        }
    }

    @Override
    public Set<R> getSecondaryResources(P primary) {
        return Set.of();
    }

    @Override
    public void onAdd(R object) {
        trigger(object);
    }

    @Override
    public void onUpdate(R before, R object) {
        if (specsOnly
                && Objects.equals(
                        before.getMetadata().getGeneration(),
                        object.getMetadata().getGeneration())) {
            return;
        }
        trigger(before);
        trigger(object);
    }

    @Override
    public void onDelete(R object, boolean unknown) {
        trigger(object);
    }

    private void trigger(R object) {
        if (isRunning()) {
            mapper.apply(object).forEach(id -> getEventHandler().handleEvent(new Event(id)));
        }
    }
}
