package io.aegisvision.controllers.cell;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the operator's configuration says about cells.
 *
 * @param tritonImage image of the inference server
 * @param dataPlaneImage image of the data plane
 * @param pullPolicy IfNotPresent, Always or Never
 * @param insecureRegistries {@code host:port} of registries that cells speak to over plain HTTP
 * @param triton resources of the inference server where the Pipeline names none
 * @param dataPlane resources of the data plane where the Pipeline names none
 */
public record CellSettings(
        String tritonImage,
        String dataPlaneImage,
        String pullPolicy,
        List<String> insecureRegistries,
        Resources triton,
        Resources dataPlane) {
    public CellSettings {
        insecureRegistries = List.copyOf(insecureRegistries);
    }

    /**
     * Kubernetes quantities.
     *
     * @param cpuLimit null sets none
     */
    public record Resources(String cpuRequest, @Nullable String cpuLimit, String memoryRequest, String memoryLimit) {
        /** What both take in one container; without a limit of the processor where one has none. */
        Resources plus(Resources other) {
            return new Resources(
                    sum(cpuRequest, other.cpuRequest),
                    cpuLimit == null || other.cpuLimit == null ? null : sum(cpuLimit, other.cpuLimit),
                    sum(memoryRequest, other.memoryRequest),
                    sum(memoryLimit, other.memoryLimit));
        }

        private static String sum(String one, String other) {
            return Quantity.parse(one).add(Quantity.parse(other)).toString();
        }
    }
}
