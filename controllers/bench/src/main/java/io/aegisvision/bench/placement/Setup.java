package io.aegisvision.bench.placement;

import io.aegisvision.domain.mig.Geometry;
import io.aegisvision.domain.mig.GeometryTable;
import io.aegisvision.domain.placement.Demand;
import io.aegisvision.domain.placement.Demand.Affinity;
import io.aegisvision.domain.placement.Demand.Need;
import io.aegisvision.domain.placement.PlacementSnapshot;
import io.aegisvision.domain.placement.PlacementSnapshot.Gpu;
import io.aegisvision.domain.placement.PlacementSnapshot.Health;
import io.aegisvision.domain.placement.PlacementSnapshot.Instance;
import io.aegisvision.domain.placement.PlacementSnapshot.Node;
import io.aegisvision.domain.placement.PlacementSnapshot.Partitioning;
import io.aegisvision.domain.placement.PlacementSnapshot.Pool;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Snapshots of one pool whose instances are made as they are claimed. */
final class Setup {
    static final String H100 = "NVIDIA-H100-80GB-HBM3";
    static final String A100 = "NVIDIA-A100-SXM4-40GB";
    static final String A30 = "NVIDIA-A30";
    static final int GPUS_OF_A_NODE = 8;

    private static final Pool POOL = new Pool("bench", Partitioning.OnClaim, Set.of(), false);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Setup() {}

    static Geometry geometry(String product) {
        return GeometryTable.shipped().of(product).orElseThrow();
    }

    static Gpu gpu(String name, String product, List<Instance> instances) {
        return new Gpu(name, product, Optional.empty(), 0, Health.Ready, instances);
    }

    /** @param order decides who goes first */
    static Demand demand(String id, int order, Need need) {
        return new Demand(id, POOL.name(), "bench", 0, START.plusSeconds(order), need, Affinity.ANYWHERE);
    }

    /** Eight GPUs a node. */
    static PlacementSnapshot snapshot(List<Gpu> gpus, List<Demand> demands) {
        List<Node> nodes = new ArrayList<>();
        for (int from = 0; from < gpus.size(); from += GPUS_OF_A_NODE) {
            nodes.add(new Node(
                    String.format("node-%05d", from / GPUS_OF_A_NODE),
                    Set.of(POOL.name()),
                    true,
                    gpus.subList(from, Math.min(gpus.size(), from + GPUS_OF_A_NODE)),
                    List.of()));
        }
        return new PlacementSnapshot(List.of(POOL), nodes, demands, Map.of());
    }
}
