package io.aegisvision.domain.gpupool;

import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import io.aegisvision.api.v1alpha1.GpuPoolStatus.Group;
import io.aegisvision.api.v1alpha1.GpuPoolStatus.Proposal;
import io.aegisvision.domain.gpupool.ClusterView.Holder;
import io.aegisvision.domain.gpupool.NodeLedger.Share;
import io.aegisvision.domain.mig.GeometryTable;
import io.aegisvision.domain.placement.Demand;
import io.aegisvision.domain.placement.Demand.Affinity;
import io.aegisvision.domain.placement.Demand.Need;
import io.aegisvision.domain.placement.PlacementPlan;
import io.aegisvision.domain.placement.PlacementPlan.LayoutChange;
import io.aegisvision.domain.placement.PlacementPlan.Origin;
import io.aegisvision.domain.placement.PlacementPlanner;
import io.aegisvision.domain.placement.PlacementSnapshot;
import io.aegisvision.domain.placement.PlacementSnapshot.Gpu;
import io.aegisvision.domain.placement.PlacementSnapshot.Health;
import io.aegisvision.domain.placement.PlacementSnapshot.Instance;
import io.aegisvision.domain.placement.PlacementSnapshot.Node;
import io.aegisvision.domain.placement.PlacementSnapshot.Partitioning;
import io.aegisvision.domain.placement.PlacementSnapshot.Pool;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * Layouts under which idle nodes would hold cells that wait. MIG Manager is asked by node, and MigLayouts wait until a node
 * is idle: only nodes of which nobody holds anything are looked at, so that what runs never moves. Slices that are free
 * elsewhere are used up first, by cells that hold a place without a node, then by those that are proposed for.
 */
final class Repartitioning {
    /** Cells that are proposed for at a time: more nodes than a status lists come of more. */
    private static final int MOST_CELLS = 512;

    private static final int MOST_PROPOSALS = 16;
    private static final String POOL = "pool";
    /** A cell that holds a place goes before those that have none. */
    private static final int HAS_A_PLACE = 1;

    private final PoolLedger ledger;

    private Repartitioning(PoolLedger ledger) {
        this.ledger = ledger;
    }

    /** By node; none where the pool's policy is that nothing is proposed, and where nothing waits. */
    static List<Proposal> proposals(PoolLedger ledger, List<CellDemand> demands) {
        // a claim makes its instance itself
        boolean wanted = ledger.spec().mode() == GpuPoolSpec.Mode.Mig
                && !PoolLedger.byClaim(ledger.spec())
                && ledger.spec().repartition() == GpuPoolSpec.Repartition.Propose;
        return wanted && !demands.isEmpty() ? new Repartitioning(ledger).propose(demands) : List.of();
    }

    private List<Proposal> propose(List<CellDemand> demands) {
        List<Demand> all = new ArrayList<>();
        for (Holder holder : ledger.waiting()) {
            holder.requests().keySet().stream()
                    .flatMap(resource -> GpuResource.profile(resource).stream())
                    .forEach(profile -> all.add(new Demand(
                            "held/" + holder.namespace() + "/" + holder.name(),
                            POOL,
                            "",
                            HAS_A_PLACE,
                            holder.since(),
                            Need.of(profile),
                            Affinity.ANYWHERE)));
        }
        demands.stream()
                .sorted(Comparator.comparing(CellDemand::since)
                        .thenComparing(CellDemand::namespace)
                        .thenComparing(CellDemand::pipeline))
                .forEach(demand -> {
                    for (int cell = 0; cell < demand.cells() && all.size() < MOST_CELLS; cell++) {
                        all.add(new Demand(
                                demand.namespace() + "/" + demand.pipeline() + "/" + cell,
                                POOL,
                                demand.namespace(),
                                0,
                                demand.since(),
                                demand.need(),
                                Affinity.ANYWHERE));
                    }
                });
        PlacementPlan plan = new PlacementPlanner(GeometryTable.shipped())
                .plan(new PlacementSnapshot(
                        List.of(new Pool(POOL, Partitioning.IdleGpus, Set.of(), false)),
                        ledger.open().stream().map(Repartitioning::node).toList(),
                        all,
                        Map.of()));
        return byNode(plan);
    }

    private static List<Proposal> byNode(PlacementPlan plan) {
        Map<String, Integer> cells = new TreeMap<>();
        plan.placements().stream()
                .filter(placement -> placement.origin() == Origin.Repartitioned)
                .forEach(placement -> cells.merge(placement.node(), 1, Integer::sum));
        Map<String, Map<Map<String, Integer>, List<Integer>>> layouts = new TreeMap<>();
        for (LayoutChange change : plan.layouts()) {
            layouts.computeIfAbsent(change.node(), node -> new LinkedHashMap<>())
                    .computeIfAbsent(change.after(), layout -> new ArrayList<>())
                    .add(Integer.valueOf(change.gpu()));
        }
        return layouts.entrySet().stream()
                .filter(node -> cells.containsKey(node.getKey()))
                .limit(MOST_PROPOSALS)
                .map(node -> new Proposal(
                        node.getKey(),
                        cells.getOrDefault(node.getKey(), 0),
                        node.getValue().entrySet().stream()
                                .map(group -> new Group(
                                        group.getValue().stream().sorted().toList(), group.getKey()))
                                .toList()))
                .toList();
    }

    /** With what is free. The GPUs of an idle node may be given another layout; those of any other node are one stock. */
    private static Node node(NodeLedger node) {
        int gpus = node.gpus().orElse(1);
        boolean idle = node.product().isPresent()
                && node.gpus().isPresent()
                && node.shares().values().stream().allMatch(Repartitioning::unheld);
        List<List<Instance>> free = new ArrayList<>();
        for (int gpu = 0; gpu < (idle ? gpus : 1); gpu++) {
            free.add(new ArrayList<>());
        }
        node.shares().forEach((resource, share) -> GpuResource.profile(resource).ifPresent(profile -> {
            for (int instance = 0; instance < share.free(); instance++) {
                free.get(instance % free.size()).add(new Instance(profile, OptionalInt.empty(), Optional.empty()));
            }
        }));
        List<Gpu> all = new ArrayList<>();
        for (int gpu = 0; gpu < free.size(); gpu++) {
            all.add(new Gpu(
                    Integer.toString(gpu),
                    node.product().orElse(""),
                    Optional.empty(),
                    0,
                    idle ? Health.Ready : Health.Changing,
                    free.get(gpu)));
        }
        return new Node(node.name(), Set.of(POOL), true, all, List.of());
    }

    private static boolean unheld(Share share) {
        return share.held() == 0 && share.unhealthy() == 0 && share.unaccounted() == 0;
    }
}
