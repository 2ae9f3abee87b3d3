package io.aegisvision.dataplane.app.sink;

import io.aegisvision.contract.StreamFacts.Spread;
import io.aegisvision.dataplane.app.stream.Spreads;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long events are on their way from the disk to the broker's acknowledgement, of all sinks of a cell. Of more than
 * {@value #MOST} events of one sink that wait, the newest are not timed.
 */
final class DeliveryTimes {
    private static final int MOST = 4096;

    private final Spreads spreads = new Spreads();

    /** What one sink has under way; its delivery's thread alone. */
    final class UnderWay {
        private final long[] positions = new long[MOST];
        private final long[] written = new long[MOST];
        private int first;
        private int count;

        /** An event is taken to be sent, perhaps again. */
        void taken(long position, long writtenAtMillis) {
            boolean known = count > 0 && position <= positions[(first + count - 1) % MOST];
            if (!known && count < MOST) {
                int at = (first + count++) % MOST;
                positions[at] = position;
                written[at] = writtenAtMillis;
            }
        }

        /** All up to this position are acknowledged. */
        void delivered(long upTo, long nowMillis) {
            while (count > 0 && positions[first] <= upTo) {
                spreads.record(TimeUnit.MILLISECONDS.toNanos(Math.max(0, nowMillis - written[first])));
                first = (first + 1) % MOST;
                count--;
            }
        }
    }

    @Nullable
    Spread read() {
        return spreads.read();
    }
}
