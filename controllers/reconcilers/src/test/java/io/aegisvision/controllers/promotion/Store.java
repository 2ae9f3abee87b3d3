package io.aegisvision.controllers.promotion;

import io.aegisvision.controllers.objects.ObjectApi;
import io.aegisvision.controllers.objects.ObjectCache;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/** Where a promotion's objects are kept: in memory, or by a real API server. */
interface Store extends ObjectApi {
    /** What the watches have brought by now. */
    ObjectCache cache();

    /** All objects of a kind in the tenant's namespace. */
    <T extends HasMetadata> List<T> all(Class<T> kind);

    /** Every state that a write of the operator left, in order. */
    <T extends HasMetadata> List<T> history(Class<T> kind);

    /** Somebody else creates it, or replaces it, status included. */
    <T extends HasMetadata> T put(T object);

    /** Somebody else deletes it. */
    void remove(HasMetadata object);

    /** The operator's process ends at its n-th write from now, before the write, or after it was applied. */
    void haltAt(int write, boolean afterItWasApplied);

    /** No more halts. */
    void goOn();

    /** Number of the operator's writes. */
    int writes();
}
