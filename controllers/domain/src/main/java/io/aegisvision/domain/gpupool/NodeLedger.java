package io.aegisvision.domain.gpupool;

import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import io.aegisvision.domain.gpupool.ClusterView.Holder;
import io.aegisvision.domain.gpupool.ClusterView.NodeView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One node's GPUs by resource. With the device plugin the kubelet picks the instance, so that a node and a profile is all
 * that can be known. With Dynamic Resource Allocation it is known which devices are held, and what is offered of a profile
 * is what is held of it and what can be allocated beside all that is held.
 *
 * @param open whether a new cell can be bound here
 * @param ready whether its kubelet answers
 * @param product the GPUs' product, where feature discovery says it
 * @param gpus how many GPUs, where feature discovery says it
 * @param shares by resource
 * @param cells holders of the pool's that are bound here
 * @param devices what the driver for Dynamic Resource Allocation publishes, in a pool that asks for it; empty where there
 *     is no such driver
 */
public record NodeLedger(
        String name,
        boolean open,
        boolean ready,
        Optional<String> product,
        Optional<Integer> gpus,
        Map<String, Share> shares,
        List<Holder> cells,
        Optional<NodeDevices> devices) {
    /** A node whose device plugin serves. */
    public NodeLedger(
            String name,
            boolean open,
            boolean ready,
            Optional<String> product,
            Optional<Integer> gpus,
            Map<String, Share> shares,
            List<Holder> cells) {
        this(name, open, ready, product, gpus, shares, cells, Optional.empty());
    }

    /**
     * One resource on one node.
     *
     * @param offered what may be given away, what is held included
     * @param cells taken by cells of the pool
     * @param others taken by pods of others
     * @param unhealthy out of order, as the device plugin says
     * @param unaccounted instances that exist and that nobody offers: busy, since nobody can say that they are not
     */
    public record Share(int offered, int cells, int others, int unhealthy, int unaccounted) {
        /** What pods hold. */
        public int held() {
            return cells + others;
        }

        /** Left. */
        public int free() {
            return Math.max(0, offered - held());
        }

        /** Held beyond what is offered, after capacity shrank. */
        public int over() {
            return Math.max(0, held() - offered);
        }
    }

    /** Of a pool whose cells ask by claims. */
    static NodeLedger ofDevices(
            NodeView node, String pool, GpuPoolSpec spec, List<Holder> bound, Optional<NodeDevices> devices) {
        return new NodeLedger(
                node.name(),
                node.open(spec),
                node.ready(),
                Optional.ofNullable(node.labels().get(GpuResource.PRODUCT_LABEL))
                        .or(() -> devices.flatMap(
                                all -> all.products().keySet().stream().findFirst())),
                devices.map(NodeDevices::count),
                devices.map(all -> all.shares(spec.mode(), pool)).orElse(Map.of()),
                bound.stream().filter(holder -> holder.isOf(pool)).toList(),
                devices);
    }

    static NodeLedger of(NodeView node, String pool, GpuPoolSpec spec, List<Holder> bound) {
        TreeSet<String> names = new TreeSet<>(node.allocatable().keySet());
        names.addAll(node.capacity().keySet());
        bound.forEach(holder -> names.addAll(holder.requests().keySet()));
        Map<String, Share> shares = new TreeMap<>();
        for (String resource : names) {
            if (GpuResource.givenBy(spec.mode(), resource)) {
                shares.put(resource, share(node, pool, resource, bound));
            }
        }
        return new NodeLedger(
                node.name(),
                node.open(spec),
                node.ready(),
                Optional.ofNullable(node.labels().get(GpuResource.PRODUCT_LABEL)),
                number(node.labels().get(GpuResource.COUNT_LABEL)),
                shares,
                bound.stream().filter(holder -> holder.isOf(pool)).toList());
    }

    /** Instances of a node that nobody can have and that may be in use: out of order, or offered by nobody. */
    public static int busy(NodeView node) {
        return node.capacity().keySet().stream()
                .filter(resource -> GpuResource.profile(resource).isPresent())
                .map(resource -> share(node, "", resource, List.of()))
                .mapToInt(share -> share.unhealthy() + share.unaccounted())
                .sum();
    }

    private static Share share(NodeView node, String pool, String resource, List<Holder> bound) {
        int offered = node.allocatable().getOrDefault(resource, 0);
        int capacity = Math.max(offered, node.capacity().getOrDefault(resource, 0));
        // a GPU that is divided is not offered whole, and rightly so: only slices are counted against what exists
        int exist = GpuResource.profile(resource)
                .flatMap(profile -> number(node.labels().get(GpuResource.instancesLabel(resource))))
                .orElse(capacity);
        int cells = bound.stream()
                .filter(holder -> holder.isOf(pool))
                .mapToInt(holder -> holder.of(resource))
                .sum();
        int all = bound.stream().mapToInt(holder -> holder.of(resource)).sum();
        return new Share(offered, cells, all - cells, capacity - offered, Math.max(0, exist - capacity));
    }

    private static Optional<Integer> number(@Nullable String text) {
        return text != null && text.matches("[0-9]{1,4}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }
}
