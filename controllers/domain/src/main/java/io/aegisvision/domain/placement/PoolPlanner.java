package io.aegisvision.domain.placement;

import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import io.aegisvision.api.v1alpha1.GpuPoolStatus;
import io.aegisvision.api.v1alpha1.GpuPoolStatus.Unplaced;
import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.domain.condition.Readiness;
import io.aegisvision.domain.placement.PoolCapacity.Claim;
import io.aegisvision.domain.placement.PoolCapacity.Cluster;
import io.aegisvision.domain.placement.PoolCapacity.Node;
import io.aegisvision.domain.placement.PoolCapacity.Room;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is said about a pool. */
public final class PoolPlanner {
    private static final int MOST_UNPLACED = 16;

    private PoolPlanner() {}

    /**
     * Numbers and readiness.
     *
     * @param gpus GPUs of the pool; null in mode Cpu
     * @param slices by profile; null but in mode Mig
     * @param used GPUs in use, at least; null in mode Cpu
     * @param lowerBound least number of GPUs that could hold what is placed; null in mode Cpu
     */
    public record PoolPlan(
            Readiness readiness,
            GpuPoolStatus.Cells cells,
            @Nullable Integer gpus,
            GpuPoolStatus.@Nullable Slices slices,
            @Nullable Integer used,
            @Nullable Integer lowerBound,
            List<Unplaced> unplaced,
            int unplacedCount) {}

    /** Decides. @param unplaced every stream that found no place in the pool */
    public static PoolPlan plan(String name, GpuPoolSpec pool, Cluster cluster, List<Unplaced> unplaced) {
        List<Node> nodes = PoolCapacity.nodes(pool, cluster);
        List<Unplaced> some = unplaced.stream().limit(MOST_UNPLACED).toList();
        return switch (pool.mode()) {
            case Cpu -> {
                Room room = PoolCapacity.room(name, pool, Optional.empty(), cluster);
                yield new PoolPlan(
                        readiness(nodes, room, unplaced.size()),
                        cells(room),
                        null,
                        null,
                        null,
                        null,
                        some,
                        unplaced.size());
            }
            case Whole -> {
                Room room = PoolCapacity.room(name, pool, Optional.of(PoolCapacity.GPU_RESOURCE), cluster);
                yield new PoolPlan(
                        readiness(nodes, room, unplaced.size()),
                        cells(room),
                        room.capacity(),
                        null,
                        room.used(),
                        room.used(),
                        some,
                        unplaced.size());
            }
            case Mig -> mig(name, pool, cluster, nodes, some, unplaced.size());
        };
    }

    private static PoolPlan mig(
            String name, GpuPoolSpec pool, Cluster cluster, List<Node> nodes, List<Unplaced> some, int unplaced) {
        Map<String, Integer> free = new TreeMap<>();
        Map<String, Integer> bound = new TreeMap<>();
        int capacity = 0;
        int used = 0;
        TreeMap<String, Integer> offered = new TreeMap<>();
        nodes.forEach(node -> node.allocatable().forEach((resource, count) -> {
            if (resource.startsWith(PoolCapacity.MIG_RESOURCE)) {
                offered.merge(resource, count, Integer::sum);
            }
        }));
        for (Claim claim : cluster.claims()) {
            claim.requests().keySet().stream()
                    .filter(resource -> resource.startsWith(PoolCapacity.MIG_RESOURCE))
                    .filter(resource -> claim.pool().filter(name::equals).isPresent())
                    .forEach(resource -> offered.putIfAbsent(resource, 0));
        }
        for (String resource : offered.keySet()) {
            Room room = PoolCapacity.room(name, pool, Optional.of(resource), cluster);
            String profile = resource.substring(PoolCapacity.MIG_RESOURCE.length());
            free.put(profile, room.free());
            bound.put(profile, room.used());
            capacity += room.capacity();
            used += room.used();
        }
        Room room = new Room(nodes.size(), capacity, used);
        return new PoolPlan(
                readiness(nodes, room, unplaced),
                cells(room),
                gpus(nodes),
                new GpuPoolStatus.Slices(free, bound),
                null,
                MigBound.gpus(bound),
                some,
                unplaced);
    }

    /** GPUs by the label that NVIDIA's feature discovery sets; null where a node lacks it. */
    private static @Nullable Integer gpus(List<Node> nodes) {
        int sum = 0;
        for (Node node : nodes) {
            String count = node.labels().get("nvidia.com/gpu.count");
            if (count == null || !count.matches("[0-9]{1,4}")) {
                return null;
            }
            sum += Integer.parseInt(count);
        }
        return sum;
    }

    private static GpuPoolStatus.Cells cells(Room room) {
        return new GpuPoolStatus.Cells(room.capacity(), room.used());
    }

    private static Readiness readiness(List<Node> nodes, Room room, int unplaced) {
        String taken = room.used() + " of " + room.capacity() + " places are taken";
        if (nodes.isEmpty()) {
            return new Readiness.Stalled(Reason.NoNodes.name(), "no ready node matches nodeSelector");
        }
        if (room.used() > room.capacity()) {
            return new Readiness.Stalled(Reason.Overcommitted.name(), taken);
        }
        if (room.free() == 0) {
            return unplaced == 0
                    ? new Readiness.Ready(Reason.Full.name(), taken)
                    : new Readiness.Stalled(Reason.Full.name(), taken + "; " + unplaced + " stream(s) wait");
        }
        return new Readiness.Ready(Reason.HasRoom.name(), taken);
    }
}
