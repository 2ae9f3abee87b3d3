package io.aegisvision.domain.pipeline;

import io.aegisvision.api.v1alpha1.EvidenceSpec;
import io.aegisvision.api.v1alpha1.PipelineSpec;
import io.aegisvision.api.v1alpha1.PipelineSpec.Stage;
import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.api.v1alpha1.RuleSpec;
import io.aegisvision.contract.Durability;
import io.aegisvision.contract.EvidenceStage;
import io.aegisvision.contract.KafkaConnection;
import io.aegisvision.contract.PipelineGraph;
import io.aegisvision.contract.RuleStage;
import io.aegisvision.domain.condition.ContentDigest;
import io.aegisvision.domain.condition.DurationPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * From stages to the graph a cell runs: defaults of {@code from} filled in, Secrets and Models resolved. Total: what the
 * API server should have refused is a problem here too, never an exception.
 */
public final class GraphResolver {
    /** Key of a connection Secret that names the brokers. */
    public static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

    private static final int REVISION_LENGTH = 12;

    private final String revision;
    private final List<Stage> stages;
    private final Map<String, Map<String, String>> secrets;
    private final Map<String, ModelView> models;
    private final List<Problem> spec = new ArrayList<>();
    private final List<Problem> refs = new ArrayList<>();
    private final Map<String, List<String>> labelsOfDetector = new LinkedHashMap<>();
    private final Map<String, String> detectorOfTracker = new LinkedHashMap<>();

    private GraphResolver(
            String revision,
            List<Stage> stages,
            Map<String, Map<String, String>> secrets,
            Map<String, ModelView> models) {
        this.revision = revision;
        this.stages = stages;
        this.secrets = secrets;
        this.models = models;
    }

    /**
     * What became of the stages.
     *
     * @param graph null when there is any problem
     * @param spec what is wrong with the spec by itself
     * @param refs what is wrong with objects that it names
     */
    public record Resolution(@Nullable PipelineGraph graph, List<Problem> spec, List<Problem> refs) {}

    /**
     * Resolves the stages of a pipeline.
     *
     * @param revision the name that the graph gets
     * @param secrets content of the named Secrets that exist
     * @param models the named Models that exist
     */
    public static Resolution resolve(
            String revision,
            PipelineSpec spec,
            Map<String, Map<String, String>> secrets,
            Map<String, ModelView> models) {
        return new GraphResolver(revision, spec.stages(), secrets, models).resolve();
    }

    /** Digest of what makes a revision: the stages, and nothing that they refer to. */
    public static String digest(PipelineSpec spec) {
        return ContentDigest.of(spec.stages());
    }

    /** Names of the Models that the stages use, without repeats, in order. */
    public static List<String> models(PipelineSpec spec) {
        return spec.stages().stream()
                .map(Stage::detect)
                .filter(detect -> detect != null)
                .map(detect -> detect.modelRef().name())
                .distinct()
                .toList();
    }

    /** Names of the Secrets that the stages use, without repeats, in order. */
    public static List<String> secrets(PipelineSpec spec) {
        return spec.stages().stream()
                .map(GraphResolver::secret)
                .filter(name -> name != null)
                .distinct()
                .toList();
    }

    private static @Nullable String secret(Stage stage) {
        if (stage.evidence() != null) {
            return EvidenceStages.secret(stage.evidence());
        }
        return stage.sink() == null || stage.sink().kafka() == null
                ? null
                : stage.sink().kafka().connectionSecretRef().name();
    }

