package io.aegisvision.contract;

import org.jspecify.annotations.Nullable;

/**
 * Which frames of a stream go on to detection, and so which need to be decoded.
 *
 * @param tier how they are chosen
 * @param periodMicros time between two of them, above 0; of {@link Tier#Keyframes}, whose distance only the camera knows,
 *     what is taken for it where a rate is needed
 * @param motion detection only while something moves, or null; with {@link Tier#Rate} alone
 */
public record Sampling(
        Tier tier, long periodMicros, @Nullable Motion motion) {
    private static final long SECOND_MICROS = 1_000_000;

    /** How frames are chosen. */
    public enum Tier {
        /** At a rate; every frame is decoded. */
        Rate,
        /** One frame a period, a key frame where those come often enough; no other is decoded then. */
        Interval,
        /** Key frames; no other is decoded. */
        Keyframes
    }

    /**
     * When a sampled frame of a still scene needs no detection.
     *
     * @param changePercent of the full range of brightness by which a cell of the grid must differ, 1..50
     * @param minCells that differ, 1 or more
     * @param holdMicros detection goes on for this long after the last motion
     * @param keepAliveMicros at the latest after this long a frame is detected, moved or not; above 0
     */
    public record Motion(int changePercent, int minCells, long holdMicros, long keepAliveMicros) {}

    /** Frames at a rate, 1..60. */
    public static Sampling framesPerSecond(int rate) {
        return new Sampling(Tier.Rate, SECOND_MICROS / Math.max(1, rate), null);
    }

    /** One frame a period. */
    public static Sampling every(long millis) {
        return new Sampling(Tier.Interval, millis * 1000, null);
    }

    /** Key frames, which are taken to come once a second where nothing else is known. */
    public static Sampling keyframes() {
        return new Sampling(Tier.Keyframes, SECOND_MICROS, null);
    }

    /** Frames a second at most, rounded, 1 or more. */
    public int mostPerSecond() {
        return (int) Math.max(1, (SECOND_MICROS + periodMicros / 2) / periodMicros);
    }

    /** The same, with detection only while something moves. */
    public Sampling whileMoving(Motion what) {
        return new Sampling(tier, periodMicros, what);
    }
}
