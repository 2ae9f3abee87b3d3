package io.aegisvision.dataplane.app.stream;

/** Events per second over the last {@value #SECONDS} whole seconds. Any thread. */
final class RateMeter {
    static final int SECONDS = 5;

    private final long[] counts = new long[SECONDS + 1];
    private final long[] seconds = new long[SECONDS + 1];

    /** One event at this time of {@link System#nanoTime}. */
    synchronized void mark(long nanos) {
        long second = Math.floorDiv(nanos, 1_000_000_000L);
        int at = Math.floorMod(second, SECONDS + 1);
        if (seconds[at] != second) {
            seconds[at] = second;
            counts[at] = 0;
        }
        counts[at]++;
    }

    /** The rate as of this time. */
    synchronized double perSecond(long nanos) {
        long now = Math.floorDiv(nanos, 1_000_000_000L);
        long sum = 0;
        for (int i = 0; i <= SECONDS; i++) {
            if (counts[i] > 0 && seconds[i] < now && seconds[i] >= now - SECONDS) {
                sum += counts[i];
            }
        }
        return (double) sum / SECONDS;
    }
}
