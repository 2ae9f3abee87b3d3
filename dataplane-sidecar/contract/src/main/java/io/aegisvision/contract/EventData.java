package io.aegisvision.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code data} of a rule's CloudEvent: enough to recompute the decision. Times are microseconds since the Unix
 * epoch on the camera's clock (capture time; {@code captureEstimated} says when no report of the camera was seen).
 *
 * @param stream the Stream's name
 * @param epoch unique name of the stream's epoch
 * @param rule the rule stage's name
 * @param ruleRevision digest of the rule's own definition
 * @param pipelineRevision revision of the pipeline
 * @param model name, version and version digest of the detector behind the tracks
 * @param track the track, or null for a rule of a whole zone
 * @param episode number of the episode of this track (or zone) in this rule, from 0
 * @param zone the zone's name, or null
 * @param line the line's name, or null
 * @param direction of a crossing: {@code LeftToRight}, {@code RightToLeft}, {@code Enter}, {@code FirstSeenInside} or
 *     {@code Exit}; or null
 * @param durationMillis how long the episode has lasted, or null
 * @param count tracks that decided an occupancy or a flow, or null
 * @param deviationDegrees angle between the motion and the given direction, 0..180, or null
 * @param speed on the ground, or null
 * @param endReason why an episode ended, or null
 * @param decidedAt time of the observation that decided
 * @param at time of what happened: for a crossing of a line interpolated on the path, for the end of a stay the last time
 *     inside
 * @param captureEstimated whether the camera reported no capture time, so that times are estimates
 * @param evidence the observations that decided, oldest first
 * @param causes what began the rules that a composite joins, in its order; else empty
 * @param evidenceState {@code pending} where a follow-up will say where a snapshot or a clip is; else null
 */
public record EventData(
        String stream,
        String epoch,
        String rule,
        String ruleRevision,
        String pipelineRevision,
        Model model,
        @Nullable Track track,
        long episode,
        @Nullable String zone,
        @Nullable String line,
        @Nullable String direction,
        @Nullable Long durationMillis,
        @Nullable Integer count,
        @Nullable Integer deviationDegrees,
        @Nullable Speed speed,
        @Nullable String endReason,
        long decidedAt,
        long at,
        boolean captureEstimated,
        List<Observation> evidence,
        List<Cause> causes,
        @Nullable String evidenceState) {
    /** A follow-up is to come. */
    public static final String PENDING = "pending";

    public EventData {
        evidence = Lists.copy(evidence);
        causes = Lists.copy(causes);
    }

    /** The same, and a follow-up is to come. */
    public EventData pending() {
        return new EventData(
                stream,
                epoch,
                rule,
                ruleRevision,
                pipelineRevision,
                model,
                track,
                episode,
                zone,
                line,
                direction,
                durationMillis,
                count,
                deviationDegrees,
                speed,
                endReason,
                decidedAt,
                at,
                captureEstimated,
                evidence,
                causes,
                PENDING);
    }

    /** The detector's version. */
    public record Model(String name, String version, String digest) {}

    /** A track; ids are unique within the stream's epoch. */
    public record Track(long id, String label) {}

    /**
     * A speed on the ground.
     *
     * @param kilometresPerHour measured over the rule's window
     * @param uncertainty two standard errors of it, kilometres per hour
     */
    public record Speed(double kilometresPerHour, double uncertainty) {}

    /**
     * An event of another rule.
     *
     * @param rule its name
     * @param ruleRevision its revision
     * @param track the track's id, or null for a rule of a whole zone
     * @param episode number of the episode
     * @param at time of what happened
     */
    public record Cause(
            String rule, String ruleRevision, @Nullable Long track, long episode, long at) {}

    /**
     * One observation of a track.
     *
     * @param track the track's id
     * @param time microseconds since the Unix epoch
     * @param box x1, y1, x2, y2 in fractions of the display frame
     */
    public record Observation(long track, long time, List<Double> box) {
        public Observation {
            box = Lists.copy(box);
        }
    }
}
