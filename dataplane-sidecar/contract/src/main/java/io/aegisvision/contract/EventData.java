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
 * @param direction of a crossing, or null
 * @param durationMillis elapsed time inside that decided a dwell, or null
 * @param count tracks inside that decided an occupancy, or null
 * @param endReason why an episode ended, or null
 * @param decidedAt time of the observation that decided
 * @param at time of what happened: for a crossing interpolated on the path, for a dwell end the last time inside
 * @param evidence the observations that decided, oldest first
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
        @Nullable String endReason,
        long decidedAt,
        long at,
        boolean captureEstimated,
        List<Observation> evidence) {
    public EventData {
        evidence = Lists.copy(evidence);
    }

    /** The detector's version. */
    public record Model(String name, String version, String digest) {}

    /** A track; ids are unique within the stream's epoch. */
    public record Track(long id, String label) {}

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
