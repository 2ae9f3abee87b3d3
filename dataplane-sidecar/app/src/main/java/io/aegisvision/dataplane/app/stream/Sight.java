package io.aegisvision.dataplane.app.stream;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One frame for people, with what was found in it: all of it belongs to this frame's capture time.
 *
 * @param seq grows by one with each shown frame of the stream
 * @param captureMicros capture time, microseconds since the Unix epoch
 * @param captureEstimated the camera reported no time
 * @param epoch the stream's epoch
 * @param width of the JPEG, pixels
 * @param height of it
 * @param jpeg the frame
 * @param lost why it was not analysed, so that nothing is drawn in it; or null
 * @param boxes as detected; ids are 0
 * @param tracks that are alive
 * @param zones of the stream now
 * @param lines of the stream now
 * @param events the newest, oldest first; each tells the time of the frame that decided it
 */
public record Sight(
        long seq,
        long captureMicros,
        boolean captureEstimated,
        String epoch,
        int width,
        int height,
        byte[] jpeg,
        @Nullable String lost,
        List<Thing> boxes,
        List<Thing> tracks,
        List<Outline> zones,
        List<Outline> lines,
        List<Told> events) {
    /**
     * A box or a track.
     *
     * @param stage the detector, or the tracker
     * @param id of a track, unique in the epoch; 0 of a box
     * @param seen in this frame; otherwise the track is lost for now, and lies where it was seen last
     * @param box x1, y1, x2, y2 in fractions of the display
     */
    public record Thing(String stage, String label, long id, boolean seen, double score, double[] box) {}

    /** A zone or a line, with its points as in the Stream. */
    public record Outline(String name, String points) {}

    /**
     * An event, in short.
     *
     * @param number grows by one with each event of the stream since the data plane took it over
     * @param type of its CloudEvent, for example {@code io.aegisvision.line.crossed.v1}
     * @param track its id, or null for a rule of a whole zone
     * @param decidedAt capture time of the frame that decided it, microseconds
     * @param at when it happened, microseconds
     * @param box where the track was in its last piece of evidence, or null
     */
    public record Told(
            long number,
            String epoch,
            String type,
            String rule,
            @Nullable Long track,
            @Nullable String label,
            @Nullable String zone,
            @Nullable String line,
            @Nullable String direction,
            @Nullable Integer count,
            @Nullable Long durationMillis,
            @Nullable String endReason,
            long decidedAt,
            long at,
            @Nullable List<Double> box) {}
}
