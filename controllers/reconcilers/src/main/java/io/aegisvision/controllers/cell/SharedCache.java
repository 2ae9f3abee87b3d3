package io.aegisvision.controllers.cell;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One informer of a type for all reconcilers, in which one's own writes are seen at once. The operator SDK of this
 * version has a cache per reconciler and type, and its filter of own events can swallow a foreign change; one that shares
 * informers replaces this class.
 *
 * @param <R> the type
 */
public final class SharedCache<R extends HasMetadata> {
    private static final long SYNC_TIMEOUT_SECONDS = 60;

    private final Supplier<SharedIndexInformer<R>> maker;
    /** Whether the API server knows the type; asked until it does. Empty for one that every cluster knows. */
    private final Optional<BooleanSupplier> served;
    /** Own writes that the watch has not brought yet, by namespace and name. */
    private final Map<String, R> written = new ConcurrentHashMap<>();

    private final List<ResourceEventHandler<R>> listeners = new ArrayList<>();
    private @Nullable SharedIndexInformer<R> informer;
    /** Instead of an informer. */
    private @Nullable Map<String, R> listed;

    /** @param maker makes the informer, not started */
    public SharedCache(Supplier<SharedIndexInformer<R>> maker) {
        this(maker, Optional.empty());
    }

    /**
     * A cache that is empty, and is not started, as long as the API server does not know the type.
     *
     * @param served asked by {@link #start} until it is true
     */
    public SharedCache(Supplier<SharedIndexInformer<R>> maker, BooleanSupplier served) {
        this(maker, Optional.of(served));
    }

    private SharedCache(Supplier<SharedIndexInformer<R>> maker, Optional<BooleanSupplier> served) {
        this.maker = maker;
        this.served = served;
    }

    /** A cache of these objects, which nobody watches: for a look at a moment. */
    public static <R extends HasMetadata> SharedCache<R> listed(Collection<R> objects) {
        SharedCache<R> cache = new SharedCache<>(() -> {
            throw new IllegalStateException("nobody watches what was listed");
        });
        cache.listed = objects.stream().collect(Collectors.toMap(SharedCache::key, Function.identity()));
        return cache;
    }

    /** Starts once and waits until the cache is filled; does nothing while the API server does not know the type. */
    public synchronized void start() {
        if (informer != null
                || listed != null
                || !served.map(BooleanSupplier::getAsBoolean).orElse(true)) {
            return;
        }
        SharedIndexInformer<R> made = maker.get();
        made.addEventHandler(new Settled());
        listeners.forEach(made::addEventHandler);
        try {
            made.start().toCompletableFuture().get(SYNC_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(
                    "no list of " + made.getApiTypeClass().getSimpleName(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        informer = made;
    }

    /** Stops; start begins anew. */
    public synchronized void stop() {
        if (informer != null) {
            informer.stop();
            informer = null;
        }
    }

    /** Calls a handler for every change, existing objects first; it must not block. */
    public synchronized void listen(ResourceEventHandler<R> handler) {
        listeners.add(handler);
        if (informer != null) {
            informer.addEventHandler(handler);
        }
    }

    /** An object; {@code namespace} is empty for a cluster-scoped one. */
    public Optional<R> get(String namespace, String name) {
        String key = key(namespace, name);
        R own = written.get(key);
        // before the look at the store, which is never older than this
        long brought = brought();
        return Optional.ofNullable(newer(seen(key), own == null || version(own) <= brought ? null : own));
    }

    /** The objects of a namespace. */
    public List<R> in(String namespace) {
        return by(
                Cache.NAMESPACE_INDEX,
                namespace,
                object -> namespace.equals(object.getMetadata().getNamespace()));
    }

    /**
     * The objects that an index of the informer has under a key, without a look at all others.
     *
     * @param has whether an object belongs there, for what the informer does not have
     */
    public List<R> by(String index, String key, Predicate<R> has) {
        return merged(
                        () -> listed == null
                                ? informer()
                                        .map(started -> started.getIndexer().byIndex(index, key))
                                        .orElse(List.of())
                                : listed.values(),
                        has)
                .filter(has)
                .toList();
    }

    /** All objects. */
    public List<R> all() {
        return merged(this::seen, object -> true).toList();
    }

    /** What is in the store with own writes over it. @param mine which own writes are wanted */
    private Stream<R> merged(Supplier<Collection<R>> store, Predicate<R> mine) {
        Map<String, R> own = new HashMap<>(written);
        // before the look at the store, which is never older than this
        long brought = brought();
        own.values().removeIf(object -> version(object) <= brought);
        Collection<R> seen = store.get();
        if (own.isEmpty()) {
            return seen.stream();
        }
        List<R> all = new ArrayList<>(seen.size() + own.size());
        for (R object : seen) {
            R newest = newer(object, own.remove(key(object)));
            all.add(newest == null ? object : newest);
        }
        own.values().stream().filter(mine).forEach(all::add);
        return all.stream();
    }

    /** Makes an own write visible before the watch brings it, and not after: what it brought may have been a deletion. */
    public void wrote(R object) {
        if (version(object) > brought()) {
            written.merge(key(object), object, (old, now) -> version(now) >= version(old) ? now : old);
        }
    }

    /** Makes an own deletion visible: forgets what was written. */
    public void deleted(R object) {
        written.remove(key(object));
    }

    private Collection<R> seen() {
        return listed == null
                ? informer().map(started -> started.getStore().list()).orElse(List.of())
                : listed.values();
    }

    private @Nullable R seen(String key) {
        return listed == null
                ? informer().map(started -> started.getStore().getByKey(key)).orElse(null)
                : listed.get(key);
    }

    /** Empty only for a type that the API server may not know. */
    private synchronized Optional<SharedIndexInformer<R>> informer() {
        if (informer == null && served.isEmpty()) {
            throw new IllegalStateException("the cache was not started");
        }
        return Optional.ofNullable(informer);
    }

    /** The version of the last change that the watch brought, which is in the store; 0 before the first. */
    private long brought() {
        String version = listed == null
                ? informer().map(SharedIndexInformer::lastSyncResourceVersion).orElse(null)
                : null;
        return version == null || version.isEmpty() ? 0 : Long.parseLong(version);
    }

    private static <R extends HasMetadata> @Nullable R newer(@Nullable R seen, @Nullable R own) {
        if (seen == null || own == null) {
            return seen == null ? own : seen;
        }
        return version(own) > version(seen) ? own : seen;
    }

    /** Resource versions are compared as numbers, which Kubernetes guarantees for its own storage since 1.35 and has always done. */
    private static long version(HasMetadata object) {
        String version = object.getMetadata().getResourceVersion();
        return version == null ? 0 : Long.parseLong(version);
    }

    private static String key(HasMetadata object) {
        String namespace = object.getMetadata().getNamespace();
        return key(namespace == null ? "" : namespace, object.getMetadata().getName());
    }

    private static String key(String namespace, String name) {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }

    /** Drops own writes that the watch has caught up with. */
    private final class Settled implements ResourceEventHandler<R> {
        @Override
        public void onAdd(R object) {
            caughtUp(object);
        }

        @Override
        public void onUpdate(R before, R object) {
            caughtUp(object);
        }

        @Override
        public void onDelete(R object, boolean unknown) {
            written.remove(key(object));
        }

        private void caughtUp(R object) {
            written.computeIfPresent(key(object), (key, own) -> version(object) >= version(own) ? null : own);
        }
    }
}
