package io.aegisvision.domain.gpupool;

import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import io.aegisvision.api.v1alpha1.GpuPoolSpec.Mode;
import io.aegisvision.api.v1alpha1.GpuPoolSpec.Overcommit;
import io.aegisvision.api.v1alpha1.GpuPoolSpec.Repartition;
import io.aegisvision.domain.gpupool.ClusterView.CellRef;
import io.aegisvision.domain.gpupool.ClusterView.Holder;
import io.aegisvision.domain.gpupool.ClusterView.NodeView;
import io.aegisvision.domain.gpupool.PoolLedger.Pool;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Nodes and holders, to be changed by a test before a pool of them is planned. */
final class Rack {
    static final String SMALL = "nvidia.com/mig-1g.10gb";
    static final String LARGE = "nvidia.com/mig-3g.40gb";
    static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    final List<NodeView> nodes = new ArrayList<>();
    final List<Holder> holders = new ArrayList<>();
    final List<Pool> pools = new ArrayList<>();
    final List<CellDemand> demands = new ArrayList<>();
    Overcommit overcommit = Overcommit.Keep;
    Repartition repartition = Repartition.Never;

    static GpuPoolSpec spec(Mode mode, Map<String, String> selector, Overcommit overcommit) {
        return new GpuPoolSpec(
                selector,
                List.of(),
                null,
                mode,
                new GpuPoolSpec.Cpu(2),
                GpuPoolSpec.Allocation.DevicePlugin,
                GpuPoolSpec.Claims.DEFAULT,
                GpuPoolSpec.Repartition.Never,
                overcommit,
                List.of());
    }

    Rack node(String name, Map<String, Integer> offered) {
        return node(name, offered, offered, Map.of());
    }

    Rack node(String name, Map<String, Integer> offered, Map<String, Integer> capacity, Map<String, String> labels) {
        nodes.add(new NodeView(name, true, false, List.of(), labels, capacity, offered));
        return this;
    }

    /** A bound cell, or one that waits where {@code node} is empty; each is a minute younger than the one before. */
    Rack cell(String name, String node, String resource) {
        holders.add(new Holder(
                "plant-7",
                name,
                Optional.of(new CellRef("default", "yard", name)),
                node.isEmpty() ? Optional.empty() : Optional.of(node),
                NOW.minusSeconds(6000 - 60L * holders.size()),
                false,
                Map.of(resource, 1)));
        return this;
    }

    Rack other(String node, String resource, int count) {
        holders.add(
                new Holder("train", "job", Optional.empty(), Optional.of(node), NOW, false, Map.of(resource, count)));
        return this;
    }

    Pool pool(Mode mode) {
        GpuPoolSpec spec = spec(mode, Map.of(), overcommit);
        return new Pool(
                "default",
                Instant.EPOCH,
                new GpuPoolSpec(
                        spec.nodeSelector(),
                        spec.tolerations(),
                        spec.runtimeClassName(),
                        spec.mode(),
                        spec.cpu(),
                        spec.allocation(),
                        spec.claims(),
                        repartition,
                        spec.overcommit(),
                        spec.tenants()));
    }

    PoolLedger ledger(Mode mode) {
        Pool pool = pool(mode);
        return PoolLedger.of(pool, all(pool), new ClusterView(nodes, holders));
    }

    GpuPoolPlan plan(Mode mode) {
        Pool pool = pool(mode);
        return GpuPoolPlanner.plan(
                new GpuPoolSnapshot(pool, all(pool), new ClusterView(nodes, holders), List.of(), demands), NOW);
    }

    private List<Pool> all(Pool pool) {
        List<Pool> all = new ArrayList<>(pools);
        all.add(pool);
        return all;
    }
}
