package io.aegisvision.controllers.objects;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The API server itself. Every change carries the resource version that it was planned from, so that of two writers one
 * fails and plans anew: a leader that has lost its lease can do no harm with what it read before.
 */
public interface ObjectApi {
    /** The object as it is now; each caller says which race a live read closes. */
    <T extends HasMetadata> Optional<T> read(Class<T> kind, String namespace, String name);

    /**
     * Creates it.
     *
     * @throws WriteFailure with {@code Exists} where there is one of this name
     */
    <T extends HasMetadata> T create(T object);

    /**
     * Replaces metadata and spec.
     *
     * @throws WriteFailure with {@code Conflict} where it is not what was read
     */
    <T extends HasMetadata> T update(T object);

    /**
     * Replaces the status.
     *
     * @throws WriteFailure with {@code Conflict} where it is not what was read
     */
    <T extends HasMetadata> T updateStatus(T object);

    /** Tells of a changed reason of {@code Ready} by an Event; one that is lost is lost, status says the same. */
    void tell(HasMetadata about, @Nullable List<Condition> before, @Nullable List<Condition> after);

    /** Deletes it; gone already is fine. */
    void delete(HasMetadata object);
}
