package io.aegisvision.rulecheck;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegisvision.contract.DisplayPoints;
import io.aegisvision.dataplane.rules.EventKind;
import io.aegisvision.dataplane.rules.RuleEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What users of a counter complained of: a scene, what is asked about it, and the right answer.
 *
 * @param name of its folder
 * @param question what is asked
 */
record Complaint(String name, Scene scene, Question question) {
    private static final String FILE = "complaint.yaml";
    /** The picture that a peer which counts in pixels gets. */
    private static final int WIDTH = 1280;

    private static final int HEIGHT = 720;
    private static final long NO_TRACK = -1;

    /** What is asked. */
    enum About {
        /** Crossings of the line, by direction. */
        line,
        /** Stays of at least the dwell's duration. */
        dwell,
        /** How many are inside of the zones at a time. */
        inside
    }

    /**
     * The question with its answer.
     *
     * @param about what
     * @param at second of the scene, for {@link About#inside}; else null
     * @param source who complained, or where such cases are known from
     * @param expect the right answer
     * @param ours what ours answers where that is known to be wrong; else null
     * @param because why it is right
     */
    record Question(
            About about,
            @Nullable Double at,
            String source,
            Map<String, Integer> expect,
            @Nullable Map<String, Integer> ours,
            String because) {
        Question {
            expect = new TreeMap<>(expect);
            ours = ours == null ? null : new TreeMap<>(ours);
        }

        /** What ours answers: the right thing, or what is known to be wrong. */
        Map<String, Integer> known() {
            return ours == null ? expect : ours;
        }
    }

    /** All complaints of a folder, by name. */
    static List<Complaint> all(Path folder) throws IOException {
        try (Stream<Path> folders = Files.list(folder)) {
            List<Path> sorted = folders.sorted().toList();
            List<Complaint> all = new java.util.ArrayList<>();
            for (Path each : sorted) {
                all.add(new Complaint(
                        each.getFileName().toString(),
                        Scene.read(each),
                        Yaml.MAPPER.readValue(each.resolve(FILE).toFile(), Question.class)));
            }
            return all;
        }
    }

    /** Our answer. */
    Map<String, Integer> ours(Pipelines pipelines) throws IOException {
        Run run = new Run(scene, pipelines);
        int inside = -1;
        for (Frames.Frame frame : Frames.of(scene)) {
            run.frame(frame);
            Double at = question.at();
            if (inside < 0 && at != null && frame.second() >= at) {
                inside = 0;
                for (JsonNode rule : scene.rules()) {
                    inside += run.occupancy(rule.path("name").asText())
                            .orElseThrow()
                            .now();
                }
            }
        }
        return new TreeMap<>(
                switch (question.about()) {
                    case line ->
                        Map.of(
                                "leftToRight", crossings(run.events(), "LeftToRight"),
                                "rightToLeft", crossings(run.events(), "RightToLeft"));
                    case dwell ->
                        Map.of("fired", (int) run.events().stream()
                                .filter(event -> event.kind() == EventKind.DWELL_FIRED)
                                .count());
                    case inside -> Map.of("inside", inside);
                });
    }

    private static int crossings(List<RuleEvent> events, String direction) {
        return (int) events.stream()
                .filter(event -> direction.equals(event.direction()))
                .count();
    }

    /** The case as a program gets it that counts in pixels and frames. */
    ObjectNode forPeer() {
        ObjectNode peer = Yaml.MAPPER.createObjectNode();
        peer.put("name", name).put("about", question.about().name());
        peer.put("framesPerSecond", scene.framesPerSecond());
        Double at = question.at();
        if (at != null) {
            peer.put("at", at);
        }
        scene.lines().values().forEach(points -> peer.set("line", pixels(points)));
        ArrayNode zones = peer.putArray("zones");
        scene.zones().values().forEach(points -> zones.add(pixels(points)));
        if (question.about() == About.dwell) {
            String duration =
                    scene.rules().getFirst().at("/rule/dwell/duration").asText();
            peer.put("seconds", Integer.parseInt(duration.substring(0, duration.length() - 1)));
        }
        ArrayNode frames = peer.putArray("frames");
        for (Frames.Frame frame : Frames.of(scene)) {
            ObjectNode one = frames.addObject().put("second", frame.second());
            ArrayNode boxes = one.putArray("boxes");
            frame.seen().forEach(box -> boxes.add(box(box)));
        }
        return peer;
    }

    private static ObjectNode box(Frames.Seen seen) {
        Long id = seen.id();
        ObjectNode box = Yaml.MAPPER.createObjectNode();
        box.put("id", id == null ? NO_TRACK : id)
                .put("class", Pipelines.LABELS.indexOf(seen.label()))
                .put("score", seen.score());
        box.putArray("xyxy")
                .add(seen.x1() * WIDTH)
                .add(Math.max(0, seen.y1()) * HEIGHT)
                .add(seen.x2() * WIDTH)
                .add(seen.y2() * HEIGHT);
        return box;
    }

    private static ArrayNode pixels(String text) {
        DisplayPoints points = DisplayPoints.parse(text);
        ArrayNode all = Yaml.MAPPER.createArrayNode();
        for (int i = 0; i < points.size(); i++) {
            all.addArray()
                    .add(Math.round((double) points.xs()[i] / DisplayPoints.ONE * WIDTH))
                    .add(Math.round((double) points.ys()[i] / DisplayPoints.ONE * HEIGHT));
        }
        return all;
    }
}
