package io.aegisvision.domain.stream;

import io.aegisvision.api.v1alpha1.EvidenceSpec;
import io.aegisvision.api.v1alpha1.NameRef;
import io.aegisvision.api.v1alpha1.PipelineSpec;
import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.api.v1alpha1.RuleSpec;
import io.aegisvision.api.v1alpha1.StreamSpec;
import io.aegisvision.domain.pipeline.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether a stream can run in its pipeline; what it lacks keeps it out of every cell. */
public final class StreamCheck {
    private StreamCheck() {}

    /** What is wrong with a stream by itself. */
    public static List<Problem> spec(StreamSpec spec) {
        List<Problem> problems = new ArrayList<>();
        StreamSpec.Source source = spec.source();
        if (source.rtsp() == null && source.http() == null && source.file() == null) {
            problems.add(new Problem(Reason.InvalidSpec, "source: write one of rtsp, http, file"));
        }
        spec.zones().forEach(zone -> add(problems, "zone " + zone.name(), ShapeCheck.zone(zone.points())));
        spec.lines().forEach(line -> add(problems, "line " + line.name(), ShapeCheck.line(line.points())));
        StreamSpec.Ground ground = spec.ground();
        if (ground != null) {
            add(problems, "ground", ShapeCheck.ground(ground.points(), ground.metres()));
        }
        return problems;
    }

    /**
     * What is wrong between a stream and the objects that it names.
     *
     * @param stages of its pipeline
     * @param secrets content of the Secrets that exist, by name
     */
    public static List<Problem> refs(
            StreamSpec spec, List<PipelineSpec.Stage> stages, Map<String, Map<String, String>> secrets) {
        List<Problem> problems = new ArrayList<>();
        Set<String> zones = names(spec.zones());
        Set<String> lines = names(spec.lines());
        for (PipelineSpec.Stage stage : stages) {
            unredactable(stage, zones).ifPresent(problems::add);
            RuleSpec rule = stage.rule();
            if (rule == null) {
                continue;
            }
            String zone = zone(rule);
            if (zone != null && !zones.contains(zone)) {
                problems.add(new Problem(
                        Reason.UnknownZone,
                        "rule " + stage.name() + " names zone " + zone + "; the stream has " + list(zones)));
            }
            String line = line(rule);
            if (line != null && !lines.contains(line)) {
                problems.add(new Problem(
                        Reason.UnknownLine,
                        "rule " + stage.name() + " names line " + line + "; the stream has " + list(lines)));
            }
            if (rule.speed() != null && spec.ground() == null) {
                problems.add(new Problem(
                        Reason.UnknownGround,
                        "rule " + stage.name() + " measures on the ground; write spec.ground of the stream"));
            }
        }
        String secret = secretName(spec);
        if (secret != null) {
            secretProblem(secret, secrets.get(secret)).ifPresent(problems::add);
        }
        return problems;
    }

    private static Optional<Problem> unredactable(PipelineSpec.Stage stage, Set<String> zones) {
        return Optional.ofNullable(stage.evidence())
                .map(EvidenceSpec::redact)
                .flatMap(redact -> redact.zones().stream()
                        .filter(zone -> !zones.contains(zone))
                        .findFirst())
                .map(zone -> new Problem(
                        Reason.UnknownZone,
                        "evidence " + stage.name() + " redacts zone " + zone + "; the stream has " + list(zones)));
    }

    /** Name of the Secret that a stream's source needs, or null. */
    public static @Nullable String secretName(StreamSpec spec) {
        NameRef secret = credentials(spec.source());
        return secret == null ? null : secret.name();
    }

    private static @Nullable NameRef credentials(StreamSpec.Source source) {
        if (source.rtsp() != null) {
            return source.rtsp().credentialsSecretRef();
        }
        return source.http() == null ? null : source.http().credentialsSecretRef();
    }

    private static Optional<Problem> secretProblem(String name, @Nullable Map<String, String> secret) {
        if (secret == null) {
            return Optional.of(new Problem(Reason.SecretNotFound, "source: there is no Secret " + name));
        }
        return Stream.of("username", "password")
                .filter(key -> !secret.containsKey(key))
                .findFirst()
                .map(key -> new Problem(Reason.SecretInvalid, "source: Secret " + name + " lacks the key " + key));
    }

    private static @Nullable String zone(RuleSpec rule) {
        return Stream.<@Nullable String>of(
                        rule.dwell() == null ? null : rule.dwell().zone(),
                        rule.occupancy() == null ? null : rule.occupancy().zone(),
                        rule.zoneCross() == null ? null : rule.zoneCross().zone(),
                        rule.flow() == null ? null : rule.flow().zone(),
                        rule.direction() == null ? null : rule.direction().zone(),
                        rule.speed() == null ? null : rule.speed().zone(),
                        rule.abandoned() == null ? null : rule.abandoned().zone())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String line(RuleSpec rule) {
        if (rule.lineCross() != null) {
            return rule.lineCross().line();
        }
        return rule.direction() == null ? null : rule.direction().line();
    }

    private static void add(List<Problem> problems, String what, @Nullable String problem) {
        if (problem != null) {
            problems.add(new Problem(Reason.InvalidShape, what + ": " + problem));
        }
    }

    private static Set<String> names(List<StreamSpec.Shape> shapes) {
        return shapes.stream().map(StreamSpec.Shape::name).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String list(Set<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }
}
