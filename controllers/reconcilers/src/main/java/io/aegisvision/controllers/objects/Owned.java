package io.aegisvision.controllers.objects;

import io.aegisvision.api.v1alpha1.Keys;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.Map;

/** Metadata of objects that belong to another one. */
public final class Owned {
    private Owned() {}

    /** Metadata of a new object; labels say who made it. The owner's tracking labels are never copied. */
    public static ObjectMeta by(HasMetadata owner, String name, Map<String, String> labels) {
        return new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(owner.getMetadata().getNamespace())
                .addToLabels(Keys.MANAGED_BY, Keys.OPERATOR)
                .addToLabels(labels)
                .withOwnerReferences(reference(owner))
                .build();
    }

    /** A reference that lets the garbage collector take the object when its owner goes. */
    public static OwnerReference reference(HasMetadata owner) {
        return new OwnerReferenceBuilder()
                .withApiVersion(owner.getApiVersion())
                .withKind(owner.getKind())
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .withController(true)
                .build();
    }

    /** Whether the object belongs to this very owner, not to one of the same name before it. */
    public static boolean isBy(HasMetadata object, String ownerUid) {
        return object.getMetadata().getOwnerReferences().stream()
                .anyMatch(reference -> reference.getUid().equals(ownerUid));
    }
}