    private Resolution resolve() {
        Optional<SampleStage> sampled = stages.stream()
                .filter(stage -> stage.sample() != null)
                .findFirst()
                .flatMap(stage -> SampleStage.of(stage.sample(), (field, text) -> millis(stage, field, text)));
        if (sampled.isEmpty()) {
            spec.add(new Problem(
                    Reason.InvalidSpec,
                    "stages: no sample stage with one of framesPerSecond, interval of 1s to 1h, keyframesOnly"));
        }
        SampleStage sample = sampled.orElse(SampleStage.FASTEST);
        List<PipelineGraph.DetectStage> detectors = new ArrayList<>();
        List<PipelineGraph.TrackStage> trackers = new ArrayList<>();
        List<RuleStage> rules = new ArrayList<>();
        List<PipelineGraph.SinkStage> sinks = new ArrayList<>();
        @Nullable EvidenceStage evidence = null;
        for (int i = 0; i < stages.size(); i++) {
            Stage stage = stages.get(i);
            if (stage.detect() != null) {
                detectors.add(detector(stage.name(), stage.detect()));
            } else if (stage.track() != null) {
                tracker(i, stage, stage.track(), sample, trackers);
            } else if (stage.rule() != null) {
                rule(i, stage, stage.rule(), sample, rules);
            } else if (stage.sink() != null && stage.sink().kafka() != null) {
                sink(i, stage, stage.sink().kafka(), stage.sink().durability(), sinks);
            } else if (stage.evidence() != null) {
                evidence = evidence(i, stage, stage.evidence());
            }
        }
        if (detectors.isEmpty()) {
            spec.add(new Problem(Reason.InvalidSpec, "stages: no detect stage"));
        }
        boolean usable = spec.isEmpty() && refs.isEmpty();
        return new Resolution(
                usable
                        ? new PipelineGraph(revision, sample.sampling(), detectors, trackers, rules, sinks, evidence)
                        : null,
                List.copyOf(spec),
                List.copyOf(refs));
    }

    private PipelineGraph.DetectStage detector(String name, PipelineSpec.Detect detect) {
        String modelName = detect.modelRef().name();
        ModelView model = models.get(modelName);
        List<String> known = List.of();
        if (model == null) {
            refs.add(new Problem(Reason.ModelNotFound, "stage " + name + ": there is no Model " + modelName));
        } else if (model.serving().isEmpty()) {
            refs.add(new Problem(
                    Reason.ModelNotServing, "stage " + name + ": Model " + modelName + " serves no version"));
        } else {
            PinnedVersion serving = model.serving().get();
            known = serving.version().labels();
            checkLabels(name, detect.labels(), known, "Model " + modelName);
            checkCredentials(name, serving);
        }
        labelsOfDetector.put(name, detect.labels().isEmpty() ? known : detect.labels());
        return new PipelineGraph.DetectStage(name, modelName, detect.labels());
    }

    private void checkCredentials(String stage, PinnedVersion serving) {
        String secret = PinnedVersion.secretName(serving.version().artifact());
        if (secret != null && !secrets.containsKey(secret)) {
            refs.add(new Problem(
                    Reason.SecretNotFound, "stage " + stage + ": there is no Secret " + secret + " for the artifact"));
        }
    }

    private void tracker(
            int at,
            Stage stage,
            PipelineSpec.Track track,
            SampleStage sample,
            List<PipelineGraph.TrackStage> trackers) {
        String from = single(at, stage, candidate -> candidate.detect() != null, "a detect stage");
        if (from != null) {
            detectorOfTracker.put(stage.name(), from);
            long lostAfter = millis(stage, "lostAfter", track.lostAfter());
            String problem = sample.tracker(lostAfter);
            if (problem != null) {
                spec.add(new Problem(Reason.InvalidSpec, "stage " + stage.name() + ": " + problem));
            }
            trackers.add(new PipelineGraph.TrackStage(
                    stage.name(),
                    from,
                    PipelineGraph.TrackStage.Algorithm.valueOf(track.algorithm().name()),
                    lostAfter));
        }
    }

    private void rule(int at, Stage stage, RuleSpec rule, SampleStage sample, List<RuleStage> rules) {
        boolean joins = rule.composite() != null;
        String from = joins
                ? rules.stream()
                        .filter(earlier -> stage.from().contains(earlier.name()))
                        .findFirst()
                        .map(RuleStage::from)
                        .orElse("")
                : single(at, stage, candidate -> candidate.track() != null, "a track stage");
        if (from == null) {
            return;
        }
        RuleStage made = new RuleStages(
                        stage.name(),
                        from,
                        joins ? stage.from() : List.of(),
                        (field, text) -> millis(stage, field, text))
                .of(rule);
        if (made == null) {
            spec.add(new Problem(
                    Reason.InvalidSpec,
                    "stage " + stage.name() + ": write one of dwell, lineCross, occupancy and others"));
            return;
        }
        Optional<String> problem = new RuleCheck(sample, rules).problem(made);
        problem.ifPresent(what -> spec.add(new Problem(Reason.InvalidSpec, "stage " + stage.name() + ": " + what)));
        List<String> known = labelsOfDetector.getOrDefault(detectorOfTracker.getOrDefault(from, ""), List.of());
        if (!known.isEmpty()) {
            checkLabels(stage.name(), made.subject().labels(), known, "the detect stage");
            if (made.abandoned() != null) {
                checkLabels(stage.name(), made.abandoned().ownerLabels(), known, "the detect stage");
            }
        }
        rules.add(made.withRevision(ContentDigest.of(made).substring(0, REVISION_LENGTH)));
    }

