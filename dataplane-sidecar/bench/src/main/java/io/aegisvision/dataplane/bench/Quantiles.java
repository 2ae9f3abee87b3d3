package io.aegisvision.dataplane.bench;

import java.util.Arrays;

/** Quantiles of what was measured one by one: the smallest value that at least the given share does not exceed. */
public final class Quantiles {
    private final long[] sorted;

    /** @throws IllegalArgumentException when there is nothing */
    public Quantiles(long[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no values to take a quantile of");
        }
        sorted = values.clone();
        Arrays.sort(sorted);
    }

    /** @param share above 0, at most 1 */
    public long at(double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
