package io.aegisvision.controllers.promotion;

import io.aegisvision.controllers.objects.ClientApi;
import io.aegisvision.controllers.objects.ObjectCache;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A real API server as store; "watches" are live reads, since what matters here is what the server takes. */
final class ServerObjects implements Store {
    private final KubernetesClient client;
    private final String namespace;
    private final ClientApi api;
    private final List<HasMetadata> written = new ArrayList<>();
    private int writes;
    private int haltAt = Integer.MAX_VALUE;
    private boolean applied;

    ServerObjects(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
        this.api = new ClientApi(client, Clock.systemUTC());
    }

    @Override
    public ObjectCache cache() {
        return new ObjectCache() {
            @Override
            public <T extends HasMetadata> Optional<T> get(Class<T> kind, String in, String name) {
                return api.read(kind, in, name);
            }

            @Override
            public <T extends HasMetadata> List<T> list(Class<T> kind, String in) {
                return client.resources(kind).inNamespace(in).list().getItems();
            }

            @Override
            public <T extends HasMetadata> List<T> list(Class<T> kind) {
                return all(kind);
            }
        };
    }

    @Override
    public <T extends HasMetadata> List<T> all(Class<T> kind) {
        return kind.getSimpleName().equals("PromotionPolicy")
                ? client.resources(kind).list().getItems()
                : client.resources(kind).inNamespace(namespace).list().getItems();
    }

    @Override
    public <T extends HasMetadata> List<T> history(Class<T> kind) {
        return written.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Override
    public <T extends HasMetadata> T put(T object) {
        object.getMetadata().setResourceVersion(null);
        object.getMetadata().setCreationTimestamp(null);
        T there = client.resource(object).createOr(before -> before.update());
        if (object instanceof CustomResource<?, ?> custom && custom.getStatus() != null) {
            object.getMetadata().setResourceVersion(there.getMetadata().getResourceVersion());
            return client.resource(object).updateStatus();
        }
        return there;
    }

    @Override
    public void remove(HasMetadata object) {
        client.resource(object).delete();
    }

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
    public <T extends HasMetadata> Optional<T> read(Class<T> kind, String in, String name) {
        return api.read(kind, in, name);
    }

    @Override
    public <T extends HasMetadata> T create(T object) {
        return write(() -> api.create(object));
    }

    @Override
    public <T extends HasMetadata> T update(T object) {
        return write(() -> api.update(object));
    }

    @Override
    public <T extends HasMetadata> T updateStatus(T object) {
        return write(() -> api.updateStatus(object));
    }

    @Override
    public void tell(HasMetadata about, @Nullable List<Condition> before, @Nullable List<Condition> after) {
        api.tell(about, before, after);
    }

    @Override
    public void delete(HasMetadata object) {
        write(() -> {
            api.delete(object);
            return object;
        });
    }

    private <T extends HasMetadata> T write(Supplier<T> change) {
        if (writes + 1 == haltAt && !applied) {
            writes++;
            throw new Halt();
        }
        T result = change.get();
        writes++;
        written.add(result);
        if (writes == haltAt) {
            throw new Halt();
        }
        return result;
    }
}
