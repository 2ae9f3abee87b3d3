package io.aegisvision.dataplane.video;

/**
 * Decides packet by packet what is decoded, and measures how far key frames are apart. Times are media times of one
 * connection, loops added. One thread; allocates nothing.
 */
final class PacketChoice {
    /** No time. */
    static final long UNKNOWN = CaptureClock.UNKNOWN;
    /** Spacings remembered: a camera that adds a key frame now and then is judged by its usual ones, the longest of them. */
    private static final int SPACINGS = 3;
    /** A key frame that comes so little before its time is not skipped for a whole spacing: jitter of timestamps. */
    private static final long EARLY_MICROS = 2_000;

    private final long[] spacings = new long[SPACINGS];
    private int seen;
    private long lastKey = UNKNOWN;
    private Decode wanted = Decode.ALL;
    private long notBefore = UNKNOWN;
    /** Frames that the present ones refer to were left out. */
    private boolean broken;

    private long skipped;

    /**
     * From the next packet on; all again from the next key frame on.
     *
     * @param notBefore key frames before this time are left out too; {@link #UNKNOWN} leaves none out
     */
    void want(Decode which, long notBefore) {
        this.wanted = which;
        this.notBefore = notBefore;
    }

    /**
     * Whether the packet is to be decoded.
     *
     * @param key it holds a key frame
     * @param time of its frame, or {@link #UNKNOWN}
     */
    boolean take(boolean key, long time) {
        if (key) {
            measure(time);
        }
        boolean take =
                switch (wanted) {
                    case ALL -> key || !broken;
                    case KEYFRAMES ->
                        key && (time == UNKNOWN || notBefore == UNKNOWN || time >= notBefore - EARLY_MICROS);
                };
        // what is decoded alone is not kept for others to refer to
        broken = wanted == Decode.KEYFRAMES || !take || (broken && !key);
        if (!take) {
            skipped++;
        }
        return take;
    }

    private void measure(long time) {
        if (time != UNKNOWN && lastKey != UNKNOWN && time > lastKey) {
            spacings[seen % SPACINGS] = time - lastKey;
            seen = seen + 1 == 2 * SPACINGS ? SPACINGS : seen + 1; // stays small, and its place in the ring right
        }
        lastKey = time;
    }

    /** Times begin anew. */
    void restart() {
        lastKey = UNKNOWN;
        notBefore = UNKNOWN;
    }

    /** The longest of the newest distances between key frames, microseconds; {@link #UNKNOWN} before the second. */
    long spacing() {
        long longest = UNKNOWN;
        for (int i = 0; i < Math.min(seen, SPACINGS); i++) {
            longest = Math.max(longest, spacings[i]);
        }
        return longest;
    }

    /** Whether frames are left out: what is decoded stands alone. */
    boolean alone() {
        return wanted == Decode.KEYFRAMES;
    }

    /** Packets left out. */
    long skipped() {
        return skipped;
    }
}
