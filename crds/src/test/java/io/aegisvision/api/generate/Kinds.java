package io.aegisvision.api.generate;

import io.aegisvision.api.v1alpha1.Approval;
import io.aegisvision.api.v1alpha1.Canary;
import io.aegisvision.api.v1alpha1.Gate;
import io.aegisvision.api.v1alpha1.GpuPool;
import io.aegisvision.api.v1alpha1.MigLayout;
import io.aegisvision.api.v1alpha1.Model;
import io.aegisvision.api.v1alpha1.ModelLedger;
import io.aegisvision.api.v1alpha1.Pipeline;
import io.aegisvision.api.v1alpha1.PromotionPolicy;
import io.aegisvision.api.v1alpha1.Stream;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.List;

/** Every kind of the API group. */
final class Kinds {
    static final List<Class<? extends CustomResource<?, ?>>> ALL = List.of(
            Approval.class,
            Canary.class,
            Gate.class,
            GpuPool.class,
            MigLayout.class,
            Model.class,
            ModelLedger.class,
            Pipeline.class,
            PromotionPolicy.class,
            Stream.class);

    private Kinds() {}

    /** The class of a kind by its name. */
    static Class<? extends CustomResource<?, ?>> named(String kind) {
        return ALL.stream()
                .filter(type -> type.getSimpleName().equals(kind))
                .findFirst()
                .orElseThrow();
    }
}
