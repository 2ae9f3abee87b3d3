package io.aegisvision.examples.street;

/**
 * SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014), written out so that a
 * seed gives the same scene on every JVM and release.
 */
public final class SeededRandom {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final double UNIT = 0x1.0p-53;

    private long state;

    /** A generator whose whole sequence is a function of the seed. */
    public SeededRandom(long seed) {
        state = mix(seed + GOLDEN_GAMMA);
    }

    /** An independent generator for one purpose, so that adding a draw for one thing does not move the others. */
    public SeededRandom fork(int purpose) {
        return new SeededRandom(mix(state ^ (purpose * 0xD1B54A32D192ED03L)));
    }

    /** The next 64 bits. */
    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** Uniform in [0, 1). */
    public double unit() {
        return (nextLong() >>> 11) * UNIT;
    }

    /** Uniform in [low, high). */
    public double between(double low, double high) {
        return low + (high - low) * unit();
    }

    /** Uniform whole number in [0, bound); bound is at least 1. */
    public int below(int bound) {
        return (int) (unit() * bound);
    }

    /** True with the given probability. */
    public boolean chance(double probability) {
        return unit() < probability;
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
