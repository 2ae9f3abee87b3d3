package io.aegisvision.controllers.gpupool;

import io.aegisvision.api.v1alpha1.Keys;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sees nodes and pods, and nothing that the operator says of them.
 *
 * @param nodes by name
 * @param pods all that have not ended
 * @param held of each resource by the pods of each node
 */
record Witness(Map<String, Node> nodes, List<Pod> pods, Map<String, Map<String, Integer>> held) {
    private static final String SLICE = "nvidia.com/mig-";

    /** @param rack of the nodes, and namespace of the pods */
    static Witness look(KubernetesClient admin, String rack) {
        // pods first: a pod seen on a node that is gone by then is not taken for one that was lost
        List<Pod> pods = admin.pods().inNamespace(rack).list().getItems().stream()
                .filter(pod ->
                        !List.of("Succeeded", "Failed").contains(pod.getStatus().getPhase()))
                .toList();
        Map<String, Node> nodes = admin.nodes().withLabel("rack", rack).list().getItems().stream()
                .collect(Collectors.toMap(node -> node.getMetadata().getName(), Function.identity()));
        Map<String, Map<String, Integer>> held = new TreeMap<>();
        pods.stream().filter(Witness::bound).forEach(pod -> {
            Map<String, Integer> ofNode = held.computeIfAbsent(pod.getSpec().getNodeName(), node -> new TreeMap<>());
            slices(pod).forEach((resource, amount) -> ofNode.merge(resource, amount, Integer::sum));
        });
        return new Witness(nodes, pods, held);
    }

    static boolean stays(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null;
    }

    static boolean isCell(Pod pod) {
        return pod.getMetadata().getLabels() != null
                && pod.getMetadata().getLabels().containsKey(Keys.CELL);
    }

    static boolean bound(Pod pod) {
        return pod.getSpec().getNodeName() != null;
    }

    /** The slices that a pod asks for. */
    static Map<String, Integer> slices(Pod pod) {
        Map<String, Integer> slices = new TreeMap<>();
        Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
                .map(Container::getResources)
                .filter(Objects::nonNull)
                .map(resources -> Objects.requireNonNullElse(resources.getRequests(), Map.<String, Quantity>of()))
                .forEach(requests -> requests.forEach((resource, amount) -> {
                    if (resource.startsWith(SLICE)) {
                        slices.merge(resource, amount.getNumericalAmount().intValue(), Integer::sum);
                    }
                }));
        return slices;
    }

    int offered(String node, String resource) {
        Node found = nodes.get(node);
        Quantity amount =
                found == null ? null : found.getStatus().getAllocatable().get(resource);
        return amount == null ? 0 : amount.getNumericalAmount().intValue();
    }

    int held(String node, String resource) {
        return held.getOrDefault(node, Map.of()).getOrDefault(resource, 0);
    }

    /** Left of a resource over all nodes. */
    int free(String resource) {
        return nodes.keySet().stream()
                .mapToInt(node -> Math.max(0, offered(node, resource) - held(node, resource)))
                .sum();
    }

    List<Pod> cells() {
        return pods.stream().filter(Witness::isCell).toList();
    }

    /** Nodes that hold more than they offer, in words. */
    List<String> crowded() {
        List<String> crowded = new ArrayList<>();
        for (String node : nodes.keySet()) {
            for (String resource : nodes.get(node).getStatus().getAllocatable().keySet()) {
                if (resource.startsWith(SLICE) && held(node, resource) > offered(node, resource)) {
                    crowded.add(node + " " + resource);
                }
            }
        }
        return crowded;
    }
}
