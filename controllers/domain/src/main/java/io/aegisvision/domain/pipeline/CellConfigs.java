package io.aegisvision.domain.pipeline;

import io.aegisvision.api.v1alpha1.PipelineSpec;
import io.aegisvision.api.v1alpha1.StreamSpec;
import io.aegisvision.contract.CellConfig;
import io.aegisvision.contract.CellState;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.contract.PipelineGraph;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.contract.StreamAssignment.Arm;
import io.aegisvision.contract.StreamAssignment.ArmOf;
import io.aegisvision.contract.TrialLane;
import io.aegisvision.domain.canary.ArmRanking;
import io.aegisvision.domain.condition.ContentDigest;
import io.aegisvision.domain.pipeline.PipelineSnapshot.CellView;
import io.aegisvision.domain.pipeline.PipelineSnapshot.Elsewhere;
import io.aegisvision.domain.pipeline.PipelineSnapshot.StreamView;
import io.aegisvision.domain.stream.StreamCheck;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What each cell of a pipeline is told. */
final class CellConfigs {
    /** Trials tell a cell where to go on in steps of this many clips: not every judged clip is a change of its config. */
    static final int CURSOR_STEP = 50;

    private final PipelineSnapshot snapshot;
    private final PipelineGraph graph;
    private final List<ModelView> models;
    /** Streams on the candidate, by Model. */
    private final Map<String, Set<String>> onCandidate = new HashMap<>();
    /** Cell that judges, by Model. */
    private final Map<String, String> judge = new HashMap<>();

    CellConfigs(PipelineSnapshot snapshot, PipelineGraph graph, Map<String, String> cellOf) {
        this.snapshot = snapshot;
        this.graph = graph;
        this.models = GraphResolver.models(snapshot.spec()).stream()
                .map(snapshot.models()::get)
                .filter(model -> model != null)
                .toList();
        Map<String, Boolean> cells = new TreeMap<>();
        cellOf.values().forEach(cell -> cells.put(cell, false));
        snapshot.cells().forEach(cell -> cells.computeIfPresent(cell.name(), (name, no) -> cell.reachable()));
        Set<String> uids = new TreeSet<>();
        snapshot.streams().stream()
                .filter(stream -> cellOf.containsKey(stream.name()))
                .forEach(stream -> uids.add(stream.uid()));
        for (ModelView model : models) {
            Elsewhere elsewhere = snapshot.elsewhere().getOrDefault(model.name(), Elsewhere.NOBODY);
            Optional<ActiveTrial> trial = model.trial();
            if (trial.isPresent()) {
                Set<String> all = new TreeSet<>(uids);
                all.addAll(elsewhere.streamUids());
                onCandidate.put(
                        model.name(),
                        ArmRanking.onCandidate(
                                trial.get().uid(), all, trial.get().weightPercent()));
                Map<String, Boolean> allCells = new TreeMap<>(cells);
                allCells.putAll(elsewhere.cells());
                judge.put(model.name(), leaseholder(allCells));
            }
        }
    }

    /** The first cell by name that answers; the first of all when none does. */
    private static String leaseholder(Map<String, Boolean> cells) {
        return cells.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseGet(() -> cells.keySet().stream().findFirst().orElse(""));
    }

    /**
     * The config of one cell.
     *
     * @param previous the cell as it is, or null if there is none
     */
    CellConfig of(String cell, Collection<StreamView> streams, @Nullable CellView previous) {
        List<StreamAssignment> assigned = streams.stream().map(this::assignment).toList();
        Map<String, ModelVersion> versions = new LinkedHashMap<>();
        List<TrialLane> lanes = new ArrayList<>();
        for (ModelView model : models) {
            model.serving().ifPresent(v -> versions.put(v.digest(), v.forCell(model.name(), snapshot.secrets())));
            model.trial()
                    .flatMap(trial -> model.byDigest(trial.candidateDigest()))
                    .ifPresent(v -> {
                        versions.put(v.digest(), v.forCell(model.name(), snapshot.secrets()));
                        lanes.add(lane(model.name(), model.trial().orElseThrow(), cell));
                    });
        }
        if (previous != null) {
            stillUsed(previous).forEach(version -> versions.putIfAbsent(version.digest(), version));
        }
        return sealed(new CellConfig(
                CellConfig.SCHEMA,
                snapshot.namespace(),
                cell,
                snapshot.name(),
                "",
                graph,
                List.copyOf(versions.values()),
                assigned,
                lanes,
                snapshot.insecureRegistries(),
                view(snapshot.spec().cells().view())));
    }

