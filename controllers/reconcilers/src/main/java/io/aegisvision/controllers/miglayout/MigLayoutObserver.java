package io.aegisvision.controllers.miglayout;

import io.aegisvision.api.v1alpha1.MigLayout;
import io.aegisvision.controllers.cell.CellCaches;
import io.aegisvision.controllers.cell.ClusterObserver;
import io.aegisvision.domain.gpupool.ClusterView;
import io.aegisvision.domain.gpupool.ClusterView.NodeView;
import io.aegisvision.domain.gpupool.GpuResource;
import io.aegisvision.domain.gpupool.NodeLedger;
import io.aegisvision.domain.miglayout.MigLayoutSnapshot;
import io.aegisvision.domain.miglayout.MigLayoutSnapshot.NodeState;
import io.fabric8.kubernetes.api.model.Node;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that decides what becomes of a node's layout, from the caches and MIG Manager's configuration. */
final class MigLayoutObserver {
    private final CellCaches caches;
    private final ClusterObserver cluster;
    private final MigManagerConfig config;

    MigLayoutObserver(CellCaches caches, MigManagerConfig config) {
        this.caches = caches;
        this.cluster = new ClusterObserver(caches);
        this.config = config;
    }

    MigLayoutSnapshot observe(MigLayout layout) {
        return new MigLayoutSnapshot(
                layout.getSpec(),
                caches.nodes().get("", layout.getMetadata().getName()).map(this::state),
                config.read());
    }

    private NodeState state(Node node) {
        ClusterView view = cluster.observe();
        String name = node.getMetadata().getName();
        List<String> holders = view.holders().stream()
                .filter(holder -> holder.node().filter(name::equals).isPresent())
                .filter(holder -> !holder.requests().isEmpty())
                .map(holder -> holder.namespace() + "/" + holder.name())
                .sorted()
                .toList();
        Map<String, Integer> offered = new TreeMap<>();
        int busy = 0;
        for (NodeView seen : view.nodes()) {
            if (seen.name().equals(name)) {
                busy = NodeLedger.busy(seen);
                seen.allocatable().forEach((resource, count) -> GpuResource.profile(resource)
                        .filter(profile -> count > 0)
                        .ifPresent(profile -> offered.put(profile, count)));
            }
        }
        return new NodeState(
                NodeLayout.config(node),
                NodeLayout.state(node),
                NodeLayout.closed(node),
                NodeLayout.change(node),
                holders,
                busy,
                offered);
    }
}
