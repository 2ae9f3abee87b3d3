package io.aegisvision.dataplane.tracker;

/**
 * Settings of a {@link Tracker}. {@link #of} gives a stream's: the thresholds that counted 146 of 146 crossings on fresh
 * generated scenes at 10 frames a second. {@link #paper} gives the paper's (ByteTrack, arXiv 2110.06864).
 *
 * @param aspect width of the display over its height, above 0
 * @param nominalPeriodMicros a sample period: the unit of time of the motion model, above 0
 * @param lostAfterMicros a track unseen for longer ends
 * @param highScore detections of at least this are matched first
 * @param newScore detections of at least this may begin a track
 * @param lowScore detections of at least this, and below high, only continue tracks
 * @param confirmHits observations in a row before a track counts, 1 or more
 * @param confirmFirstFrame whether a track that begins with an epoch's first frame counts at once. The paper does so; a
 *     stream does not, since after each reconnection whatever the detector imagines would count
 * @param predictTentative whether an unconfirmed track moves on before it is matched. The original implementation lets it
 *     stay where it was seen; at a stream's few frames a second an object is out of its own box by then
 * @param overlaps least overlaps
 * @param costLimits whether the least overlap of stages one and three is asked of the overlap times score, and pairs are
 *     worth what they have beyond it, as in the paper. A stream asks it of the overlap itself: with a low high bar the
 *     paper would ask more of a weak detection than the second stage asks of a weaker one. Overlap times score still
 *     decides between candidates
 * @param edge added to the widths and heights of boxes before overlaps are taken, in heights of the display: the paper
 *     counts both border pixels of a box
 * @param otherClassFactor what a match across classes is worth against one within the class, 0..1: a detector may waver
 *     between classes, but a person should not take over a vehicle's track where both are seen
 * @param mostTracks bound on tracks, unconfirmed ones included; beyond it new ones are refused and counted
 */
public record TrackerSettings(
        double aspect,
        long nominalPeriodMicros,
        long lostAfterMicros,
        double highScore,
        double newScore,
        double lowScore,
        int confirmHits,
        boolean confirmFirstFrame,
        boolean predictTentative,
        Overlaps overlaps,
        boolean costLimits,
        double edge,
        double otherClassFactor,
        int mostTracks) {
    /**
     * Least intersections over union, each above 0.
     *
     * @param first of a match of the first stage; the only one of OC-SORT
     * @param second of a match with a low detection
     * @param tentative of a match of an unconfirmed track
     * @param duplicate a seen and a lost track above this are one object: the shorter-lived ends
     */
    public record Overlaps(double first, double second, double tentative, double duplicate) {
        public Overlaps {
            if (!(first > 0 && second > 0 && tentative > 0 && duplicate > 0)) {
                throw new IllegalArgumentException(
                        "overlaps " + first + ", " + second + ", " + tentative + ", " + duplicate);
            }
        }
    }

    /** A track is confirmed after being seen for about this long: 6 observations at 10 frames a second. */
    private static final double CONFIRM_SECONDS = 0.6;

    private static final int MOST_TRACKS = 512;

    public TrackerSettings {
        if (!(aspect > 0) || nominalPeriodMicros < 1 || lostAfterMicros < 0 || confirmHits < 1 || mostTracks < 1) {
            throw new IllegalArgumentException("aspect " + aspect + ", period " + nominalPeriodMicros + ", lost after "
                    + lostAfterMicros + ", hits " + confirmHits + ", most tracks " + mostTracks);
        }
    }

    /**
     * The defaults for a stream.
     *
     * @param periodMicros time between samples, above 0
     * @param lostAfterMillis a track unseen for longer ends
     */
    public static TrackerSettings of(double aspect, long periodMicros, long lostAfterMillis) {
        int hits = Math.clamp(Math.round(CONFIRM_SECONDS * 1_000_000 / periodMicros), 2, 12);
        return new TrackerSettings(
                aspect,
                periodMicros,
                lostAfterMillis * 1000,
                .3,
                .55,
                .1,
                hits,
                false,
                true,
                new Overlaps(.2, .5, .3, .85),
                false,
                0,
                .7,
                MOST_TRACKS);
    }

    /**
     * The paper's, which knows no classes.
     *
     * @param lines height of the display in pixels
     * @param nominalPeriodMicros a frame of the video
     */
    public static TrackerSettings paper(double aspect, int lines, long nominalPeriodMicros) {
        return new TrackerSettings(
                aspect,
                nominalPeriodMicros,
                30 * nominalPeriodMicros,
                .6,
                .7,
                .1,
                2,
                true,
                false,
                new Overlaps(.1, .5, .3, .85),
                true,
                1.0 / lines,
                1,
                MOST_TRACKS);
    }
}
