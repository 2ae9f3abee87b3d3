package io.aegisvision.controllers.cell;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.function.Supplier;

/** Writes a status by server-side apply, past the operator SDK, so that no event of others is filtered away. */
public final class StatusPatch {
    /** Field manager of statuses. */
    public static final String FIELD_MANAGER = "aegis-operator-status";

    private final KubernetesClient client;

    /** The client stays the caller's. */
    public StatusPatch(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Writes.
     *
     * @param primary the object as it was reconciled
     * @param blank makes an empty object of the type
     * @return whether the object's spec has changed since: then the caller looks again at once, since the event of the
     *     change may have been merged with the one of this write
     */
    public <S, T, R extends CustomResource<S, T>> boolean write(R primary, T status, Supplier<R> blank) {
        R patch = blank.get();
        patch.getMetadata().setName(primary.getMetadata().getName());
        patch.getMetadata().setNamespace(primary.getMetadata().getNamespace());
        // a re-created object of the same name must not get this status
        patch.getMetadata().setUid(primary.getMetadata().getUid());
        patch.setStatus(status);
        R written = client.resource(patch)
                .subresource("status")
                .patch(new PatchContext.Builder()
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .withFieldManager(FIELD_MANAGER)
                        .withForce(true)
                        .build());
        return !written.getMetadata()
                .getGeneration()
                .equals(primary.getMetadata().getGeneration());
    }
}
