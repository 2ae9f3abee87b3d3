package io.aegisvision.rulecheck;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A scene: a stream, the rules on it, and who moves through the picture. Times are seconds of the scene, points fractions
 * of the display.
 *
 * @param what the scene in one sentence
 * @param framesPerSecond of the sampled frames; another rate from a second on: {@code rates}
 * @param rates from a second on, so many frames a second
 * @param seconds how long; the last frame is at or before
 * @param zones name to points text
 * @param lines name to points text
 * @param ground as a Stream writes it, or null
 * @param rules stages as a Pipeline writes them; {@code from} may be absent
 * @param tracks who moves
 * @param gaps the stream's epoch ends before the first frame at or after each
 * @param late frames that come again, too late
 * @param reloads other rules or zones from a time on
 */
record Scene(
        String what,
        int framesPerSecond,
        Map<Double, Integer> rates,
        double seconds,
        Map<String, String> zones,
        Map<String, String> lines,
        @Nullable JsonNode ground,
        List<JsonNode> rules,
        List<Mover> tracks,
        List<Double> gaps,
        List<Late> late,
        List<Reload> reloads) {
    /** Name of the file in a scene's folder. */
    static final String FILE = "scene.yaml";

    Scene {
        rates = rates == null ? Map.of() : Map.copyOf(rates);
        zones = zones == null ? Map.of() : Map.copyOf(zones);
        lines = lines == null ? Map.of() : Map.copyOf(lines);
        tracks = List.copyOf(tracks);
        rules = List.copyOf(rules);
        gaps = gaps == null ? List.of() : List.copyOf(gaps);
        late = late == null ? List.of() : List.copyOf(late);
        reloads = reloads == null ? List.of() : List.copyOf(reloads);
    }

    /** After the frame at {@code after} comes that of {@code time} again. */
    record Late(double after, double time) {}

    /**
     * @param at before the first frame at or after it
     * @param rules as in the scene, or null: the same
     * @param zones as in the scene, or null: the same
     */
    record Reload(
            double at,
            @Nullable List<JsonNode> rules,
            @Nullable Map<String, String> zones) {}

    /**
     * One track, or detections without one.
     *
     * @param id null: never confirmed, so no track
     * @param label its class; from a second on another: {@code labels}
     * @param size width x height of its box, {@code 0.05x0.1}
     * @param path where its bottom centre is: {@code "0 0.4,0.5 | 1 0.7,0.5"}, straight between; seen only from the first
     *     to the last time
     * @param labels from a second on another class
     * @param hidden pairs of seconds from and to which it is not seen
     * @param shake how far the box jumps, {@code dx,dy}, to one side on every other frame and back on the next
     * @param score of its boxes, percent
     * @param ends when the tracker gives it up; absent: 2 s after it was last seen
     */
    record Mover(
            @Nullable Long id,
            String label,
            String size,
            String path,
            @JsonProperty("labels") @Nullable Map<Double, String> labels,
            @Nullable List<List<Double>> hidden,
            @Nullable String shake,
            @Nullable Integer score,
            @Nullable Double ends) {}

    static Scene read(Path folder) throws IOException {
        return Yaml.MAPPER.readValue(folder.resolve(FILE).toFile(), Scene.class);
    }
}
