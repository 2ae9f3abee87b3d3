package io.aegisvision.controllers.objects;

import io.aegisvision.controllers.cell.Transitions;
import io.aegisvision.controllers.objects.WriteFailure.Category;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@link ObjectApi} over the Kubernetes client. */
public final class ClientApi implements ObjectApi {
    private static final int UNPROCESSABLE = 422;

    private final KubernetesClient client;
    private final Transitions transitions;

    /** The client stays the caller's. @param clock dates Events */
    public ClientApi(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.transitions = new Transitions(client, clock);
    }

    @Override
    public <T extends HasMetadata> Optional<T> read(Class<T> kind, String namespace, String name) {
        return written(() -> Optional.ofNullable(
                client.resources(kind).inNamespace(namespace).withName(name).get()));
    }

    @Override
    public <T extends HasMetadata> T create(T object) {
        return written(() -> client.resource(object).create());
    }

    @Override
    public <T extends HasMetadata> T update(T object) {
        return written(() -> client.resource(object)
                .lockResourceVersion(object.getMetadata().getResourceVersion())
                .update());
    }

    @Override
    public <T extends HasMetadata> T updateStatus(T object) {
        return written(() -> client.resource(object)
                .lockResourceVersion(object.getMetadata().getResourceVersion())
                .updateStatus());
    }

    @Override
    public void tell(HasMetadata about, @Nullable List<Condition> before, @Nullable List<Condition> after) {
        transitions.tell(about, before == null ? List.of() : before, after == null ? List.of() : after);
    }

    @Override
    public void delete(HasMetadata object) {
        written(() -> client.resource(object).delete());
    }

    private static <R> R written(Supplier<R> call) {
        try {
            return call.get();
        } catch (KubernetesClientException e) {
            throw new WriteFailure(category(e), String.valueOf(e.getMessage()), e);
        }
    }

    private static Category category(KubernetesClientException e) {
        return switch (e.getCode()) {
            case HttpURLConnection.HTTP_CONFLICT ->
                e.getStatus() != null && "AlreadyExists".equals(e.getStatus().getReason())
                        ? Category.Exists
                        : Category.Conflict;
            case HttpURLConnection.HTTP_NOT_FOUND -> Category.Conflict;
            case HttpURLConnection.HTTP_BAD_REQUEST, HttpURLConnection.HTTP_FORBIDDEN, UNPROCESSABLE ->
                Category.Refused;
            default -> Category.Unavailable;
        };
    }
}
