package io.aegisvision.examples.street;

/** Which seeds serve which purpose, so that no detector is ever judged on a scene that it has learnt from. */
public enum SeedRanges {
    /** Frames that detectors learn from. */
    TRAINING(1_000_000, 1_999_999),
    /** Frames on which thresholds are chosen. */
    VALIDATION(2_000_000, 2_099_999),
    /** Golden clips. */
    GOLDEN(3_000_000, 3_999_999),
    /** Streets in front of the cameras. */
    DEMO(1, 999);

    private final long first;
    private final long last;

    SeedRanges(long first, long last) {
        this.first = first;
        this.last = last;
    }

    /** The first seed of the range. */
    public long first() {
        return first;
    }

    /** The last seed of the range. */
    public long last() {
        return last;
    }

    /**
     * The seed, if it is in the range.
     *
     * @throws IllegalArgumentException if it is not, naming the range
     */
    public long require(long seed) {
        if (seed < first || seed > last) {
            throw new IllegalArgumentException("seed " + seed + " is outside the "
                    + name().toLowerCase(java.util.Locale.ROOT) + " range " + first + ".." + last);
        }
        return seed;
    }
}
