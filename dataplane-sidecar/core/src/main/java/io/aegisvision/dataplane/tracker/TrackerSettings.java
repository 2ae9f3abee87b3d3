package io.aegisvision.dataplane.tracker;

/**
 * Settings of {@link ByteTracker}. The defaults are those that counted 146 of 146 crossings on fresh generated scenes at
 * 10 frames a second; overlaps and weights are the paper's (ByteTrack, arXiv 2110.06864), except where a component says
 * otherwise.
 *
 * @param aspect width of the display over its height, above 0
 * @param nominalPeriodMicros a sample period: the unit of time of the motion model, above 0
 * @param lostAfterMicros a track unseen for longer ends
 * @param highScore detections of at least this are matched first
 * @param newScore detections of at least this may begin a track
 * @param lowScore detections of at least this, and below high, only continue tracks
 * @param confirmHits observations in a row before a track counts, 1 or more; no exception for the first frame
 * @param firstOverlap least IoU of a match of the first stage. On the overlap itself, not on overlap times score as in
 *     the paper: with a low high bar that would ask more of a weak detection than the second stage asks of a weaker
 *     one. Overlap times score still decides between candidates
 * @param secondOverlap least IoU of a match with a low detection
 * @param tentativeOverlap least IoU of a match of an unconfirmed track
 * @param duplicateOverlap a seen and a lost track above this are one object: the shorter-lived ends
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
        double firstOverlap,
        double secondOverlap,
        double tentativeOverlap,
        double duplicateOverlap,
        double otherClassFactor,
        int mostTracks) {
    /** A track is confirmed after being seen for about this long: 6 observations at 10 frames a second. */
    private static final double CONFIRM_SECONDS = 0.6;

    public TrackerSettings {
        if (!(aspect > 0) || nominalPeriodMicros < 1 || lostAfterMicros < 0 || confirmHits < 1 || mostTracks < 1) {
            throw new IllegalArgumentException("aspect " + aspect + ", period " + nominalPeriodMicros + ", lost after "
                    + lostAfterMicros + ", hits " + confirmHits + ", most tracks " + mostTracks);
        }
    }

    /**
     * The defaults for a stream.
     *
     * @param framesPerSecond target rate of sampling
     * @param lostAfterMillis a track unseen for longer ends
     */
    public static TrackerSettings of(double aspect, int framesPerSecond, long lostAfterMillis) {
        int hits = Math.clamp(Math.round(CONFIRM_SECONDS * framesPerSecond), 2, 12);
        return new TrackerSettings(
                aspect,
                1_000_000 / framesPerSecond,
                lostAfterMillis * 1000,
                .3,
                .55,
                .1,
                hits,
                .2,
                .5,
                .3,
                .85,
                .7,
                512);
    }
}
