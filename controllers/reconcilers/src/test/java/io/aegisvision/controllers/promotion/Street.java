package io.aegisvision.controllers.promotion;

import io.aegisvision.api.v1alpha1.Approval;
import io.aegisvision.api.v1alpha1.Canary;
import io.aegisvision.api.v1alpha1.CanaryStatus;
import io.aegisvision.api.v1alpha1.Gate;
import io.aegisvision.api.v1alpha1.GateStatus;
import io.aegisvision.api.v1alpha1.Keys;
import io.aegisvision.api.v1alpha1.Model;
import io.aegisvision.api.v1alpha1.ModelLedger;
import io.aegisvision.api.v1alpha1.ModelStatus;
import io.aegisvision.api.v1alpha1.Pipeline;
import io.aegisvision.api.v1alpha1.PromotionPolicySpec;
import io.aegisvision.api.v1alpha1.Stream;
import io.aegisvision.contract.CellState;
import io.aegisvision.contract.GuardWindows;
import io.aegisvision.contract.TrialUnits;
import io.aegisvision.controllers.canary.CanaryReconciler;
import io.aegisvision.controllers.cell.CellStates;
import io.aegisvision.controllers.cell.CellTrials;
import io.aegisvision.controllers.gate.ApprovalReconciler;
import io.aegisvision.controllers.gate.GateReconciler;
import io.aegisvision.controllers.model.ModelObserver;
import io.aegisvision.controllers.model.ModelReconciler;
import io.aegisvision.controllers.objects.ObjectCache;
import io.aegisvision.controllers.objects.WriteFailure;
import io.aegisvision.domain.promotion.Floors;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One tenant with one model, one cell and four streams, and the operator's reconcilers, passed round by round. */
final class Street implements CellStates, CellTrials {
    private static final int CLIPS = 300;
    private static final String CELL = "yard-0";
    private static final String DIGEST = "sha256:" + "c".repeat(64);

    final Store objects;
    private final String namespace;
    /** Score of the candidate on each clip, and of the baseline. */
    double candidateScore = 0.9;

    double baselineScore = 0.8;
    boolean broken;
    /** How long each step of the ramp is held. */
    String hold = "20s";

    private Instant now;
    private ModelReconciler models;
    private CanaryReconciler canaries;
    private GateReconciler gates;
    private ApprovalReconciler approvals;

    Street() {
        this(new MemoryObjects(), "plant-7", Instant.parse("2026-01-01T00:00:00Z"));
    }

    Street(Store objects, String namespace, Instant begin) {
        this.objects = objects;
        this.namespace = namespace;
        this.now = begin;
        start();
        objects.put(load(Pipeline.class, """
            apiVersion: aegisvision.io/v1alpha1
            kind: Pipeline
            metadata: {name: yard, namespace: plant-7}
            spec:
              revisionHistoryLimit: 5
              stages:
              - {name: sample, sample: {framesPerSecond: 10}}
              - {name: objects, detect: {modelRef: {name: street}}}
            """));
        for (int i = 0; i < 4; i++) {
            objects.put(load(Stream.class, """
                apiVersion: aegisvision.io/v1alpha1
                kind: Stream
                metadata: {name: cam-%d, namespace: plant-7}
                spec: {pipelineRef: {name: yard}, source: {rtsp: {url: "rtsp://cam/%d", transport: TCP}}, zones: [], lines: []}
                status: {cell: yard-0}
                """.formatted(i, i)));
        }
        want("v1", "model-author");
    }

    /** Another process begins: nothing is left of the one before. */
    void start() {
        Floors floors = Floors.of(new PromotionPolicySpec(1, List.of(), 5, 200, List.of()));
        models = new ModelReconciler(objects, this, floors, () -> now);
        canaries = new CanaryReconciler(objects, this, this, () -> now);
        gates = new GateReconciler(objects, () -> now);
        approvals = new ApprovalReconciler(objects, () -> now);
    }

    /** Somebody asks for a version. */
    void want(String version, String user) {
        Model model = load(Model.class, modelYaml(version));
        Optional<Model> before = objects.read(Model.class, namespace, "street");
        before.ifPresent(old -> model.setStatus(old.getStatus()));
        model.getMetadata().setAnnotations(Map.of(Keys.REQUESTED_BY, user));
        objects.put(model);
    }

