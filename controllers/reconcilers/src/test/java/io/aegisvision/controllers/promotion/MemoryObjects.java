package io.aegisvision.controllers.promotion;

import io.aegisvision.controllers.objects.ObjectCache;
import io.aegisvision.controllers.objects.WriteFailure;
import io.aegisvision.controllers.objects.WriteFailure.Category;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Objects in memory as an API server keeps them: uids, resource versions with optimistic locks, generations, a status of
 * its own. It can end the process before or after the n-th write. Every object goes through JSON.
 */
final class MemoryObjects implements Store {
    private final TreeMap<String, HasMetadata> objects = new TreeMap<>();
    private final List<HasMetadata> written = new ArrayList<>();
    private int versions;
    private int writes;
    private int haltAt = Integer.MAX_VALUE;
    private boolean applied;

    @Override
    public void haltAt(int write, boolean afterItWasApplied) {
        haltAt = writes + write;
        applied = afterItWasApplied;
    }

    @Override
    public void goOn() {
        haltAt = Integer.MAX_VALUE;
    }

    @Override
    public int writes() {
        return writes;
    }

    @Override
    public <T extends HasMetadata> List<T> history(Class<T> kind) {
        return written.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Override
    public ObjectCache cache() {
        return new Snapshot(new TreeMap<>(objects));
    }

    @Override
    public <T extends HasMetadata> List<T> all(Class<T> kind) {
        return new Snapshot(objects).list(kind);
    }

    @Override
    public <T extends HasMetadata> T put(T object) {
        T copy = copy(object);
        HasMetadata before = objects.get(key(copy));
        if (copy.getMetadata().getUid() == null) {
            copy.getMetadata()
                    .setUid(
                            before == null
                                    ? "uid-" + ++versions
                                    : before.getMetadata().getUid());
        }
        if (copy.getMetadata().getCreationTimestamp() == null) {
            copy.getMetadata()
                    .setCreationTimestamp(Instant.EPOCH.plusSeconds(++versions).toString());
        }
        long generation = before == null ? 0 : before.getMetadata().getGeneration();
        copy.getMetadata().setGeneration(generation + 1);
        return store(copy);
    }

    @Override
    public void remove(HasMetadata object) {
        objects.remove(key(object));
    }

    @Override
    public <T extends HasMetadata> Optional<T> read(Class<T> kind, String namespace, String name) {
        return new Snapshot(objects).get(kind, namespace, name);
    }

    @Override
    public <T extends HasMetadata> T create(T object) {
        return write(() -> {
            if (objects.containsKey(key(object))) {
                throw new WriteFailure(Category.Exists, key(object));
            }
            T copy = copy(object);
            if (copy instanceof CustomResource<?, ?> custom) {
                custom.setStatus(null);
            }
            return put(copy);
        });
    }

    @Override
    public <T extends HasMetadata> T update(T object) {
        return write(() -> {
            HasMetadata before = locked(object);
            T copy = copy(object);
            statusOf(copy, before);
            copy.getMetadata().setGeneration(before.getMetadata().getGeneration() + 1);
            return store(copy);
        });
    }

    @Override
    public <T extends HasMetadata> T updateStatus(T object) {
        return write(() -> {
            locked(object);
            return store(copy(object));
        });
    }

    @Override
    public void tell(HasMetadata about, @Nullable List<Condition> before, @Nullable List<Condition> after) {}

    @Override
    public void delete(HasMetadata object) {
        write(() -> objects.remove(key(object)));
    }

    private HasMetadata locked(HasMetadata object) {
        HasMetadata before = objects.get(key(object));
        if (before == null
                || !Objects.equals(
                        before.getMetadata().getResourceVersion(),
                        object.getMetadata().getResourceVersion())) {
            throw new WriteFailure(Category.Conflict, key(object));
        }
        return before;
    }

    @SuppressWarnings("unchecked") // both are of one kind
    private static void statusOf(HasMetadata to, HasMetadata from) {
        if (to instanceof CustomResource<?, ?> target && from instanceof CustomResource<?, ?> source) {
            ((CustomResource<Object, Object>) target).setStatus(source.getStatus());
        }
    }

    private <R> R write(java.util.function.Supplier<R> change) {
        if (writes + 1 == haltAt && !applied) {
            writes++;
            throw new Halt();
        }
        R result = change.get();
        writes++;
        if (writes == haltAt) {
            throw new Halt();
        }
        return result;
    }

    private <T extends HasMetadata> T store(T copy) {
        copy.getMetadata().setResourceVersion(Integer.toString(++versions));
        objects.put(key(copy), copy);
        written.add(copy);
        return copy(copy);
    }

    private static String key(HasMetadata object) {
        return object.getKind() + "/" + object.getMetadata().getNamespace() + "/"
                + object.getMetadata().getName();
    }

    @SuppressWarnings("unchecked") // the copy has the class of the original
    private static <T> T copy(T object) {
        return (T) Serialization.unmarshal(Serialization.asJson(object), object.getClass());
    }

    private record Snapshot(Map<String, HasMetadata> objects) implements ObjectCache {
        @Override
        public <T extends HasMetadata> Optional<T> get(Class<T> kind, String namespace, String name) {
            return list(kind, namespace).stream()
                    .filter(object -> object.getMetadata().getName().equals(name))
                    .findFirst();
        }

        @Override
        public <T extends HasMetadata> List<T> list(Class<T> kind, String namespace) {
            return list(kind).stream()
                    .filter(object -> namespace.equals(object.getMetadata().getNamespace()))
                    .toList();
        }

        @Override
        public <T extends HasMetadata> List<T> list(Class<T> kind) {
            return objects.values().stream()
                    .filter(kind::isInstance)
                    .map(object -> copy(kind.cast(object)))
                    .toList();
        }
    }
}
