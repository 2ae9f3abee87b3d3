package io.aegisvision.domain.gpupool;

import io.aegisvision.api.v1alpha1.GpuPoolStatus.Unplaced;
import io.aegisvision.domain.gpupool.PoolLedger.Pool;
import java.util.List;

/**
 * All that decides what is said and done about a pool.
 *
 * @param pool the pool
 * @param pools all pools, this one among them
 * @param unplaced every stream that found no place in the pool, in order
 * @param demands what these streams would need, by pipeline
 */
public record GpuPoolSnapshot(
        Pool pool, List<Pool> pools, ClusterView cluster, List<Unplaced> unplaced, List<CellDemand> demands) {
    public GpuPoolSnapshot {
        demands = List.copyOf(demands);
        pools = List.copyOf(pools);
        unplaced = List.copyOf(unplaced);
    }
}
