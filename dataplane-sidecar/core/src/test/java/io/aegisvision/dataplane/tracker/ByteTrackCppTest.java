package io.aegisvision.dataplane.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Every box and id of what ByteTrack-cpp publishes of its own run (resources, bytetrack-cpp), in its dialect. Its ids come
 * in the order of the detector's list, which decides nothing here: each of theirs is one of ours, and the other way round.
 */
class ByteTrackCppTest {
    /** Any size does: the boxes are in pixels, and lengths only count against each other. */
    private static final int LINES = 720;

    private static final double WIDTH = 1280;
    private static final int FRAME_MICROS = 33_333;
    /** The file has six digits of single precision, and its own test allows this. */
    private static final double PIXELS = 1e-2;
    /** The port's defaults: high .5, new .6, limits .8, .5 and .7 of the cost, no lowest score, a buffer of 30 frames. */
    private static final TrackerSettings SETTINGS = new TrackerSettings(
            WIDTH / LINES,
            FRAME_MICROS,
            30 * FRAME_MICROS,
            .5,
            .6,
            0,
            2,
            true,
            false,
            new TrackerSettings.Overlaps(.2, .5, .3, .85),
            true,
            1.0 / LINES,
            1,
            512);

    private final ByteTracker tracker = new ByteTracker(SETTINGS, ByteTracker.Dialect.BYTETRACK_CPP);
    private final Detections seen = new Detections(64);
    private final Map<Long, Integer> theirIds = new HashMap<>();
    private long time;
    private int compared;

    private static Map<Integer, Map<Integer, JsonNode>> read(String name, boolean byTrack) throws IOException {
        Map<Integer, Map<Integer, JsonNode>> frames = new TreeMap<>();
        try (InputStream in = ByteTrackCppTest.class.getResourceAsStream("/bytetrack-cpp/" + name)) {
            for (JsonNode each : new ObjectMapper().readTree(in).path("results")) {
                Map<Integer, JsonNode> frame =
                        frames.computeIfAbsent(each.path("frame_id").asInt(), any -> new HashMap<>());
                frame.put(byTrack ? each.path("track_id").asInt() : frame.size(), each);
            }
        }
        return frames;
    }

    @Test
    void everyBoxAndId() throws IOException {
        Map<Integer, Map<Integer, JsonNode>> theirs = read("tracking_results.json", true);
        read("detection_results.json", false).forEach((frame, detections) -> {
            seen.clear();
            detections.values().forEach(this::add);
            // a frame without detections is not in the file, and the port was not told of it
            time += FRAME_MICROS;
            assertThat(tracker.update(time, seen)).isTrue();
            compare(frame, theirs.getOrDefault(frame, Map.of()));
        });
        assertThat(compared).isEqualTo(6008);
        assertThat(theirIds).hasSize(42);
    }

    private void add(JsonNode one) {
        double x = one.path("x").asDouble();
        double y = one.path("y").asDouble();
        seen.add(
                (float) (x / WIDTH),
                (float) (y / LINES),
                (float) ((x + one.path("width").asDouble()) / WIDTH),
                (float) ((y + one.path("height").asDouble()) / LINES),
                (float) one.path("prob").asDouble(),
                0);
    }

    private void compare(int frame, Map<Integer, JsonNode> theirs) {
        Tracks tracks = tracker.tracks();
        double[] box = new double[4];
        int count = 0;
        for (int i = 0; i < tracks.size(); i++) {
            if (!tracks.seen(i)) {
                continue;
            }
            count++;
            String what = "frame " + frame + " track " + tracks.id(i);
            tracker.filtered(i, box);
            int id = theirIds.computeIfAbsent(tracks.id(i), any -> unknownAt(box[0] * LINES, theirs));
            JsonNode their = theirs.getOrDefault(id, MissingNode.getInstance());
            assertThat(their.isMissingNode()).as(what).isFalse();
            assertThat(box[0] * LINES).as(what).isCloseTo(their.path("x").asDouble(), within(PIXELS));
            assertThat(box[1] * LINES).as(what).isCloseTo(their.path("y").asDouble(), within(PIXELS));
            assertThat((box[2] - box[0]) * LINES)
                    .as(what)
                    .isCloseTo(their.path("width").asDouble(), within(PIXELS));
            assertThat((box[3] - box[1]) * LINES)
                    .as(what)
                    .isCloseTo(their.path("height").asDouble(), within(PIXELS));
        }
        assertThat(count).as("tracks of frame " + frame).isEqualTo(theirs.size());
        compared += count;
    }

    /** The id of theirs that is there and that we have not met. */
    private int unknownAt(double left, Map<Integer, JsonNode> theirs) {
        return theirs.entrySet().stream()
                .filter(each -> !theirIds.containsValue(each.getKey()))
                .filter(each -> Math.abs(each.getValue().path("x").asDouble() - left) <= PIXELS)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(0);
    }
}
