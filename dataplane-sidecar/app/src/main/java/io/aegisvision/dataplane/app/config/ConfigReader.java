package io.aegisvision.dataplane.app.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aegisvision.contract.CellConfig;
import io.aegisvision.contract.DisplayPoints;
import io.aegisvision.contract.EvidenceStage;
import io.aegisvision.contract.MetrePoints;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.contract.PipelineGraph;
import io.aegisvision.contract.PipelineGraph.DetectStage;
import io.aegisvision.contract.PipelineGraph.SinkStage;
import io.aegisvision.contract.PipelineGraph.TrackStage;
import io.aegisvision.contract.RuleStage;
import io.aegisvision.contract.Sampling;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.contract.TrialLane;
import io.aegisvision.dataplane.geometry.Homography;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a cell's config strictly: an unknown field, a missing number, another schema or a name that leads nowhere is
 * refused as a whole, because half a config is worse than the one in force.
 */
public final class ConfigReader {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .build();

    private ConfigReader() {}

    /** Outcome of reading. */
    public sealed interface Read {
        /** A config that can be applied. */
        record Valid(CellConfig config) implements Read {}

        /** Why not, for people; never a value that could be a credential. */
        record Refused(String problem) implements Read {}
    }

    /** Reads the bytes of the Secret's {@code cell.json}. */
    public static Read read(byte[] json) {
        CellConfig config;
        try {
            JsonNode tree = JSON.readTree(json);
            int schema = tree.path("schema").asInt(-1);
            if (schema != CellConfig.SCHEMA) { // first: another schema may hold fields that this code does not know
                return new Read.Refused("schema " + tree.path("schema").asText("is missing") + "; this cell reads "
                        + CellConfig.SCHEMA + ": roll the data plane's image forward");
            }
            config = JSON.treeToValue(tree, CellConfig.class);
        } catch (JacksonException e) {
            // the original message quotes the source text, which may hold a password
            return new Read.Refused("cell.json cannot be read: " + where(e));
        } catch (IOException e) {
            return new Read.Refused("cell.json cannot be read");
        }
        @Nullable String problem = problem(config);
        return problem == null ? new Read.Valid(config) : new Read.Refused(problem);
    }

    private static String where(JacksonException e) {
        if (e instanceof com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException unknown) {
            return "unknown field '" + unknown.getPropertyName() + "'";
        }
        if (e instanceof com.fasterxml.jackson.databind.JsonMappingException mapping) {
            String path = mapping.getPath().stream()
                    .map(at -> at.getFieldName() == null ? "[" + at.getIndex() + "]" : "." + at.getFieldName())
                    .collect(Collectors.joining());
            return "at " + (path.isEmpty() ? "its root" : path.substring(path.startsWith(".") ? 1 : 0))
                    + ": wrong or missing value";
        }
        return "not JSON"
                + (e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr());
    }

    private static @Nullable String problem(CellConfig config) {
        if (isMissing(config.revision()) || isMissing(config.cell()) || isMissing(config.namespace())) {
            return "namespace, cell or revision is missing";
        }
        if (config.graph() == null) {
            return "graph is missing";
        }
        @Nullable String graph = graphProblem(config.graph());
        if (graph != null) {
            return graph;
        }
        Set<String> digests = new HashSet<>();
        for (ModelVersion version : config.models()) {
            @Nullable String model = modelProblem(version);
            if (model != null) {
                return model;
            }
            if (!digests.add(version.digest())) {
                return "model " + version.model() + ": " + version.digest() + " is there twice";
            }
        }
        @Nullable String twice = repeated(config.streams(), StreamAssignment::name);
        if (twice != null) {
            return "stream " + twice + " is there twice";
        }
        for (StreamAssignment stream : config.streams()) {
            @Nullable String problem = streamProblem(stream, config.graph(), digests);
            if (problem != null) {
                return "stream " + stream.name() + ": " + problem;
            }
        }
        for (TrialLane trial : config.trials()) {
            if (isMissing(trial.canaryUid()) || trial.clips() == null) {
                return "trial " + trial.canary() + ": uid or clips are missing";
            }
            if (!digests.contains(trial.baselineDigest()) || !digests.contains(trial.candidateDigest())) {
                return "trial " + trial.canary() + ": baseline or candidate is not among the models";
            }
        }
        return null;
    }

    private static @Nullable String graphProblem(PipelineGraph graph) {
        @Nullable String sampling = samplingProblem(graph.sampling());
        if (sampling != null) {
            return "graph: sampling: " + sampling;
        }
        if (graph.detectors().isEmpty()) {
            return "graph: no detector";
        }
        Set<String> detectors = names(graph.detectors(), DetectStage::name);
        Set<String> trackers = names(graph.trackers(), TrackStage::name);
        Set<String> rules = names(graph.rules(), RuleStage::name);
        for (TrackStage tracker : graph.trackers()) {
            if (!detectors.contains(tracker.from())) {
                return "tracker " + tracker.name() + ": no detector " + tracker.from();
            }
            if (tracker.algorithm() == null) {
                return "tracker " + tracker.name() + ": no algorithm";
            }
        }
        Set<String> earlier = new HashSet<>();
        for (RuleStage rule : graph.rules()) {
            @Nullable String problem = ruleProblem(rule, trackers, earlier);
            if (problem != null) {
                return "rule " + rule.name() + ": " + problem;
            }
            earlier.add(rule.name());
        }
        for (SinkStage sink : graph.sinks()) {
            if (!rules.containsAll(sink.from()) || sink.kafka() == null) {
                return "sink " + sink.name() + ": a rule it reads, or its connection, is missing";
            }
        }
        EvidenceStage evidence = graph.evidence();
        return evidence == null ? null : evidenceProblem(evidence, rules);
    }

