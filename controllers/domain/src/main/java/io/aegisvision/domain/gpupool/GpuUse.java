package io.aegisvision.domain.gpupool;

import java.util.Map;
import java.util.TreeMap;

/**
 * GPUs in use against the fewest that could hold the same slices. With the device plugin nobody says which GPU an instance
 * is of, so that the number in use is the least that is possible on each node; devices of claims say it.
 *
 * @param used GPUs in use, at least
 * @param lowerBound no fewer GPUs hold what is held, from empty ones
 */
record GpuUse(int used, int lowerBound) {
    /** On a GPU of the seven-slice geometry, which is the most that any has. */
    private static final int COMPUTE_SLICES = 7;

    static GpuUse of(PoolLedger ledger) {
        int used = 0;
        Map<String, Integer> all = new TreeMap<>();
        for (NodeLedger node : ledger.nodes()) {
            Map<String, Integer> held = new TreeMap<>();
            node.shares().forEach((resource, share) -> {
                held.put(resource, share.held());
                all.merge(resource, share.held(), Integer::sum);
            });
            used += node.devices().map(NodeDevices::used).orElseGet(() -> fewest(held));
        }
        return new GpuUse(used, fewest(all));
    }

    /** Share of the GPUs in use that would be idle if all were packed anew, in percent; 0 where none is used. */
    int fragmentationPercent() {
        return used == 0 ? 0 : 100 * (used - lowerBound) / used;
    }

    /** Sums of compute slices bound the number of GPUs from below, whatever the geometry. */
    private static int fewest(Map<String, Integer> counts) {
        int slices = 0;
        for (Map.Entry<String, Integer> entry : counts.entrySet()) {
            slices += entry.getValue()
                    * GpuResource.profile(entry.getKey())
                            .filter(profile -> profile.matches("[1-7]g\\..*"))
                            .map(profile -> profile.charAt(0) - '0')
                            .orElse(COMPUTE_SLICES);
        }
        return Math.ceilDiv(slices, COMPUTE_SLICES);
    }
}
