package io.aegisvision.dataplane.bench.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Some dozens of faults leave nothing behind; {@code make bench-ingest} plays a thousand. */
class LeaksIT {
    private static final int FAULTS = 48;
    private static final int ROUNDS = 3;

    @Test
    void faultsLeaveNothingBehind() throws Exception {
        try (FaultLoad load = new FaultLoad(4, 11)) {
            load.play(FAULTS / 2, FaultLoad.QUICK);
            FaultLoad.Held before = load.held();
            FaultLoad.Held last = before;
            long least = Long.MAX_VALUE;
            for (int round = 0; round < ROUNDS; round++) {
                List<Long> recoveries = load.play(FAULTS, FaultLoad.QUICK);
                assertThat(recoveries).hasSize(FAULTS);
                FaultLoad.Held held = load.held();
                least = Math.min(least, held.nativeBytes() - last.nativeBytes());
                last = held;
            }
            assertThat(last.threads()).as("threads, before: %s", before).isLessThanOrEqualTo(before.threads() + 1);
            assertThat(last.handles()).as("handles, before: %s", before).isLessThanOrEqualTo(before.handles() + 2);
            // a session's contexts are some 300 KB: were they lost at each fault, every round would add 14 MB; the
            // JVM's
            // compiler, which shares malloc, adds to one round or another
            assertThat(least).as("bytes of native memory").isLessThan(2_000_000);
        }
    }
}
