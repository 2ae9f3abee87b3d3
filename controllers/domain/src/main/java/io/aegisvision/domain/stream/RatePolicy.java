package io.aegisvision.domain.stream;

import io.aegisvision.api.v1alpha1.StreamStatus.Rates;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When measured rates go into a status: at human speed, never as a counter. */
public final class RatePolicy {
    /** Least time between two writes for a rate's sake. */
    public static final Duration LEAST = Duration.ofMinutes(1);
    /** Least time for a change by half or more: a stream that starts or stops. */
    public static final Duration LEAST_LARGE = Duration.ofSeconds(5);

    private RatePolicy() {}

    /**
     * The rates to show: the measured ones when they differ by a fifth and the last write is long enough ago, else those
     * that are shown already. Without a measurement there is nothing to show.
     *
     * @param sinceWrite since the status was last written
     */
    public static @Nullable Rates shown(@Nullable Rates shown, @Nullable Rates measured, Duration sinceWrite) {
        if (measured == null || shown == null) {
            return measured;
        }
        if (differs(shown, measured, 0.5) && sinceWrite.compareTo(LEAST_LARGE) >= 0) {
            return measured;
        }
        return differs(shown, measured, 0.2) && sinceWrite.compareTo(LEAST) >= 0 ? measured : shown;
    }

    private static boolean differs(Rates a, Rates b, double share) {
        return differs(a.decoded(), b.decoded(), share) || differs(a.processed(), b.processed(), share);
    }

    private static boolean differs(int a, int b, double share) {
        return a != b && Math.abs(a - b) >= share * Math.max(a, b);
    }
}
