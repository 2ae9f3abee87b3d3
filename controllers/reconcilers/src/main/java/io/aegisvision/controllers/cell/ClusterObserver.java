package io.aegisvision.controllers.cell;

import io.aegisvision.api.v1alpha1.Keys;
import io.aegisvision.domain.placement.PoolCapacity;
import io.aegisvision.domain.placement.PoolCapacity.Claim;
import io.aegisvision.domain.placement.PoolCapacity.Cluster;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Nodes, and what pods and cells take of them, from the caches. */
public final class ClusterObserver {
    private static final String NVIDIA = "nvidia.com/";

    private final CellCaches caches;

    /** Reads from these caches. */
    public ClusterObserver(CellCaches caches) {
        this.caches = caches;
    }

    /** The cluster now. A cell without a pod is a claim too: its place is given away. */
    public Cluster observe() {
        List<Claim> claims = new ArrayList<>();
        Map<String, List<Pod>> podsOfCells = new HashMap<>();
        List<Pod> others = new ArrayList<>();
        for (Pod pod : caches.pods().all()) {
            String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
            if ("Succeeded".equals(phase) || "Failed".equals(phase)) {
                continue;
            }
            String cell = label(pod.getMetadata().getLabels(), Keys.CELL);
            if (cell == null) {
                others.add(pod);
            } else {
                podsOfCells
                        .computeIfAbsent(pod.getMetadata().getNamespace() + "/" + cell, key -> new ArrayList<>())
                        .add(pod);
            }
        }
        Set<String> counted = new HashSet<>();
        for (Deployment cell : caches.deployments().all()) {
            String pool = label(cell.getMetadata().getLabels(), CellKeys.POOL);
            String key =
                    cell.getMetadata().getNamespace() + "/" + cell.getMetadata().getName();
            if (pool != null) {
                counted.add(key);
                Optional<String> node = podsOfCells.getOrDefault(key, List.of()).stream()
                        .map(pod -> pod.getSpec().getNodeName())
                        .filter(name -> name != null)
                        .findFirst();
                claims.add(new Claim(
                        node,
                        Optional.of(pool),
                        requests(
                                cell.getSpec().getTemplate().getSpec().getInitContainers(),
                                cell.getSpec().getTemplate().getSpec().getContainers())));
            }
        }
        // a pod that outlives its cell for a moment still holds its slice
        podsOfCells.forEach((key, pods) -> {
            if (!counted.contains(key)) {
                pods.forEach(pod -> claims.add(
                        claim(pod, Optional.ofNullable(label(pod.getMetadata().getLabels(), CellKeys.POOL)))));
            }
        });
        others.stream()
                .map(pod -> claim(pod, Optional.empty()))
                .filter(claim -> !claim.requests().isEmpty())
                .forEach(claims::add);
        return new Cluster(
                caches.nodes().all().stream().map(ClusterObserver::node).toList(), claims);
    }

    private static Claim claim(Pod pod, Optional<String> pool) {
        return new Claim(
                Optional.ofNullable(pod.getSpec().getNodeName()),
                pool,
                requests(pod.getSpec().getInitContainers(), pod.getSpec().getContainers()));
    }

    private static PoolCapacity.Node node(Node node) {
        boolean ready = node.getStatus() != null
                && node.getStatus().getConditions().stream()
                        .anyMatch(c ->
                                c.getType().equals("Ready") && c.getStatus().equals("True"));
        boolean open =
                node.getSpec() == null || !Boolean.TRUE.equals(node.getSpec().getUnschedulable());
        @Nullable Map<String, String> labels = node.getMetadata().getLabels();
        return new PoolCapacity.Node(
                node.getMetadata().getName(),
                ready && open,
                labels == null ? Map.of() : labels,
                node.getStatus() == null ? Map.of() : counts(node.getStatus().getAllocatable()));
    }

    private static Map<String, Integer> requests(List<Container> init, List<Container> containers) {
        Map<String, Integer> sum = new TreeMap<>();
        List<Container> all = new ArrayList<>(containers);
        init.stream()
                .filter(container -> "Always".equals(container.getRestartPolicy()))
                .forEach(all::add);
        for (Container container : all) {
            if (container.getResources() != null) {
                counts(container.getResources().getRequests())
                        .forEach((name, count) -> sum.merge(name, count, Integer::sum));
            }
        }
        return sum;
    }

    private static Map<String, Integer> counts(@Nullable Map<String, Quantity> amounts) {
        Map<String, Integer> counts = new TreeMap<>();
        if (amounts != null) {
            amounts.forEach((name, amount) -> {
                if (name.startsWith(NVIDIA)) {
                    counts.put(name, amount.getNumericalAmount().intValue());
                }
            });
        }
        return counts;
    }

    private static @Nullable String label(@Nullable Map<String, String> labels, String key) {
        return labels == null ? null : labels.get(key);
    }
}
