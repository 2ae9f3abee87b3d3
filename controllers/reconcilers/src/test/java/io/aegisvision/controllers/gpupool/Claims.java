package io.aegisvision.controllers.gpupool;

import io.aegisvision.domain.gpupool.DeviceName;
import io.aegisvision.domain.mig.Geometry;
import io.aegisvision.domain.mig.MigPlacement;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequest;
import io.fabric8.kubernetes.api.model.resource.v1.DeviceRequestBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaim;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Claims on slices, each with the pod that uses it, made and taken away without any controller. */
final class Claims {
    private static final Duration DECIDES_WITHIN = Duration.ofSeconds(60);

    private final KubernetesClient admin;
    private final String namespace;

    Claims(KubernetesClient admin, String namespace) {
        this.admin = admin;
        this.namespace = namespace;
    }

    /** A claim and its pod, on one node. @param counts how many devices of each profile, all of them or none */
    void ask(String name, String node, Map<String, Integer> counts) {
        List<DeviceRequest> requests = new ArrayList<>();
        counts.forEach((profile, count) -> requests.add(new DeviceRequestBuilder()
                .withName("r" + requests.size())
                .withNewExactly()
                .withDeviceClassName("mig.nvidia.com")
                .withAllocationMode("ExactCount")
                .withCount((long) count)
                .addNewSelector()
                .withNewCel("device.attributes['gpu.nvidia.com'].profile == '" + profile + "'")
                .endSelector()
                .endExactly()
                .build()));
        admin.resource(new ResourceClaimBuilder()
                        .withMetadata(new ObjectMetaBuilder()
                                .withName(name)
                                .withNamespace(namespace)
                                .build())
                        .withNewSpec()
                        .withNewDevices()
                        .withRequests(requests)
                        .endDevices()
                        .endSpec()
                        .build())
                .create();
        admin.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewSpec()
                        .withNodeSelector(Map.of("kubernetes.io/hostname", node))
                        .addNewResourceClaim()
                        .withName("gpu")
                        .withResourceClaimName(name)
                        .endResourceClaim()
                        .addNewContainer()
                        .withName("main")
                        .withImage("example/main:1")
                        .withNewResources()
                        .addNewClaim("gpu", null)
                        .endResources()
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
    }

    /**
     * What the scheduler decides of a pod.
     *
     * @param fits whether it is to be bound; then a refusal is not the last word, since what became free may not be known yet
     * @return whether it was bound
     */
    boolean decided(String name, boolean fits) throws InterruptedException {
        Instant deadline = Instant.now().plus(DECIDES_WITHIN);
        while (Instant.now().isBefore(deadline)) {
            Pod pod = admin.pods().inNamespace(namespace).withName(name).get();
            if (pod.getSpec().getNodeName() != null) {
                return true;
            }
            if (!fits
                    && pod.getStatus().getConditions().stream().anyMatch(c -> "Unschedulable".equals(c.getReason()))) {
                return false;
            }
            Thread.sleep(40);
        }
        return false;
    }

    /** Where the devices of a claim are; empty for one that has none. */
    List<MigPlacement> placements(String name, Geometry geometry) {
        ResourceClaim claim = admin.resources(ResourceClaim.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
        return claim.getStatus() == null || claim.getStatus().getAllocation() == null
                ? List.of()
                : claim.getStatus().getAllocation().getDevices().getResults().stream()
                        .map(result -> DeviceName.parse(result.getDevice()).orElseThrow())
                        .map(device -> new MigPlacement(
                                geometry.profile(device.profile()).orElseThrow(), device.start()))
                        .toList();
    }

    /** The pod goes and then its claim, as the controller of claims would do it. */
    void release(String name) {
        admin.pods().inNamespace(namespace).withName(name).withGracePeriod(0).delete();
        admin.resources(ResourceClaim.class)
                .inNamespace(namespace)
                .withName(name)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":null}}");
        admin.resources(ResourceClaim.class)
                .inNamespace(namespace)
                .withName(name)
                .delete();
    }
}
