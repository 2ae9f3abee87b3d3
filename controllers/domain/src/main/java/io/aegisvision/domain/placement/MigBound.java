package io.aegisvision.domain.placement;

import java.util.Map;

/**
 * A lower bound on the GPUs that hold given slices, from empty GPUs: sums of compute slices answer capacity questions,
 * not placement. Seven compute slices on a GPU of the seven-slice geometry, which is the most that any has.
 */
final class MigBound {
    private static final int COMPUTE_SLICES = 7;

    private MigBound() {}

    /** @param slices number of slices by profile, for example {@code 1g.10gb} */
    static int gpus(Map<String, Integer> slices) {
        int compute = slices.entrySet().stream()
                .filter(entry -> entry.getKey().matches("[1-7]g\\..*"))
                .mapToInt(entry -> (entry.getKey().charAt(0) - '0') * entry.getValue())
                .sum();
        return Math.ceilDiv(compute, COMPUTE_SLICES);
    }
}
