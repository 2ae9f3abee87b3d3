package io.aegisvision.controllers.cell;

import io.aegisvision.api.v1alpha1.Keys;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.List;
import java.util.Map;

/** Keeps of each pod only what placement needs, and of a cell's pod its status. */
final class SlimPods extends BasicItemStore<Pod> {
    SlimPods() {
        super(Cache::metaNamespaceKeyFunc);
    }

    @Override
    public Pod put(String key, Pod pod) {
        return super.put(key, slim(pod));
    }

    static Pod slim(Pod pod) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        boolean ours = labels != null && labels.containsKey(Keys.CELL);
        PodBuilder slim = new PodBuilder()
                .withNewMetadata()
                .withName(pod.getMetadata().getName())
                .withNamespace(pod.getMetadata().getNamespace())
                .withUid(pod.getMetadata().getUid())
                .withResourceVersion(pod.getMetadata().getResourceVersion())
                .withDeletionTimestamp(pod.getMetadata().getDeletionTimestamp())
                .withCreationTimestamp(pod.getMetadata().getCreationTimestamp())
                .withLabels(ours ? labels : Map.of())
                .withAnnotations(ours ? pod.getMetadata().getAnnotations() : Map.of())
                .endMetadata()
                .withNewSpec()
                .withNodeName(pod.getSpec().getNodeName())
                .withInitContainers(requests(pod.getSpec().getInitContainers()))
                .withContainers(requests(pod.getSpec().getContainers()))
                .endSpec();
        if (ours) {
            return slim.withStatus(pod.getStatus()).build();
        }
        return slim.withNewStatus()
                .withPhase(pod.getStatus() == null ? null : pod.getStatus().getPhase())
                .endStatus()
                .build();
    }

    private static List<Container> requests(List<Container> containers) {
        return containers.stream()
                .map(container -> new ContainerBuilder()
                        .withName(container.getName())
                        .withRestartPolicy(container.getRestartPolicy())
                        .withResources(container.getResources())
                        .build())
                .toList();
    }
}
