package io.aegisvision.controllers.objects;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;

/** Objects as the watches brought them: reading does no I/O and may lag behind the API server. Never change what it gives. */
public interface ObjectCache {
    /** The object of this name, if it was seen. */
    <T extends HasMetadata> Optional<T> get(Class<T> kind, String namespace, String name);

    /** All objects of a kind in a namespace, in no order. */
    <T extends HasMetadata> List<T> list(Class<T> kind, String namespace);

    /** All objects of a cluster-scoped kind, in no order. */
    <T extends HasMetadata> List<T> list(Class<T> kind);
}
