package io.aegisvision.dataplane.rules;

/**
 * What rules take as given, beside their own definition.
 *
 * @param aspect width of the display over its height
 * @param minTravel how far beyond the line a crossing must get to count, as a share of the frame's diagonal: 4 pixels at
 *     640x360, with which 146 of 146 crossings of fresh generated scenes were counted
 * @param minTimeBeyondMicros how long after the line it must still be beyond: three observations at 10 frames a second
 * @param mostGrowth a crossing counts only when the box beyond the line is at most this many times larger or smaller in
 *     area than before: a track that changes size at once was handed from one object to another
 * @param keepUnseenMicros a track unseen for no longer still counts in an occupancy
 */
public record RuleSettings(
        double aspect, double minTravel, long minTimeBeyondMicros, double mostGrowth, long keepUnseenMicros) {
    public RuleSettings {
        if (!(aspect > 0 && minTravel >= 0 && mostGrowth >= 1) || minTimeBeyondMicros < 0 || keepUnseenMicros < 0) {
            throw new IllegalArgumentException("rule settings: " + aspect + " " + minTravel + " " + mostGrowth + " "
                    + minTimeBeyondMicros + " " + keepUnseenMicros);
        }
    }

    /** The defaults for a display of this aspect. */
    public static RuleSettings of(double aspect) {
        return new RuleSettings(aspect, .0054, 200_000, 3, 1_000_000);
    }
}