    private static @Nullable String samplingProblem(@Nullable Sampling sampling) {
        if (sampling == null || sampling.tier() == null || sampling.periodMicros() < 1) {
            return "a tier and a period are needed";
        }
        Sampling.@Nullable Motion motion = sampling.motion();
        if (motion == null) {
            return null;
        }
        if (sampling.tier() != Sampling.Tier.Rate) {
            return "motion goes with a rate only";
        }
        return motion.changePercent() < 1
                        || motion.minCells() < 1
                        || motion.holdMicros() < 0
                        || motion.keepAliveMicros() < 1
                ? "motion: a value is too small"
                : null;
    }

    private static @Nullable String ruleProblem(RuleStage rule, Set<String> trackers, Set<String> earlier) {
        if (!trackers.contains(rule.from())) {
            return "no tracker " + rule.from();
        }
        if (rule.subject() == null || rule.subject().anchor() == null) {
            return "needs a subject with an anchor";
        }
        try {
            rule.kind();
        } catch (IllegalArgumentException e) {
            return "needs exactly one kind";
        }
        RuleStage.@Nullable Composite composite = rule.composite();
        return composite == null || earlier.containsAll(composite.of())
                ? null
                : "a rule that it joins stands not before it";
    }

    private static @Nullable String evidenceProblem(EvidenceStage evidence, Set<String> rules) {
        String who = "evidence " + evidence.name() + ": ";
        EvidenceStage.@Nullable Store store = evidence.store();
        if (!rules.containsAll(evidence.from())) {
            return who + "a rule it reads is missing";
        }
        if (store == null || (store.s3() == null) == (store.volume() == null)) {
            return who + "needs exactly one store";
        }
        EvidenceStage.@Nullable Clip clip = evidence.clip();
        return clip != null && (clip.beforeMillis() < 0 || clip.afterMillis() < 0)
                ? who + "a clip cannot end before it begins"
                : null;
    }

    private static @Nullable String modelProblem(ModelVersion version) {
        if (version.digest() == null || !version.digest().matches("sha256:[0-9a-f]{64}")) {
            return "model " + version.model() + ": digest is not sha256:<64 hex>";
        }
        if (version.artifact() == null || version.input() == null || version.output() == null) {
            return "model " + version.model() + ": artifact, input or output is missing";
        }
        return null;
    }

    private static @Nullable String streamProblem(StreamAssignment stream, PipelineGraph graph, Set<String> digests) {
        if (isMissing(stream.name()) || isMissing(stream.uid()) || stream.source() == null) {
            return "name, uid or source is missing";
        }
        for (DetectStage detector : graph.detectors()) {
            if (stream.arms().stream().noneMatch(arm -> arm.stage().equals(detector.name()))) {
                return "no version for detector " + detector.name();
            }
        }
        for (StreamAssignment.ArmOf arm : stream.arms()) {
            if (!digests.contains(arm.digest())) {
                return "version " + arm.digest() + " is not among the models";
            }
        }
        try {
            for (StreamAssignment.Shape zone : stream.zones()) {
                if (DisplayPoints.parse(zone.points()).size() < 3) {
                    return "zone " + zone.name() + " has fewer than three points";
                }
            }
            for (StreamAssignment.Shape line : stream.lines()) {
                if (DisplayPoints.parse(line.points()).size() != 2) {
                    return "line " + line.name() + " has not two points";
                }
            }
            StreamAssignment.@Nullable Ground ground = stream.ground();
            if (ground != null) {
                new Homography(DisplayPoints.parse(ground.points()), MetrePoints.parse(ground.metres()));
            }
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
        return shapesProblem(stream, graph);
    }

    private static @Nullable String shapesProblem(StreamAssignment stream, PipelineGraph graph) {
        Set<String> zones = names(stream.zones(), StreamAssignment.Shape::name);
        Set<String> lines = names(stream.lines(), StreamAssignment.Shape::name);
        EvidenceStage.@Nullable Redact redact =
                graph.evidence() == null ? null : graph.evidence().redact();
        if (redact != null && !zones.containsAll(redact.zones())) {
            return "the evidence is to be redacted by a zone that it lacks";
        }
        for (RuleStage rule : graph.rules()) {
            RuleStage.Kind kind = rule.kind();
            if (kind.zone() != null && !zones.contains(kind.zone())) {
                return "rule " + rule.name() + " needs the zone " + kind.zone();
            }
            if (kind.line() != null && !lines.contains(kind.line())) {
                return "rule " + rule.name() + " needs the line " + kind.line();
            }
            if (kind instanceof RuleStage.Speed && stream.ground() == null) {
                return "rule " + rule.name() + " needs the ground";
            }
        }
        return null;
    }

    private static boolean isMissing(@Nullable String text) {
        return text == null || text.isBlank();
    }

    private static <T> Set<String> names(List<T> items, Function<T, String> name) {
        return items.stream().map(name).collect(Collectors.toSet());
    }

    private static <T> @Nullable String repeated(List<T> items, Function<T, String> name) {
        Set<String> seen = new HashSet<>();
        for (T item : items) {
            if (!seen.add(name.apply(item))) {
                return name.apply(item);
            }
        }
        return null;
    }
}