    private void sink(
            int at,
            Stage stage,
            PipelineSpec.Kafka kafka,
            PipelineSpec.Durability durability,
            List<PipelineGraph.SinkStage> sinks) {
        List<String> earlier = rulesBefore(at);
        List<String> from = stage.from().isEmpty() ? earlier : stage.from();
        if (from.isEmpty() || !earlier.containsAll(from)) {
            spec.add(new Problem(Reason.InvalidSpec, "stage " + stage.name() + ": from must name earlier rule stages"));
        }
        String name = kafka.connectionSecretRef().name();
        Map<String, String> secret = secrets.get(name);
        if (secret == null) {
            refs.add(new Problem(Reason.SecretNotFound, "stage " + stage.name() + ": there is no Secret " + name));
            return;
        }
        String servers = secret.get(BOOTSTRAP_SERVERS);
        if (servers == null || servers.isBlank()) {
            refs.add(new Problem(
                    Reason.SecretInvalid,
                    "stage " + stage.name() + ": Secret " + name + " lacks the key " + BOOTSTRAP_SERVERS));
            return;
        }
        Map<String, String> rest = new TreeMap<>(secret);
        rest.remove(BOOTSTRAP_SERVERS);
        sinks.add(new PipelineGraph.SinkStage(
                stage.name(),
                from,
                new KafkaConnection(servers.strip(), kafka.topic(), rest),
                durability(stage, durability)));
    }

    private List<String> rulesBefore(int at) {
        return stages.subList(0, at).stream()
                .filter(candidate -> candidate.rule() != null)
                .map(Stage::name)
                .toList();
    }

    private @Nullable EvidenceStage evidence(int at, Stage stage, EvidenceSpec evidence) {
        Set<String> labels = models.values().stream()
                .flatMap(model -> model.serving().stream())
                .flatMap(serving -> serving.version().labels().stream())
                .collect(Collectors.toSet());
        return new EvidenceStages(stage, secrets, spec, refs)
                .of(evidence, rulesBefore(at), labels, (field, text) -> millis(stage, field, text));
    }

    private Durability durability(Stage stage, PipelineSpec.Durability asked) {
        Durability.Policy policy =
                switch (asked.policy()) {
                    case Fsync -> Durability.Policy.Fsync;
                    case FsyncEvery -> Durability.Policy.FsyncEvery;
                    case None -> Durability.Policy.None;
                };
        return new Durability(policy, Math.max(1, millis(stage, "durability.every", asked.every())));
    }

    private @Nullable String single(int at, Stage stage, Predicate<Stage> fits, String what) {
        List<Stage> earlier = stages.subList(0, at).reversed().stream()
                .filter(fits)
                .filter(candidate -> stage.from().isEmpty() || stage.from().equals(List.of(candidate.name())))
                .toList();
        if (earlier.isEmpty()) {
            spec.add(new Problem(
                    Reason.InvalidSpec, "stage " + stage.name() + ": from must name " + what + " that stands earlier"));
            return null;
        }
        return earlier.getFirst().name();
    }

    private void checkLabels(String stage, List<String> wanted, List<String> known, String whose) {
        List<String> unknown =
                wanted.stream().filter(label -> !known.contains(label)).toList();
        if (!unknown.isEmpty()) {
            refs.add(new Problem(
                    Reason.UnknownLabel,
                    "stage " + stage + ": " + whose + " has no label " + String.join(", ", unknown) + "; it has "
                            + String.join(", ", known)));
        }
    }

    private long millis(Stage stage, String field, String text) {
        try {
            return DurationPattern.parse(text).toMillis();
        } catch (IllegalArgumentException e) {
            spec.add(new Problem(Reason.InvalidSpec, "stage " + stage.name() + ": " + field + ": " + e.getMessage()));
            return Duration.ofSeconds(1).toMillis();
        }
    }
}
