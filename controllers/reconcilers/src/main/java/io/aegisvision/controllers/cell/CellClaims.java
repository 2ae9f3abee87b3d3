package io.aegisvision.controllers.cell;

import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import io.aegisvision.contract.CellConfig;
import io.aegisvision.domain.condition.ContentDigest;
import io.aegisvision.domain.pipeline.PipelinePlan.Shape;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PodResourceClaim;
import io.fabric8.kubernetes.api.model.PodResourceClaimBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceSelector;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceSelectorBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimTemplate;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimTemplateBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimTemplateSpec;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimTemplateSpecBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a cell's pod claims where its pool asks for Dynamic Resource Allocation: one device of a profile, which the
 * scheduler chooses with all that it overlaps in mind. Kubernetes makes a claim of the template for each pod of the cell,
 * and takes it away with the pod. A template cannot be changed, so its name says what is in it.
 */
final class CellClaims {
    /** Name of the claim in the pod, and of its one request. */
    static final String GPU = "gpu";

    private static final int DIGEST_LENGTH = 8;

    private CellClaims() {}

    /** Whether cells of a shape claim a device. */
    static boolean needed(Shape shape) {
        return shape.resource().isPresent()
                && shape.pool().spec().allocation() == GpuPoolSpec.Allocation.DynamicResourceAllocation;
    }

    /** The template; empty where the cell asks for nothing, or for an extended resource. */
    static Optional<ResourceClaimTemplate> template(CellConfig config, Shape shape, OwnerReference owner) {
        if (!needed(shape)) {
            return Optional.empty();
        }
        Map<String, String> labels = new TreeMap<>(CellKeys.labels(config.pipeline(), config.cell()));
        labels.put(CellKeys.POOL, shape.pool().name());
        return Optional.of(new ResourceClaimTemplateBuilder()
                .withNewMetadata()
                .withName(name(config, shape))
                .withNamespace(config.namespace())
                .withLabels(labels)
                .withOwnerReferences(owner)
                .endMetadata()
                .withSpec(spec(config, shape))
                .build());
    }

    /** How the pod names it; empty where there is none. */
    static List<PodResourceClaim> ofPod(CellConfig config, Shape shape) {
        return needed(shape)
                ? List.of(new PodResourceClaimBuilder()
                        .withName(GPU)
                        .withResourceClaimTemplateName(name(config, shape))
                        .build())
                : List.of();
    }

    private static String name(CellConfig config, Shape shape) {
        String digest = ContentDigest.ofText(Serialization.asJson(spec(config, shape)));
        return config.cell() + "-" + digest.substring(digest.length() - DIGEST_LENGTH);
    }

    private static ResourceClaimTemplateSpec spec(CellConfig config, Shape shape) {
        Map<String, String> labels = new TreeMap<>(CellKeys.labels(config.pipeline(), config.cell()));
        labels.put(CellKeys.POOL, shape.pool().name());
        return new ResourceClaimTemplateSpecBuilder()
                // by these the ledger knows whose a claim is
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withNewDevices()
                .addNewRequest()
                .withName(GPU)
                .withNewExactly()
                .withDeviceClassName(shape.profile().isEmpty() ? DeviceObserver.GPU_CLASS : DeviceObserver.MIG_CLASS)
                .withAllocationMode("ExactCount")
                .withCount(1L)
                .withSelectors(selectors(shape))
                .endExactly()
                .endRequest()
                .endDevices()
                .endSpec()
                .build();
    }

    private static List<DeviceSelector> selectors(Shape shape) {
        List<DeviceSelector> selectors = new ArrayList<>();
        if (!shape.profile().isEmpty()) {
            selectors.add(equal(DeviceObserver.PROFILE, shape.profile()));
        }
        String product = shape.pool().spec().claims().product();
        if (product != null) {
            selectors.add(equal(DeviceObserver.PRODUCT, product));
        }
        return selectors;
    }

    /** The pattern of both values in the API leaves nothing that would have to be escaped. */
    private static DeviceSelector equal(String attribute, String value) {
        return new DeviceSelectorBuilder()
                .withNewCel("device.attributes['" + DeviceObserver.DRIVER + "']." + attribute + " == '" + value + "'")
                .build();
    }
}
