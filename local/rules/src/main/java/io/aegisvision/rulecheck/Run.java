package io.aegisvision.rulecheck;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegisvision.contract.EventData;
import io.aegisvision.contract.PipelineGraph;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.dataplane.rules.CrossingCounts;
import io.aegisvision.dataplane.rules.EndReason;
import io.aegisvision.dataplane.rules.OccupancyCounts;
import io.aegisvision.dataplane.rules.RuleEngine;
import io.aegisvision.dataplane.rules.RuleEvent;
import io.aegisvision.dataplane.rules.RuleSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A scene as it goes through the rules of a stream, frame after frame. */
final class Run {
    private static final double ASPECT = 16 / 9.0;

    private final Scene scene;
    private final Pipelines pipelines;
    private final RuleEngine engine;
    private final List<RuleEvent> events = new ArrayList<>();
    private final List<Scene.Reload> reloads;
    private List<JsonNode> rules;
    private Map<String, String> zones;

    Run(Scene scene, Pipelines pipelines) throws IOException {
        this.scene = scene;
        this.pipelines = pipelines;
        rules = scene.rules();
        zones = scene.zones();
        reloads = new ArrayList<>(scene.reloads());
        PipelineGraph graph = pipelines.graph(scene.framesPerSecond(), rules);
        engine = new RuleEngine(
                "tracks", RuleSettings.of(ASPECT), Pipelines.LABELS, graph.rules(), stream(), events::add);
        if (!engine.unbound().isEmpty()) {
            throw new IllegalArgumentException("the stream lacks what these rules need: " + engine.unbound());
        }
    }

    /** What happened in the whole scene. */
    static List<RuleEvent> events(Scene scene, Pipelines pipelines) throws IOException {
        Run run = new Run(scene, pipelines);
        for (Frames.Frame frame : Frames.of(scene)) {
            run.frame(frame);
        }
        return List.copyOf(run.events);
    }

    void frame(Frames.Frame frame) throws IOException {
        if (frame.begins()) {
            engine.endEpoch(EndReason.STREAM_GAP);
        }
        while (!reloads.isEmpty() && Frames.micros(reloads.getFirst().at()) <= frame.time()) {
            Scene.Reload next = reloads.removeFirst();
            List<JsonNode> otherRules = next.rules();
            Map<String, String> otherZones = next.zones();
            rules = otherRules == null ? rules : otherRules;
            zones = otherZones == null ? zones : otherZones;
            engine.reload(
                    Pipelines.LABELS,
                    pipelines.graph(scene.framesPerSecond(), rules).rules(),
                    stream());
        }
        engine.observe(Frames.BASE + frame.time(), Frames.confirmed(frame, Pipelines.LABELS));
    }

    List<RuleEvent> events() {
        return events;
    }

    Optional<CrossingCounts> crossings(String rule) {
        return engine.crossings(rule);
    }

    Optional<OccupancyCounts> occupancy(String rule) {
        return engine.occupancy(rule);
    }

    private StreamAssignment stream() {
        JsonNode ground = scene.ground();
        return new StreamAssignment(
                "scene",
                "uid",
                new StreamAssignment.Source(
                        StreamAssignment.Kind.FILE, "none", null, null, StreamAssignment.Transport.TCP, false, false),
                shapes(zones),
                shapes(scene.lines()),
                ground == null ? null : ground(ground),
                List.of());
    }

    private static StreamAssignment.Ground ground(JsonNode ground) {
        return new StreamAssignment.Ground(
                ground.path("points").asText(), ground.path("metres").asText());
    }

    private static List<StreamAssignment.Shape> shapes(Map<String, String> points) {
        return points.entrySet().stream()
                .map(shape -> new StreamAssignment.Shape(shape.getKey(), shape.getValue()))
                .toList();
    }

    /** An event's data, for a stream named {@code scene}. */
    static EventData data(RuleEvent event) {
        return event.data(new RuleEvent.Place(
                "scene", "epoch-1", "scene-1", new EventData.Model("street", "v1", "sha256:1"), false));
    }

    /** Seconds of the scene. */
    static double second(@Nullable Long micros) {
        return micros == null ? Double.NaN : Math.round((micros - Frames.BASE) / 1e3) / 1e3;
    }
}
