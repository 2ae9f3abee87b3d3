package io.aegisvision.domain.pipeline;

import io.aegisvision.api.v1alpha1.ArtifactRef;
import io.aegisvision.api.v1alpha1.EvidenceSpec;
import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import io.aegisvision.api.v1alpha1.ModelSpec;
import io.aegisvision.api.v1alpha1.NameRef;
import io.aegisvision.api.v1alpha1.PipelineSpec;
import io.aegisvision.api.v1alpha1.PipelineSpec.Stage;
import io.aegisvision.api.v1alpha1.RuleSpec;
import io.aegisvision.api.v1alpha1.StreamSpec;
import io.aegisvision.contract.CellConfig;
import io.aegisvision.contract.CellState;
import io.aegisvision.domain.gpupool.ClusterView;
import io.aegisvision.domain.gpupool.ClusterView.NodeView;
import io.aegisvision.domain.gpupool.PoolLedger;
import io.aegisvision.domain.pipeline.PipelineSnapshot.CellView;
import io.aegisvision.domain.pipeline.PipelineSnapshot.PoolView;
import io.aegisvision.domain.pipeline.PipelineSnapshot.Revision;
import io.aegisvision.domain.pipeline.PipelineSnapshot.StreamView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The pipeline {@code yard} and all around it, to be changed by a test before it is planned. */
public final class Yard {
    static final PipelineSpec.Durability FSYNC = new PipelineSpec.Durability(PipelineSpec.Flush.Fsync, "100ms");

    public static final String V1 = "sha256:" + "1".repeat(64);
    public static final String V2 = "sha256:" + "2".repeat(64);

    public final List<Stage> stages = new ArrayList<>();
    public final List<StreamView> streams = new ArrayList<>();
    public final Map<String, Map<String, String>> secrets = new TreeMap<>();
    public final Map<String, ModelView> models = new TreeMap<>();
    public final List<CellView> cells = new ArrayList<>();
    public int streamsPerCell = 2;
    public int maxCells = 20;
    public PipelineSpec.Engine engine = PipelineSpec.Engine.Triton;
    public Revision latest = Revision.NONE;
    public Optional<PoolView> pool = Optional.of(pool(2));

    public Yard() {
        stages.add(stage("sample", List.of(), new PipelineSpec.Sample(10, null, null, null), null, null, null, null));
        stages.add(detect("objects", List.of("person", "forklift")));
        stages.add(stage(
                "tracks",
                List.of(),
                null,
                null,
                new PipelineSpec.Track(PipelineSpec.Algorithm.ByteTrack, "2s"),
                null,
                null));
        stages.add(dwell("loiter", "dock"));
        stages.add(cross("gate", "gate"));
        stages.add(stage(
                "bus",
                List.of(),
                null,
                null,
                null,
                null,
                new PipelineSpec.Sink(new PipelineSpec.Kafka("events", new NameRef("kafka")), FSYNC)));
        secrets.put("kafka", Map.of("bootstrap.servers", "kafka:9092", "security.protocol", "PLAINTEXT"));
        models.put("street", new ModelView("street", List.of(version("v1", V1)), Optional.of(V1), Optional.empty()));
        streams.add(stream("north"));
    }

    public static Stage detect(String name, List<String> labels) {
        return stage(name, List.of(), null, new PipelineSpec.Detect(new NameRef("street"), labels), null, null, null);
    }

    public static Stage dwell(String name, String zone) {
        return stage(
                name,
                List.of(),
                null,
                null,
                null,
                new RuleSpec(
                        new RuleSpec.Dwell(
                                zone, "30s", "2s", "0s", List.of("person"), RuleSpec.Anchor.BottomCenter, 0, 0),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null),
                null);
    }

    public static Stage cross(String name, String line) {
        return stage(
                name,
                List.of(),
                null,
                null,
                null,
                new RuleSpec(
                        null,
                        new RuleSpec.LineCross(
                                line, RuleSpec.CrossDirection.Both, List.of(), RuleSpec.Anchor.BottomCenter, 0),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null),
                null);
    }

    public static Stage stage(
            String name,
            List<String> from,
            PipelineSpec.@Nullable Sample sample,
            PipelineSpec.@Nullable Detect detect,
            PipelineSpec.@Nullable Track track,
            @Nullable RuleSpec rule,
            PipelineSpec.@Nullable Sink sink) {
        return new Stage(name, from, sample, detect, track, rule, sink, null);
    }

    /** Evidence of all rules in a bucket. */
    public static Stage evidence(EvidenceSpec.@Nullable Clip clip, EvidenceSpec.@Nullable Redact redact) {
        return new Stage(
                "proof",
                List.of(),
                null,
                null,
                null,
                null,
                null,
                new EvidenceSpec(
                        new EvidenceSpec.Snapshot(EvidenceSpec.Frame.Best),
                        clip,
                        redact,
                        new EvidenceSpec.Store(
                                new EvidenceSpec.S3("plant-7", "yard/", "us-east-1", null, new NameRef("s3")), null)));
    }

