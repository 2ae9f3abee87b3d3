package io.aegisvision.domain.gpupool;

import io.aegisvision.api.v1alpha1.ConditionType;
import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.domain.condition.Condition.Claim;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What is said about the devices that a pool whose cells ask by claims finds on its nodes. */
final class Discovery {
    private Discovery() {}

    /** The condition; the first that is wrong is told. */
    static Claim claim(PoolLedger ledger) {
        if (!ledger.served()) {
            return fails(Reason.AllocationUnavailable, PoolLedger.NOT_SERVED);
        }
        List<String> silent = ledger.nodes().stream()
                .filter(node -> node.devices().filter(all -> all.count() > 0).isEmpty())
                .map(NodeLedger::name)
                .toList();
        if (!silent.isEmpty()) {
            return fails(
                    Reason.DevicesMissing,
                    "node " + silent.getFirst() + " has no GPUs that the driver gpu.nvidia.com publishes"
                            + (silent.size() == 1 ? "" : ", and " + (silent.size() - 1) + " more"));
        }
        Optional<NodeLedger> uncounted = ledger.nodes().stream()
                .filter(node ->
                        node.devices().filter(all -> all.uncounted() > 0).isPresent())
                .findFirst();
        if (uncounted.isPresent()) {
            return fails(
                    Reason.PartitionsUncounted,
                    "node " + uncounted.get().name() + ": partitions consume no counters; they are given to nobody");
        }
        return geometry(ledger)
                .map(said -> fails(Reason.GeometryDisagrees, said))
                .orElseGet(() -> Claim.holds(
                        ConditionType.Discovered.name(),
                        Reason.DevicesPublished.name(),
                        "the GPUs of every node are published"));
    }

    /** GPUs of one product have one geometry; where a node has another it is found when all are looked at, one of each a node. */
    private static Optional<String> geometry(PoolLedger ledger) {
        TreeMap<String, String> said = new TreeMap<>();
        ledger.nodes().forEach(node -> node.devices().ifPresent(devices -> devices.products()
                .forEach((product, gpu) -> DiscoveredGeometry.disagreements(gpu).stream()
                        .findFirst()
                        .ifPresent(first -> said.putIfAbsent(product + ", node " + node.name(), first)))));
        return Optional.ofNullable(said.firstEntry()).map(entry -> entry.getKey() + ": " + entry.getValue());
    }

    private static Claim fails(Reason reason, String message) {
        return Claim.fails(ConditionType.Discovered.name(), reason.name(), message);
    }
}
