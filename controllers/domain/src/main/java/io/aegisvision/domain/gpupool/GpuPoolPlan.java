package io.aegisvision.domain.gpupool;

import io.aegisvision.api.v1alpha1.GpuPoolStatus;
import io.aegisvision.api.v1alpha1.GpuPoolStatus.Proposal;
import io.aegisvision.api.v1alpha1.GpuPoolStatus.Slices;
import io.aegisvision.api.v1alpha1.GpuPoolStatus.Unplaced;
import io.aegisvision.domain.condition.Condition.Claim;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is said and done about a pool.
 *
 * @param claims all conditions
 * @param actions what is to be done, in order
 * @param cells room for cells
 * @param gpus GPUs of the pool; null where a node does not say, and in mode Cpu
 * @param slices by profile; null but in mode Mig, and where there are none
 * @param used GPUs in use, at least; null in mode Cpu
 * @param lowerBound least number of GPUs that could hold what is bound; null in mode Cpu
 * @param fragmentationPercent share of the GPUs in use that would be idle if all were packed anew; null in mode Cpu
 * @param unplaced some of what found no place
 * @param unplacedCount how much found none
 * @param proposals other layouts of idle nodes, by node
 */
public record GpuPoolPlan(
        List<Claim> claims,
        List<Action> actions,
        GpuPoolStatus.Cells cells,
        @Nullable Integer gpus,
        @Nullable Slices slices,
        @Nullable Integer used,
        @Nullable Integer lowerBound,
        @Nullable Integer fragmentationPercent,
        List<Unplaced> unplaced,
        int unplacedCount,
        List<Proposal> proposals) {
    public GpuPoolPlan {
        claims = List.copyOf(claims);
        actions = List.copyOf(actions);
        unplaced = List.copyOf(unplaced);
        proposals = List.copyOf(proposals);
    }

    /** Something to do. */
    public sealed interface Action {
        /** Takes a cell's pod from its node by an eviction, which respects disruption budgets; its Deployment makes another. */
        record Evict(String namespace, String pod) implements Action {}
    }
}