    /**
     * What a cell is told while the pipeline cannot be resolved: to go on as before, without the streams that are to go.
     * Secrets that changed meanwhile are not looked at; whether people may look at the streams is obeyed at once.
     */
    static CellConfig frozen(CellConfig previous, Set<String> wantedUids, PipelineSpec.@Nullable View asked) {
        List<StreamAssignment> kept = previous.streams().stream()
                .filter(stream -> wantedUids.contains(stream.uid()))
                .toList();
        return sealed(new CellConfig(
                CellConfig.SCHEMA,
                previous.namespace(),
                previous.cell(),
                previous.pipeline(),
                "",
                previous.graph(),
                previous.models(),
                kept,
                previous.trials(),
                previous.insecureRegistries(),
                view(asked)));
    }

    private static CellConfig sealed(CellConfig config) {
        return new CellConfig(
                config.schema(),
                config.namespace(),
                config.cell(),
                config.pipeline(),
                ContentDigest.of(config),
                config.graph(),
                config.models(),
                config.streams(),
                config.trials(),
                config.insecureRegistries(),
                config.view());
    }

    /** Objects that are planned offline have no defaults. */
    private static CellConfig.View view(PipelineSpec.@Nullable View asked) {
        return asked == PipelineSpec.View.Disabled ? CellConfig.View.Disabled : CellConfig.View.Enabled;
    }

    /**
     * Versions that a cell was told to keep and that a stream may still be on: until the cell has applied that and says
     * that none is.
     */
    private static List<ModelVersion> stillUsed(CellView cell) {
        if (cell.config().isEmpty()) {
            return List.of();
        }
        if (!cell.applied()) {
            return cell.config().get().models();
        }
        CellState state = cell.state().orElseThrow();
        return cell.config().get().models().stream()
                .filter(version -> state.streams().stream()
                        .flatMap(stream -> stream.arms().stream())
                        .anyMatch(arm -> arm.digest().equals(version.digest())))
                .toList();
    }

    private TrialLane lane(String model, ActiveTrial trial, String cell) {
        return new TrialLane(
                trial.canary(),
                trial.uid(),
                model,
                trial.baselineDigest(),
                trial.candidateDigest(),
                PinnedVersion.artifact(trial.clips(), snapshot.secrets()),
                trial.judge() && cell.equals(judge.get(model)),
                trial.cursor() - trial.cursor() % CURSOR_STEP,
                trial.step());
    }

    private StreamAssignment assignment(StreamView stream) {
        StreamSpec spec = stream.spec();
        List<ArmOf> arms = new ArrayList<>();
        for (PipelineGraph.DetectStage detector : graph.detectors()) {
            ModelView model = snapshot.models().get(detector.model());
            if (model != null) {
                arm(stream, model).ifPresent(arm -> arms.add(new ArmOf(detector.name(), arm.digest(), arm.side())));
            }
        }
        StreamSpec.Ground ground = spec.ground();
        return new StreamAssignment(
                stream.name(),
                stream.uid(),
                source(spec),
                shapes(spec.zones()),
                shapes(spec.lines()),
                ground == null ? null : new StreamAssignment.Ground(ground.points(), ground.metres()),
                arms);
    }

    private record Side(String digest, Arm side) {}

    private Optional<Side> arm(StreamView stream, ModelView model) {
        boolean candidate = onCandidate.getOrDefault(model.name(), Set.of()).contains(stream.uid());
        Optional<Side> tried = model.trial()
                .filter(trial ->
                        candidate && model.byDigest(trial.candidateDigest()).isPresent())
                .map(trial -> new Side(trial.candidateDigest(), Arm.Candidate));
        return tried.or(() -> model.serving().map(v -> new Side(v.digest(), Arm.Baseline)));
    }

    private StreamAssignment.Source source(StreamSpec spec) {
        String name = StreamCheck.secretName(spec);
        Map<String, String> secret =
                name == null ? Map.of() : snapshot.secrets().getOrDefault(name, Map.of());
        StreamSpec.Rtsp rtsp = spec.source().rtsp();
        StreamSpec.Http http = spec.source().http();
        StreamSpec.File file = spec.source().file();
        if (rtsp != null) {
            return new StreamAssignment.Source(
                    StreamAssignment.Kind.RTSP,
                    rtsp.url(),
                    secret.get("username"),
                    secret.get("password"),
                    StreamAssignment.Transport.valueOf(rtsp.transport().name()),
                    false,
                    true);
        }
        if (http != null) {
            return new StreamAssignment.Source(
                    StreamAssignment.Kind.HTTP,
                    http.url(),
                    secret.get("username"),
                    secret.get("password"),
                    StreamAssignment.Transport.TCP,
                    false,
                    true);
        }
        return new StreamAssignment.Source(
                StreamAssignment.Kind.FILE,
                file == null ? "" : file.uri(),
                null,
                null,
                StreamAssignment.Transport.TCP,
                file != null && file.loop(),
                file == null || file.paced());
    }

    private static List<StreamAssignment.Shape> shapes(List<StreamSpec.Shape> shapes) {
        return shapes.stream()
                .map(shape -> new StreamAssignment.Shape(shape.name(), shape.points()))
                .toList();
    }
}