    /** The Model goes, and what it owns. */
    void deleteModel() {
        objects.all(Gate.class).forEach(objects::remove);
        objects.all(Canary.class).forEach(objects::remove);
        objects.all(Model.class).forEach(objects::remove);
    }

    /** A person decides the open gate, if there is one that they have not decided. */
    void decide(String user, String decision) {
        for (Gate gate : objects.all(Gate.class)) {
            String name = gate.getMetadata().getName() + "-" + user.replace(":", ".");
            boolean open = gate.getStatus() != null && gate.getStatus().phase() == GateStatus.Phase.Pending;
            if (open && objects.read(Approval.class, namespace, name).isEmpty()) {
                Approval approval = approval(gate, user, decision);
                approval.getMetadata().setCreationTimestamp(now.toString());
                objects.put(approval);
            }
        }
    }

    Approval approval(Gate gate, String user, String decision) {
        return load(Approval.class, """
            apiVersion: aegisvision.io/v1alpha1
            kind: Approval
            metadata: {name: %s, namespace: plant-7}
            spec:
              gateRef: {name: %s}
              decision: %s
              requestDigest: %s
              approver: {username: "%s", group: vision-leads}
              revoked: false
            """.formatted(
                        gate.getMetadata().getName() + "-" + user.replace(":", "."),
                        gate.getMetadata().getName(),
                        decision,
                        gate.getSpec().requestDigest(),
                        user));
    }

    /** One pass over everything, on what the watches had brought when it began; ten seconds go by. */
    void round() {
        now = now.plus(Duration.ofSeconds(10));
        ObjectCache cache = objects.cache();
        cache.list(Model.class).forEach(model -> tried(() -> models.pass(model, cache)));
        cache.list(Canary.class).forEach(canary -> tried(() -> canaries.pass(canary, cache)));
        cache.list(Gate.class).forEach(gate -> tried(() -> gates.pass(gate, cache)));
        cache.list(Approval.class).forEach(approval -> tried(() -> approvals.pass(approval, cache)));
    }

    /** Time goes by while no operator runs. */
    void later(Duration time) {
        now = now.plus(time);
    }

    void rounds(int count) {
        for (int i = 0; i < count; i++) {
            round();
        }
    }

    private static void tried(Runnable pass) {
        try {
            pass.run();
        } catch (WriteFailure e) {
            // The framework passes again.
            if (e.category() == WriteFailure.Category.Refused) {
                throw e;
            }
        }
    }

    Model model() {
        return objects.read(Model.class, namespace, "street").orElseThrow();
    }

    ModelLedger ledger() {
        return objects.read(ModelLedger.class, namespace, "street").orElseThrow();
    }

    Canary canary(String version) {
        return objects.all(Canary.class).stream()
                .filter(canary -> canary.getSpec().trial().candidate().version().equals(version))
                .findFirst()
                .orElseThrow();
    }

    @Nullable
    String serving() {
        return model().getStatus() == null ? null : model().getStatus().servingVersion();
    }

    /** Whether nothing more follows. */
    boolean promoted() {
        return objects.all(Canary.class).stream()
                .anyMatch(canary ->
                        canary.getStatus() != null && canary.getStatus().phase() == CanaryStatus.Phase.Promoted);
    }

    ModelStatus.ServedBy servedBy() {
        return Objects.requireNonNull(model().getStatus().servedBy());
    }

    @Nullable
    String gateInLedger() {
        return Objects.requireNonNull(ledger().getSpec().serving()).gateUid();
    }

    long units(String version) {
        return Objects.requireNonNull(canary(version).getStatus().evidence()).units();
    }

    /** How often what serves changed, over all writes of the Model's status. */
    List<String> served() {
        List<String> versions = new ArrayList<>();
        for (Model model : objects.history(Model.class)) {
            String version =
                    model.getStatus() == null ? null : model.getStatus().servingVersion();
            if (version != null && (versions.isEmpty() || !versions.getLast().equals(version))) {
                versions.add(version);
            }
        }
        return versions;
    }

