package io.aegisvision.dataplane.app.stream;

import io.aegisvision.contract.StreamFacts.Spread;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.IntCountsHistogram;
import org.jspecify.annotations.Nullable;

/**
 * How long something took over the last half to whole minute: two histograms that take turns. All of it is allocated at
 * first; values are right to 1 %. Any thread.
 */
public final class Spreads {
    /** One turn. */
    static final long TURN_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final long MOST_MICROS = TimeUnit.MINUTES.toMicros(10);

    private final IntCountsHistogram sum = histogram();
    private IntCountsHistogram now = histogram();
    private IntCountsHistogram before = histogram();
    private long turned = System.nanoTime();

    private static IntCountsHistogram histogram() {
        return new IntCountsHistogram(1, MOST_MICROS, 2);
    }

    /** One more; an hour counts as ten minutes. */
    public synchronized void record(long nanos) {
        turn(System.nanoTime());
        now.recordValue(Math.clamp(nanos / 1_000, 0, MOST_MICROS));
    }

    private void turn(long at) {
        if (at - turned < TURN_NANOS) {
            return;
        }
        boolean longAgo = at - turned >= 2 * TURN_NANOS;
        IntCountsHistogram oldest = before;
        before = now;
        now = oldest;
        now.reset();
        if (longAgo) {
            before.reset();
        }
        turned = at;
    }

    /** What was seen; null where nothing was. */
    public synchronized @Nullable Spread read() {
        turn(System.nanoTime());
        sum.reset();
        sum.add(before);
        sum.add(now);
        if (sum.getTotalCount() == 0) {
            return null;
        }
        return new Spread(
                sum.getTotalCount(),
                sum.getValueAtPercentile(50) / 1_000.0,
                sum.getValueAtPercentile(95) / 1_000.0,
                sum.getMaxValue() / 1_000.0);
    }
}
