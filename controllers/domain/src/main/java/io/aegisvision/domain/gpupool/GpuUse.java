package io.aegisvision.domain.gpupool;

import io.aegisvision.domain.mig.GeometryTable;
import io.aegisvision.domain.mig.LowerBound;
import io.aegisvision.domain.mig.ProfileName;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * GPUs in use against the fewest that could hold the same slices. With the device plugin nobody says which GPU an instance
 * is of, so that the number in use is the least that is possible on each node; devices of claims say it.
 *
 * @param used GPUs in use, at least
 * @param lowerBound no fewer GPUs of the same products hold what is held, from empty ones
 */
record GpuUse(int used, int lowerBound) {
    /** On a GPU of the seven-slice geometry, which is the most that any has. */
    private static final int COMPUTE_SLICES = 7;

    static GpuUse of(PoolLedger ledger) {
        int used = 0;
        Map<String, Map<String, Integer>> byProduct = new TreeMap<>();
        Map<Held, Integer> alike = new HashMap<>();
        for (NodeLedger node : ledger.nodes()) {
            Map<String, Integer> held = new TreeMap<>();
            node.shares().forEach((resource, share) -> held.merge(resource, share.held(), Integer::sum));
            String product = node.product().orElse("");
            Map<String, Integer> all = byProduct.computeIfAbsent(product, key -> new TreeMap<>());
            held.forEach((resource, number) -> all.merge(resource, number, Integer::sum));
            used += node.devices()
                    .map(NodeDevices::used)
                    .orElseGet(() -> alike.computeIfAbsent(new Held(product, held), GpuUse::fewest));
        }
        int bound = byProduct.entrySet().stream()
                .mapToInt(entry -> fewest(new Held(entry.getKey(), entry.getValue())))
                .sum();
        return new GpuUse(used, Math.min(bound, used));
    }

    /** Share of the GPUs in use that would be idle if all were packed anew, in percent; 0 where none is used. */
    int fragmentationPercent() {
        return used == 0 ? 0 : 100 * (used - lowerBound) / used;
    }

    /** What is held of a product, by resource. */
    private record Held(String product, Map<String, Integer> counts) {}

    /** By the product's geometry; where that is not known, or not that of a profile, by sums of compute slices. */
    private static int fewest(Held held) {
        Map<String, Integer> profiles = new TreeMap<>();
        int whole = 0;
        for (Map.Entry<String, Integer> count : held.counts.entrySet()) {
            Optional<String> profile = GpuResource.profile(count.getKey());
            profile.ifPresent(name -> profiles.merge(name, count.getValue(), Integer::sum));
            whole += profile.isPresent() ? 0 : count.getValue();
        }
        return whole
                + GeometryTable.shipped()
                        .of(held.product)
                        .flatMap(geometry -> LowerBound.of(geometry, profiles))
                        .map(LowerBound::gpus)
                        .orElseGet(() -> bySums(profiles));
    }

    /** Sums of compute slices bound the number of GPUs from below, whatever the geometry. */
    private static int bySums(Map<String, Integer> profiles) {
        int slices = 0;
        for (Map.Entry<String, Integer> entry : profiles.entrySet()) {
            slices += entry.getValue()
                    * ProfileName.parse(entry.getKey())
                            .map(ProfileName::compute)
                            .orElse(COMPUTE_SLICES);
        }
        return Math.ceilDiv(slices, COMPUTE_SLICES);
    }
}
