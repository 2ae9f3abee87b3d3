package io.aegisvision.domain.gpupool;

import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import io.aegisvision.domain.gpupool.ClusterView.Holder;
import io.aegisvision.domain.gpupool.ClusterView.NodeView;
import io.aegisvision.domain.gpupool.NodeLedger.Share;
import io.aegisvision.domain.mig.GeometryTable;
import io.aegisvision.domain.mig.Profile;
import io.aegisvision.domain.mig.ProfileName;
import io.aegisvision.domain.placement.Demand.Need;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a pool offers, who holds it and what is left, by node and resource. It counts as the scheduler does, so that a cell
 * that is made because there is room is bound: what is bound counts on its node, and a cell that is not bound yet holds a
 * place somewhere in the pool. A node that several pools select counts for the oldest of them only.
 *
 * @param nodes the pool's own nodes, in name order
 * @param shared nodes that the pool selects and another counts, with that pool's name
 * @param waiting cells of the pool that are not bound
 * @param lost cells of the pool whose node is gone or does not answer
 * @param cells the pool's cells, as namespace and name
 * @param served whether the cluster knows what the pool's cells ask by
 */
public record PoolLedger(
        GpuPoolSpec spec,
        List<NodeLedger> nodes,
        Map<String, String> shared,
        List<Holder> waiting,
        List<Holder> lost,
        Set<String> cells,
        boolean served) {
    /** What a pool says that cannot ask by claims, and a pipeline that wants a place in it. */
    public static final String NOT_SERVED =
            "the API server does not serve resource.k8s.io/v1, which Kubernetes does from 1.34 on";

    private static final long GIGABYTE = 1_000_000_000;
    private static final long MEBIBYTE = 1 << 20;

    /** A pool by which nodes are divided. @param made when; the oldest counts a node */
    public record Pool(String name, Instant made, GpuPoolSpec spec) {
        private static final Comparator<Pool> OLDEST =
                Comparator.comparing(Pool::made).thenComparing(Pool::name);
    }

    /**
     * Places for cells that ask for one resource.
     *
     * @param capacity how many fit, those that are there included
     * @param used how many places are taken: by cells, by those that wait, and by pods of others
     * @param kept how many more cells may take that ask for other resources and wait
     */
    public record Room(int capacity, int used, int kept) {
        /** Where resources do not take each other's places. */
        public Room(int capacity, int used) {
            this(capacity, used, 0);
        }

        /** Places left. */
        public int free() {
            return Math.max(0, capacity - used - kept);
        }

        /** Cells that wait and find no place. */
        public int crowd() {
            return Math.max(0, used - capacity);
        }
    }

    /** Counts. @param pools all pools, this one among them */
    public static PoolLedger of(Pool pool, Collection<Pool> pools, ClusterView cluster) {
        Map<String, String> shared = new TreeMap<>();
        Map<String, List<Holder>> bound = cluster.holders().stream()
                .filter(holder -> holder.node().isPresent())
                .collect(Collectors.groupingBy(holder -> holder.node().orElseThrow()));
        Map<String, NodeDevices> devices = byClaim(pool.spec)
                ? NodeDevices.byNode(
                        cluster.devices(),
                        Objects.requireNonNullElse(pool.spec.claims().product(), ""))
                : Map.of();
        List<NodeLedger> nodes = cluster.nodes().stream()
                .filter(node -> node.selectedBy(pool.spec))
                .filter(node -> {
                    Optional<String> owner = owner(node, pool.spec.mode(), pools);
                    boolean mine = owner.isEmpty() || owner.get().equals(pool.name);
                    if (!mine) {
                        shared.put(node.name(), owner.get());
                    }
                    return mine;
                })
                .map(node -> byClaim(pool.spec)
                        ? NodeLedger.ofDevices(
                                node,
                                pool.name,
                                pool.spec,
                                bound.getOrDefault(node.name(), List.of()),
                                Optional.ofNullable(devices.get(node.name())))
                        : NodeLedger.of(node, pool.name, pool.spec, bound.getOrDefault(node.name(), List.of())))
                .sorted(Comparator.comparing(NodeLedger::name))
                .toList();
        List<Holder> own = cluster.holders().stream()
                .filter(holder -> holder.isOf(pool.name))
                .sorted(Comparator.comparing(Holder::namespace).thenComparing(Holder::name))
                .toList();
        Set<String> answer = cluster.nodes().stream()
                .filter(NodeView::ready)
                .map(NodeView::name)
                .collect(Collectors.toCollection(HashSet::new));
        return new PoolLedger(
                pool.spec,
                nodes,
                shared,
                own.stream().filter(holder -> holder.node().isEmpty()).toList(),
                own.stream()
                        .filter(holder -> holder.node()
                                .filter(node -> !answer.contains(node))
                                .isPresent())
                        .toList(),
                own.stream()
                        .map(holder -> holder.namespace() + "/" + holder.label())
                        .collect(Collectors.toCollection(TreeSet::new)),
                !byClaim(pool.spec) || cluster.devices().served());
    }

    /** Whether cells of a pool ask by claims. */
    static boolean byClaim(GpuPoolSpec spec) {
        return spec.mode() != GpuPoolSpec.Mode.Cpu
                && spec.allocation() == GpuPoolSpec.Allocation.DynamicResourceAllocation;
    }

    /** The oldest of the pools of a mode that select a node; empty for none. Pools of two modes give different resources. */
    private static Optional<String> owner(NodeView node, GpuPoolSpec.Mode mode, Collection<Pool> pools) {
        return pools.stream()
                .filter(pool -> mode != GpuPoolSpec.Mode.Cpu && pool.spec.mode() == mode && node.selectedBy(pool.spec))
                .min(Pool.OLDEST)
                .map(Pool::name);
    }

    /** Nodes that take new cells. */
    public List<NodeLedger> open() {
        return nodes.stream().filter(NodeLedger::open).toList();
    }

    /** What a cell can ask for: each of the resources; in mode Cpu one share, which has no name. */
    List<Optional<String>> given() {
        return spec.mode() == GpuPoolSpec.Mode.Cpu
                ? List.of(Optional.empty())
                : resources().stream().map(Optional::of).toList();
    }

    /** Every resource that a node of the pool offers or a cell asks for, in name order. */
    public Set<String> resources() {
        TreeSet<String> names = new TreeSet<>();
        nodes.forEach(node -> names.addAll(node.shares().keySet()));
        waiting.forEach(holder -> holder.requests().keySet().stream()
                .filter(resource -> GpuResource.givenBy(spec.mode(), resource))
                .forEach(names::add));
        return names;
    }

    /** Room for cells that ask for this resource; that of the pool's CPU shares where it is empty. */
    public Room room(Optional<String> resource) {
        if (resource.isEmpty()) {
            return new Room(open().isEmpty() ? 0 : spec.cpu().cells(), cells.size());
        }
        String wanted = resource.get();
        int capacity = 0;
        int held = 0;
        for (NodeLedger node : open()) {
            Share share = node.shares().get(wanted);
            if (share != null) {
                capacity += share.offered();
                // what one node holds too much is no place less on another
                held += Math.min(share.held(), share.offered());
            }
        }
        return new Room(capacity, held + waiting(wanted), kept(wanted));
    }

    /** Places of a resource that cells which wait for other ones may take, wherever the scheduler puts them. */
    private int kept(String wanted) {
        return byClaim(spec)
                ? waiting.stream()
                        .flatMap(holder -> holder.requests().entrySet().stream())
                        .filter(request -> !request.getKey().equals(wanted))
                        .mapToInt(request -> request.getValue() * cost(request.getKey(), wanted))
                        .sum()
                : 0;
    }

    /** How many places of one resource are gone at most when one of another is taken; 1 for the same. */
    public int cost(String taken, String wanted) {
        if (!byClaim(spec) || taken.equals(wanted)) {
            return taken.equals(wanted) ? 1 : 0;
        }
        Map<String, DeviceView.Gpu> products = new TreeMap<>();
        nodes.forEach(node -> node.devices().ifPresent(devices -> products.putAll(devices.products())));
        return products.values().stream()
                .mapToInt(gpu -> GpuDevices.cost(gpu, taken, wanted))
                .max()
                .orElse(0);
    }

    /** Room for cells of all kinds. Where each takes places of the others it is that for the kind of which most fit. */
    Room total() {
        List<Room> rooms = given().stream().map(this::room).toList();
        int used = rooms.stream().mapToInt(Room::used).sum();
        return new Room(
                byClaim(spec)
                        ? used + rooms.stream().mapToInt(Room::free).max().orElse(0)
                        : rooms.stream().mapToInt(Room::capacity).sum(),
                used);
    }

    /**
     * Memory of a slice of a profile, MiB: the least of the open nodes that offer it, by the geometry of their product. Where
     * no product is known, what the name says, in powers of ten, which is no more than drivers give.
     */
    public long memoryMebibytes(String profile) {
        return offered(profile)
                .mapToLong(known -> known.map(Profile::memoryMebibytes).orElseGet(() -> byName(profile)))
                .min()
                .orElseGet(() -> byName(profile));
    }

    /**
     * Frames a second that a slice of a profile does of what a cell needs, by declared cost: the least of the open nodes that
     * offer it. Infinite where no cost is declared, or no product known.
     */
    public double framesPerSecond(String profile, Need need) {
        return offered(profile)
                .flatMap(Optional::stream)
                .map(need::declaredRate)
                .flatMapToDouble(OptionalDouble::stream)
                .min()
                .orElse(Double.POSITIVE_INFINITY);
    }

    /** A profile as each open node that offers it has it; empty where the node's product is not known. */
    private Stream<Optional<Profile>> offered(String profile) {
        String resource = GpuResource.slice(profile);
        return open().stream()
                .filter(node -> node.shares().containsKey(resource))
                .map(node -> node.product()
                        .flatMap(GeometryTable.shipped()::of)
                        .flatMap(geometry -> geometry.profile(profile)));
    }

    private static long byName(String profile) {
        return ProfileName.parse(profile)
                .map(name -> name.gigabytes() * GIGABYTE / MEBIBYTE)
                .orElse(0L);
    }

    /** How many cells of the pool a namespace has. */
    public int cellsOf(String namespace) {
        return (int)
                cells.stream().filter(cell -> cell.startsWith(namespace + "/")).count();
    }

    /** Whether the cell holds a place without a node. */
    public boolean waits(String namespace, String cell) {
        return waiting.stream()
                .anyMatch(holder ->
                        holder.namespace().equals(namespace) && holder.label().equals(cell));
    }

    /** Cells that hold a place without a node. */
    int waiting(String resource) {
        return waiting.stream().mapToInt(holder -> holder.of(resource)).sum();
    }
}
