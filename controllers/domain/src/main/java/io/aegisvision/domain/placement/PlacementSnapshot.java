package io.aegisvision.domain.placement;

import io.aegisvision.domain.mig.Geometry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * All GPUs, all demand and the policy: what {@link PlacementPlanner} decides from. The order of the lists says nothing.
 *
 * @param pools under names of their own
 * @param nodes that have GPUs
 * @param demands cells that are to run
 * @param quotas most compute slices that a tenant may hold over all pools, by tenant; absent: no limit
 */
public record PlacementSnapshot(List<Pool> pools, List<Node> nodes, List<Demand> demands, Map<String, Integer> quotas) {
    public PlacementSnapshot {
        pools = List.copyOf(pools);
        nodes = List.copyOf(nodes);
        demands = List.copyOf(demands);
        quotas = Map.copyOf(quotas);
    }

    /** How the instances of a pool's GPUs come about, and so what a plan may ask for. */
    public enum Partitioning {
        /** The instances that exist are all there are. The kubelet picks among those of a profile on a node. */
        Fixed,
        /**
         * MIG Manager re-partitions a GPU on which nothing runs, by counts; it chooses the starts. The kubelet picks among
         * the instances of a profile on a node.
         */
        IdleGpus,
        /** An instance is made for each claim beside those that run: Dynamic Resource Allocation. GPU and start are chosen. */
        OnClaim,
        /** No MIG: a cell takes a GPU. The kubelet picks among those of a node. */
        Whole
    }

    /**
     * The policy of a pool.
     *
     * @param tenants whom it is dedicated to; empty: everybody
     * @param defragment whether moves of cells are proposed
     */
    public record Pool(String name, Partitioning partitioning, Set<String> tenants, boolean defragment) {
        public Pool {
            tenants = Set.copyOf(tenants);
        }
    }

    /**
     * A node.
     *
     * @param pools pools that select it; with more than one nothing new is placed on it
     * @param usable ready, and open to new pods
     * @param gpus under names of their own
     * @param unlocated slices that pods of this node hold while nobody has said which instances they are
     */
    public record Node(String name, Set<String> pools, boolean usable, List<Gpu> gpus, List<Hold> unlocated) {
        public Node {
            pools = Set.copyOf(pools);
            gpus = List.copyOf(gpus);
            unlocated = List.copyOf(unlocated);
        }
    }

    /** Whether a GPU takes anything new. */
    public enum Health {
        /** Yes. */
        Ready,
        /**
         * A new layout is on its way to it, and {@code instances} are those of that layout: cells may be placed on them, and
         * the layout is not changed again.
         */
        Changing,
        /** No; moves of the cells on it are proposed. */
        Unhealthy
    }

    /**
     * A GPU.
     *
     * @param name what tells it from the others of its node: its UUID or minor number
     * @param product the label of GPU feature discovery, for example {@code NVIDIA-H100-80GB-HBM3}
     * @param discovered geometry that the driver reported; goes before the table of products
     * @param memoryMebibytes of the whole GPU; read in pools of whole GPUs only
     * @param instances that exist, or will when the layout on its way is there; in a pool of whole GPUs one of profile
     *     {@link Geometry#WHOLE} where somebody holds the GPU
     */
    public record Gpu(
            String name,
            String product,
            Optional<Geometry> discovered,
            long memoryMebibytes,
            Health health,
            List<Instance> instances) {
        public Gpu {
            instances = List.copyOf(instances);
        }
    }

    /**
     * A GPU instance.
     *
     * @param profile its profile, as anybody writes it
     * @param start its first memory slice, once somebody reported it
     * @param holder who holds it, also by a reservation whose pod is not there yet; empty: nobody. An instance that nobody
     *     accounts for has a holder outside of the demands
     */
    public record Instance(String profile, OptionalInt start, Optional<Holder> holder) {}

    /**
     * A slice that is held on a node, which one of its profile is not known.
     *
     * @param profile as anybody writes it
     */
    public record Hold(String profile, Holder holder) {}

    /** Who holds an instance. */
    public sealed interface Holder {
        /** A cell. @param demand {@link Demand#id()}; a cell that is not among the demands is on its way out, and holds still */
        record Cell(String demand) implements Holder {}

        /** Somebody else, or nobody knows who. @param who for messages */
        record Other(String who) implements Holder {}
    }
}
