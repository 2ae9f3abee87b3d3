package io.aegisvision.domain.placement;

import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How many cells a pool holds: a number in mode Cpu; in modes Mig and Whole what ready nodes advertise, less what bound
 * pods took, so that scheduler and planner count the same.
 */
public final class PoolCapacity {
    /** Prefix of the extended resources of slices. */
    public static final String MIG_RESOURCE = "nvidia.com/mig-";
    /** Extended resource of whole GPUs. */
    public static final String GPU_RESOURCE = "nvidia.com/gpu";

    private PoolCapacity() {}

    /**
     * A node.
     *
     * @param usable ready, and open to new pods
     * @param labels its labels
     * @param allocatable number of each extended resource of NVIDIA's
     */
    public record Node(String name, boolean usable, Map<String, String> labels, Map<String, Integer> allocatable) {}

    /**
     * A pod, or a cell whose pod does not exist yet.
     *
     * @param node where it is bound; empty before
     * @param pool the pool that the cell belongs to; empty for a pod of others
     * @param requests number of each extended resource of NVIDIA's
     */
    public record Claim(Optional<String> node, Optional<String> pool, Map<String, Integer> requests) {}

    /**
     * Nodes and claims of the whole cluster.
     */
    public record Cluster(List<Node> nodes, List<Claim> claims) {}

    /**
     * What there is of one resource, or of shares of CPU.
     *
     * @param nodes usable nodes of the pool
     * @param capacity cells that it holds, used ones included
     * @param used places taken: cells, and pods of others
     */
    public record Room(int nodes, int capacity, int used) {
        /** Places left. */
        public int free() {
            return Math.max(0, capacity - used);
        }
    }

    /** The extended resource that a cell of this pool asks for; empty in mode Cpu. */
    public static Optional<String> resource(GpuPoolSpec pool, String profile) {
        return switch (pool.mode()) {
            case Cpu -> Optional.empty();
            case Whole -> Optional.of(GPU_RESOURCE);
            case Mig -> Optional.of(MIG_RESOURCE + profile);
        };
    }

    /**
     * Room for cells that ask for {@code resource}.
     *
     * @param name the pool's name
     * @param resource from {@link #resource}
     */
    public static Room room(String name, GpuPoolSpec pool, Optional<String> resource, Cluster cluster) {
        List<Node> nodes = nodes(pool, cluster);
        int cells = Math.toIntExact(cluster.claims.stream()
                .filter(claim -> claim.pool.filter(name::equals).isPresent())
                .count());
        if (resource.isEmpty()) {
            return new Room(nodes.size(), nodes.isEmpty() ? 0 : pool.cpu().cells(), cells);
        }
        String wanted = resource.get();
        int capacity = nodes.stream()
                .mapToInt(node -> node.allocatable.getOrDefault(wanted, 0))
                .sum();
        List<String> names = nodes.stream().map(Node::name).toList();
        int used = cluster.claims.stream()
                .filter(claim -> claim.node
                        .map(names::contains)
                        .orElse(claim.pool.filter(name::equals).isPresent()))
                .mapToInt(claim -> claim.requests.getOrDefault(wanted, 0))
                .sum();
        return new Room(nodes.size(), capacity, used);
    }

    /** Usable nodes of a pool. */
    public static List<Node> nodes(GpuPoolSpec pool, Cluster cluster) {
        return cluster.nodes.stream()
                .filter(Node::usable)
                .filter(node ->
                        node.labels.entrySet().containsAll(pool.nodeSelector().entrySet()))
                .toList();
    }

    /**
     * The profile for a pipeline that names none: the smallest that its nodes advertise whose memory holds what is
     * needed; the largest where none does, so that the cell says what happens.
     *
     * @param megabytes memory for the models with their candidates
     * @return empty when no node advertises a slice
     */
    public static Optional<String> smallestProfile(GpuPoolSpec pool, Cluster cluster, long megabytes) {
        TreeMap<Integer, TreeSet<String>> byGigabytes = new TreeMap<>();
        nodes(pool, cluster).stream()
                .flatMap(node -> node.allocatable.entrySet().stream())
                .filter(resource -> resource.getKey().startsWith(MIG_RESOURCE) && resource.getValue() > 0)
                .map(resource -> resource.getKey().substring(MIG_RESOURCE.length()))
                .filter(profile -> profile.matches("[1-9]g\\.[0-9]{1,3}gb"))
                .forEach(profile -> byGigabytes
                        .computeIfAbsent(gigabytes(profile), key -> new TreeSet<>())
                        .add(profile));
        if (byGigabytes.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(byGigabytes.entrySet().stream()
                .filter(entry -> entry.getKey() * 1000L >= megabytes)
                .findFirst()
                .orElseGet(byGigabytes::lastEntry)
                .getValue()
                .first());
    }

    private static int gigabytes(String profile) {
        return Integer.parseInt(profile.substring(profile.indexOf('.') + 1, profile.length() - 2));
    }
}