    @Override
    public Optional<CellState> get(String namespace, String cell) {
        List<CellState.ModelState> loaded = objects.all(Model.class).stream()
                .flatMap(model -> ModelObserver.digests(model.getSpec()).entrySet().stream())
                .map(entry -> broken && entry.getKey().equals("v2")
                        ? new CellState.ModelState(
                                "street",
                                entry.getKey(),
                                entry.getValue(),
                                CellState.ModelPhase.Failed,
                                CellState.ModelReason.WarmupMismatch,
                                "other boxes")
                        : new CellState.ModelState(
                                "street", entry.getKey(), entry.getValue(), CellState.ModelPhase.Loaded, null, null))
                .toList();
        List<CellState.TrialState> trials = objects.all(Canary.class).stream()
                .filter(canary -> canary.getStatus() != null)
                .map(canary -> new CellState.TrialState(
                        canary.getMetadata().getUid(),
                        CLIPS,
                        Map.of("yard", CLIPS / 2, "street", CLIPS / 2),
                        CLIPS,
                        Integer.MAX_VALUE,
                        null,
                        null))
                .toList();
        return Optional.of(new CellState(
                1,
                cell,
                "boot",
                "r",
                null,
                new CellState.Engine(true, 0, null, 8),
                new CellState.Outbox(0, 0, 0, 0, 0, true, null),
                loaded,
                List.of(),
                trials));
    }

    @Override
    public Optional<Duration> age(String namespace, String cell) {
        return Optional.of(Duration.ZERO);
    }

    @Override
    public Optional<TrialUnits> units(String namespace, String cell, String canaryUid, int from) {
        List<TrialUnits.Unit> units = IntStream.range(from, Math.min(CLIPS, from + 97))
                .mapToObj(i -> new TrialUnits.Unit(
                        i,
                        "sha256:" + i,
                        i % 2 == 0 ? "yard" : "street",
                        baselineScore,
                        candidateScore,
                        List.of(new TrialUnits.ClassScore("person", baselineScore, candidateScore))))
                .toList();
        return Optional.of(new TrialUnits(canaryUid, from, units));
    }

    @Override
    public Optional<GuardWindows> windows(
            String namespace, String cell, String canaryUid, int from, @Nullable String boot) {
        Optional<CanaryStatus> status = objects.all(Canary.class).stream()
                .filter(canary -> canary.getMetadata().getUid().equals(canaryUid))
                .map(Canary::getStatus)
                .findFirst();
        Integer step = status.map(CanaryStatus::step).orElse(null);
        if (step == null || !CELL.equals(cell)) {
            return Optional.empty();
        }
        GuardWindows.ArmStats arm = new GuardWindows.ArmStats(50, 0, 2000, 0);
        return Optional.of(new GuardWindows(
                canaryUid,
                "boot",
                from,
                List.of(
                        new GuardWindows.Window(from, step, arm, arm),
                        new GuardWindows.Window(from + 1, step, arm, arm))));
    }

    private <T> T load(Class<T> kind, String yaml) {
        return Serialization.unmarshal(yaml.replace("plant-7", namespace), kind);
    }

    private static String version(String name, String hex) {
        return """
              - name: %s
                artifact: {uri: "oci://registry.example/models/street", digest: "sha256:%s"}
                platform: ONNX
                memory: 400Mi
                labels: [person]
                input: {tensor: images, width: 640, height: 360, layout: NHWC, dataType: UINT8, colorFormat: RGB, normalization: None, letterbox: false}
                output: {decoder: BoxesScoresLabels, tensors: {boxes: boxes, scores: scores, labels: labels}, boxFormat: XYXY, boxUnits: Pixels, minScorePercent: 35, nmsIouPercent: 50}
            """.formatted(name, hex.repeat(64));
    }

    private String modelYaml(String version) {
        return """
            apiVersion: aegisvision.io/v1alpha1
            kind: Model
            metadata: {name: street, namespace: plant-7}
            spec:
              task: Detection
              version: %s
              historyLimit: 10
              trial:
                evidence: {outcome: GoldenClips, clips: {uri: "oci://registry.example/clips/street", digest: "%s"}, minUnits: 200}
                marginPercent: 2
                steps: [{weightPercent: 10, hold: %s}, {weightPercent: 50, hold: %s}]
                guards: {errorsBasisPoints: 100, latencyP95IncreasePercent: 20}
                onInconclusive: RollBack
                maxDuration: 1h
                gate: {requiredApprovals: 1, approvalsForAutomation: 2, approvers: [{kind: Group, name: vision-leads}], expiresAfter: 30m, onReject: RollBack}
              versions:
            """.formatted(version, DIGEST, hold, hold)
                + version("v1", "1")
                + version("v2", "2")
                + version("v2-again", "2")
                + version("v3", "3")
                + version("v4", "4");
    }
}
