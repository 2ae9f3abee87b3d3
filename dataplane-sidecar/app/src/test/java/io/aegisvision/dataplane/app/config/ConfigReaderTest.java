package io.aegisvision.dataplane.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegisvision.contract.Artifact;
import io.aegisvision.contract.CellConfig;
import io.aegisvision.contract.EvidenceStage;
import io.aegisvision.contract.KafkaConnection;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.contract.PipelineGraph;
import io.aegisvision.contract.RuleStage;
import io.aegisvision.contract.Sampling;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.contract.TrialLane;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigReaderTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "hunter2";
    private static final String V1 = "sha256:" + "1".repeat(64);

    private static CellConfig config() {
        Artifact artifact =
                new Artifact("oci://registry.example/models/street", "sha256:" + "a".repeat(64), "reader", SECRET);
        ModelVersion version = new ModelVersion(
                "street",
                "v1",
                V1,
                artifact,
                List.of("person"),
                new ModelVersion.Input(
                        "images",
                        640,
                        360,
                        ModelVersion.Layout.NHWC,
                        ModelVersion.DataType.UINT8,
                        ModelVersion.Normalization.None,
                        false),
                new ModelVersion.Output("boxes", "scores", "labels", 35, 50));
        RuleStage gate = new RuleStage(
                "gate",
                "abc",
                "tracks",
                RuleStage.Subject.ANY,
                new RuleStage.LineCross("entry", RuleStage.CrossDirection.Both));
        PipelineGraph graph = new PipelineGraph(
                "yard-1",
                Sampling.framesPerSecond(10),
                List.of(new PipelineGraph.DetectStage("objects", "street", List.of())),
                List.of(new PipelineGraph.TrackStage(
                        "tracks", "objects", PipelineGraph.TrackStage.Algorithm.ByteTrack, 2000)),
                List.of(gate),
                List.of(new PipelineGraph.SinkStage(
                        "bus",
                        List.of("gate"),
                        new KafkaConnection("kafka.example:9092", "events", Map.of("sasl.jaas.config", SECRET)))),
                new EvidenceStage(
                        "proof",
                        List.of("gate"),
                        EvidenceStage.Frame.Best,
                        new EvidenceStage.Clip(5000, 5000),
                        null,
                        new EvidenceStage.Store(
                                new EvidenceStage.S3(null, "us-east-1", "plant-7", "", "writer", SECRET), null)));
        StreamAssignment stream = new StreamAssignment(
                "north",
                "uid-1",
                new StreamAssignment.Source(
                        StreamAssignment.Kind.RTSP,
                        "rtsp://camera.example/1",
                        "viewer",
                        SECRET,
                        StreamAssignment.Transport.TCP,
                        false,
                        true),
                List.of(),
                List.of(new StreamAssignment.Shape("entry", "0.1,0.5 0.9,0.5")),
                null,
                List.of(new StreamAssignment.ArmOf("objects", V1, StreamAssignment.Arm.Baseline)));
        TrialLane trial = new TrialLane("trial", "uid-2", "street", V1, V1, artifact, true, 0, -1);
        return new CellConfig(
                CellConfig.SCHEMA,
                "plant-7",
                "yard-0",
                "yard",
                "r1",
                graph,
                List.of(version),
                List.of(stream),
                List.of(trial),
                List.of("registry.example:5000"),
                CellConfig.View.Disabled);
    }

    private static byte[] bytes(Object json) throws IOException {
        return JSON.writeValueAsBytes(json);
    }

    @Test
    void whatTheOperatorWritesIsRead() throws IOException {
        assertThat(ConfigReader.read(bytes(config())))
                .isInstanceOfSatisfying(ConfigReader.Read.Valid.class, valid -> assertThat(valid.config())
                        .isEqualTo(config()));
    }

    @Test
    void aSourceByHttpIsRead() throws IOException {
        ObjectNode root = JSON.valueToTree(config());
        at(root, "/streams/0/source").put("kind", "HTTP").put("url", "https://video.example/yard.m3u8");
        assertThat(ConfigReader.read(JSON.writeValueAsBytes(root)))
                .isInstanceOfSatisfying(ConfigReader.Read.Valid.class, valid -> assertThat(
                                valid.config().streams().getFirst().source().kind())
                        .isEqualTo(StreamAssignment.Kind.HTTP));
    }

    private static Arguments wrong(String problem, Consumer<ObjectNode> change) {
        return Arguments.of(problem, change);
    }

    private static ObjectNode at(ObjectNode root, String pointer) {
        return (ObjectNode) root.at(pointer);
    }

    private static void kind(ObjectNode root, String field, RuleStage.Kind kind) {
        at(root, "/graph/rules/0").putNull("lineCross").set(field, JSON.valueToTree(kind));
    }

    static Stream<RuleStage.Kind> kinds() {
        return Stream.of(
                new RuleStage.Dwell("dock", 2000, 500, 1000),
                new RuleStage.LineCross("entry", RuleStage.CrossDirection.LeftToRight),
                new RuleStage.Occupancy("dock", 2, 500, 1),
                new RuleStage.ZoneCross("dock", RuleStage.Transition.Enter, 200, 500, true),
                new RuleStage.Flow("dock", 60_000, null, 0, 0, 500),
                new RuleStage.Flow("dock", 60_000, 5, 2, 0, 500),
                new RuleStage.Direction("entry", RuleStage.Heading.Follows, 30, 1000, 3, "dock"),
                new RuleStage.Speed(20, 1000, null),
                new RuleStage.Abandoned(60_000, 2000, 2, List.of("person"), 10, 2000, null),
                new RuleStage.Composite(RuleStage.Operator.Any, List.of(), 1000, RuleStage.Scope.Stream));
    }

    /** Each rule as it is written, on a stream that has all that rules ask for. */
    @ParameterizedTest
    @MethodSource("kinds")
    void everyKindOfRuleIsRead(RuleStage.Kind kind) throws IOException {
        RuleStage rule = new RuleStage("gate", "abc", "tracks", RuleStage.Subject.ANY, kind);
        ObjectNode root = JSON.valueToTree(config());
        at(root, "/graph").putArray("rules").add(JSON.<ObjectNode>valueToTree(rule));
        at(root, "/streams/0").putArray("zones").addPOJO(new StreamAssignment.Shape("dock", "0,0 1,0 1,1"));
        at(root, "/streams/0").putPOJO("ground", new StreamAssignment.Ground("0,0 1,0 1,1 0,1", "0,9 9,9 9,0 0,0"));
        assertThat(ConfigReader.read(bytes(root)))
                .isInstanceOfSatisfying(
                        ConfigReader.Read.Valid.class,
                        valid -> assertThat(valid.config().graph().rules()).containsExactly(rule));
    }

    static Stream<Arguments> wrongConfigs() {
        return Stream.of(
                wrong("schema 2; this cell reads 1", root -> root.put("schema", 2)),
                wrong("schema is missing", root -> root.remove("schema")),
                wrong("unknown field 'colour'", root -> root.put("colour", "red")),
                wrong("at graph.sampling.periodMicros", root -> at(root, "/graph/sampling")
                        .putNull("periodMicros")),
                wrong("revision is missing", root -> root.put("revision", " ")),
                wrong("graph is missing", root -> root.remove("graph")),
                wrong("sampling: a tier", root -> at(root, "/graph").putNull("sampling")),
                wrong("sampling: a tier", root -> at(root, "/graph/sampling").put("periodMicros", 0)),
                wrong("motion goes with a rate", root -> at(root, "/graph/sampling")
                        .put("tier", "Keyframes")
                        .putObject("motion")
                        .put("changePercent", 3)
                        .put("minCells", 2)
                        .put("holdMicros", 0)
                        .put("keepAliveMicros", 1)),
                wrong("no detector", root -> at(root, "/graph").putArray("detectors")),
                wrong("no algorithm", root -> at(root, "/graph/trackers/0").putNull("algorithm")),
                wrong("no detector faces", root -> at(root, "/graph/trackers/0").put("from", "faces")),
                wrong("no tracker paths", root -> at(root, "/graph/rules/0").put("from", "paths")),
                wrong("exactly one kind", root -> at(root, "/graph/rules/0").putNull("lineCross")),
                wrong("a rule it reads", root -> ((com.fasterxml.jackson.databind.node.ArrayNode)
                                root.at("/graph/sinks/0/from"))
                        .add("absent")),
                wrong(
                        "evidence proof: a rule it reads is missing",
                        root -> at(root, "/graph/evidence").putArray("from").add("absent")),
                wrong("evidence proof: needs exactly one store", root -> at(root, "/graph/evidence/store")
                        .putPOJO("volume", new EvidenceStage.Volume("proofs"))),
                wrong("by a zone that it lacks", root -> at(root, "/graph/evidence")
                        .putPOJO("redact", new EvidenceStage.Redact(List.of(), List.of("desk")))),
                wrong("digest is not", root -> at(root, "/models/0").put("digest", "latest")),
                wrong("artifact, input or output", root -> at(root, "/models/0").putNull("input")),
                wrong("name, uid or source", root -> at(root, "/streams/0").putNull("source")),
                wrong("no version for detector", root -> at(root, "/streams/0").putArray("arms")),
                wrong("not among the models", root -> at(root, "/streams/0/arms/0")
                        .put("digest", "sha256:22")),
                wrong("stream north: ", root -> at(root, "/streams/0/lines/0").put("points", "left, right")),
                wrong("line entry has not two points", root -> at(root, "/streams/0/lines/0")
                        .put("points", "0.1,0.5")),
                wrong("needs the zone dock", root -> kind(root, "occupancy", new RuleStage.Occupancy("dock", 2, 0, 0))),
                wrong("needs the ground", root -> kind(root, "speed", new RuleStage.Speed(20, 1000, null))),
                wrong("the ground's points", root -> at(root, "/streams/0")
                        .putPOJO("ground", new StreamAssignment.Ground("0,0 1,1 1,0 0,1", "0,9 9,9 9,0 0,0"))),
                wrong(
                        "stands not before it",
                        root -> kind(
                                root,
                                "composite",
                                new RuleStage.Composite(
                                        RuleStage.Operator.All, List.of("later"), 0, RuleStage.Scope.Track))),
                wrong("needs the line entry", root -> at(root, "/streams/0").putArray("lines")),
                wrong("baseline or candidate", root -> at(root, "/trials/0").put("candidateDigest", "sha256:33")));
    }

    /** Refused as a whole, with what is wrong, and never with a credential. */
    @ParameterizedTest
    @MethodSource("wrongConfigs")
    void whatIsWrongIsSaid(String problem, Consumer<ObjectNode> change) throws IOException {
        ObjectNode root = JSON.valueToTree(config());
        change.accept(root);
        assertThat(ConfigReader.read(bytes(root)))
                .isInstanceOfSatisfying(ConfigReader.Read.Refused.class, refused -> assertThat(refused.problem())
                        .contains(problem)
                        .doesNotContain(SECRET));
    }

    @Test
    void noCredentialIsPrinted() {
        assertThat(config().toString()).doesNotContain(SECRET);
    }

    /** A half-written or foreign file never throws, and never quotes itself. */
    @Test
    void anyPrefixIsRefused() throws IOException {
        byte[] whole = bytes(config());
        for (int length = 0; length < whole.length; length++) {
            byte[] part = java.util.Arrays.copyOf(whole, length);
            assertThat(ConfigReader.read(part))
                    .isInstanceOfSatisfying(ConfigReader.Read.Refused.class, refused -> assertThat(refused.problem())
                            .doesNotContain(SECRET));
        }
        assertThat(ConfigReader.read(
                        (new String(whole, StandardCharsets.UTF_8) + "{}").getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ConfigReader.Read.Refused.class);
        assertThat(ConfigReader.read("[]".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ConfigReader.Read.Refused.class);
    }
}
