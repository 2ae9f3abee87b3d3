package io.aegisvision.dataplane.app.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PacerTest {
    private static final long SECOND = 1_000_000;

    private static int taken(Pacer pacer, int sourceRate, int seconds, long jitter, Random random) {
        int taken = 0;
        for (int i = 0; i < sourceRate * seconds; i++) {
            long time = i * SECOND / sourceRate + (jitter == 0 ? 0 : random.nextLong(jitter));
            taken += pacer.take(time) ? 1 : 0;
        }
        return taken;
    }

    /** Within 5 % of the target where the source is fast enough, whatever the two rates, with jitter of a millisecond. */
    @Property
    void theRateIsTheTargets(
            @ForAll @IntRange(min = 1, max = 60) int target,
            @ForAll @IntRange(min = 1, max = 120) int source,
            @ForAll long seed) {
        int seconds = 40;
        int expected = Math.min(target, source) * seconds;
        assertThat((double) taken(new Pacer(SECOND / target), source, seconds, 1000, new Random(seed)))
                .isBetween(expected * 0.95 - 1, expected * 1.05 + 1);
    }

    /** After a hole nothing is made up for: no burst. */
    @Example
    void nothingIsOwedAfterAHole() {
        Pacer pacer = new Pacer(SECOND / 10);
        assertThat(taken(pacer, 25, 2, 0, new Random(0))).isEqualTo(20);
        int burst = 0;
        for (int i = 0; i < 25; i++) {
            burst += pacer.take(60 * SECOND + i * SECOND / 25) ? 1 : 0;
        }
        assertThat(burst).isEqualTo(10);
    }

    @Example
    void timesThatBeginAnewAreTakenAtOnce() {
        Pacer pacer = new Pacer(SECOND / 10);
        assertThat(pacer.take(90 * SECOND)).isTrue();
        assertThat(pacer.take(1 * SECOND)).isFalse();
        pacer.restart();
        assertThat(pacer.take(1 * SECOND)).isTrue();
    }
}
