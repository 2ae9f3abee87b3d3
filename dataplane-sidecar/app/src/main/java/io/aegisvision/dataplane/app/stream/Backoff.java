package io.aegisvision.dataplane.app.stream;

import java.util.random.RandomGenerator;

/**
 * Waits between attempts: doubling from {@value #FIRST_MILLIS} ms to {@value #MOST_MILLIS} ms, each drawn from the
 * upper half, so that many streams of one dead camera host do not come back together. One thread.
 */
public final class Backoff {
    private static final long FIRST_MILLIS = 500;
    private static final long MOST_MILLIS = 15_000;

    private final RandomGenerator random;
    private int failures;

    public Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** The wait after one more failure, in milliseconds. */
    public long nextMillis() {
        long whole = Math.min(MOST_MILLIS, FIRST_MILLIS << Math.min(failures, 10));
        failures++;
        return whole / 2 + random.nextLong(whole / 2 + 1);
    }

    /** It works again: the next failure begins at the shortest wait. */
    public void reset() {
        failures = 0;
    }
}