    public static PinnedVersion version(String name, String digest) {
        ModelSpec.Version version = new ModelSpec.Version(
                name,
                new ArtifactRef("oci://registry.example/models/street", digest, null),
                ModelSpec.Platform.ONNX,
                "400Mi",
                null,
                List.of("person", "car", "forklift"),
                new ModelSpec.Input(
                        "images",
                        640,
                        360,
                        ModelSpec.Layout.NHWC,
                        ModelSpec.DataType.UINT8,
                        ModelSpec.ColorFormat.RGB,
                        ModelSpec.Normalization.None,
                        true),
                new ModelSpec.Output(
                        ModelSpec.Decoder.BoxesScoresLabels,
                        new ModelSpec.Tensors("boxes", "scores", "labels"),
                        ModelSpec.BoxFormat.XYXY,
                        ModelSpec.BoxUnits.Pixels,
                        35,
                        50));
        return new PinnedVersion(version, digest);
    }

    public static StreamView stream(String name) {
        return stream(name, List.of(new StreamSpec.Shape("dock", "0.1,0.1 0.9,0.1 0.9,0.9")), false);
    }

    public static StreamView stream(String name, List<StreamSpec.Shape> zones, boolean suspend) {
        StreamSpec spec = new StreamSpec(
                new NameRef("yard"),
                new StreamSpec.Source(
                        new StreamSpec.Rtsp("rtsp://camera/" + name, StreamSpec.Transport.TCP, null), null, null),
                zones,
                List.of(new StreamSpec.Shape("gate", "0.1,0.5 0.9,0.5")),
                null,
                suspend);
        return new StreamView(name, "uid-" + name, spec, false);
    }

    public static PoolView pool(int cells) {
        GpuPoolSpec spec = new GpuPoolSpec(
                Map.of(),
                List.of(),
                null,
                GpuPoolSpec.Mode.Cpu,
                new GpuPoolSpec.Cpu(cells),
                GpuPoolSpec.Allocation.DevicePlugin,
                GpuPoolSpec.Claims.DEFAULT,
                GpuPoolSpec.Repartition.Never,
                GpuPoolSpec.Overcommit.Keep,
                List.of());
        return pool(spec, List.of(new NodeView("n", true, false, List.of(), Map.of(), Map.of(), Map.of())));
    }

    /** A pool of these nodes, of which nobody holds anything. */
    public static PoolView pool(GpuPoolSpec spec, List<NodeView> nodes) {
        PoolLedger.Pool pool = new PoolLedger.Pool("default", Instant.EPOCH, spec);
        return new PoolView("default", PoolLedger.of(pool, List.of(pool), new ClusterView(nodes, List.of())));
    }

    public PipelineSpec spec() {
        PipelineSpec.Container none = new PipelineSpec.Container(null);
        return new PipelineSpec(
                stages,
                new PipelineSpec.Cells(
                        streamsPerCell, maxCells, none, none, "", null, PipelineSpec.View.Enabled, engine),
                new NameRef("default"),
                5);
    }

    public PipelineSnapshot snapshot() {
        return new PipelineSnapshot(
                "plant-7",
                "yard",
                spec(),
                streams,
                secrets,
                models,
                Map.of(),
                pool,
                cells,
                latest,
                List.of("registry:5000"));
    }

    public PipelinePlan plan() {
        return PipelinePlanner.plan(snapshot());
    }

    /** Makes what a plan says exist: its revision, and its cells, which run their config when {@code applied}. */
    public void become(PipelinePlan plan, boolean applied) {
        latest = plan.revision();
        cells.clear();
        plan.cells()
                .forEach(cell ->
                        cells.add(view(cell.config(), applied ? Optional.of(state(cell.config())) : Optional.empty())));
    }

    public static CellView view(CellConfig config, Optional<CellState> state) {
        return new CellView(config.cell(), Optional.of(config), "", state, state.isPresent(), state.isPresent(), "");
    }

    /** The state of a cell that runs its config. */
    public static CellState state(CellConfig config) {
        return new CellState(
                1,
                config.cell(),
                "boot",
                config.revision(),
                null,
                new CellState.Engine(true, 0, null, 8),
                new CellState.Outbox(0, 0, 0, 0, 0, true, null),
                List.of(),
                config.streams().stream()
                        .map(s -> new CellState.StreamState(
                                s.name(),
                                s.uid(),
                                CellState.StreamPhase.Running,
                                null,
                                null,
                                "epoch",
                                null,
                                1,
                                100,
                                60,
                                0,
                                40,
                                0,
                                Map.of(),
                                25,
                                10,
                                10,
                                1,
                                0,
                                s.arms()))
                        .toList(),
                List.of());
    }
}
