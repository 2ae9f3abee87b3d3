package io.aegisvision.dataplane.app.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegisvision.contract.CellConfig;
import io.aegisvision.contract.EvidenceStage;
import io.aegisvision.contract.KafkaConnection;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.contract.PipelineGraph;
import io.aegisvision.contract.RuleStage;
import io.aegisvision.contract.Sampling;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.dataplane.app.WholeCell;
import io.aegisvision.dataplane.app.model.StreetModels;
import io.aegisvision.dataplane.testkit.Clip;
import io.aegisvision.dataplane.testkit.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a video to a snapshot and a clip in a store, and to a consumer of the broker who looks for them by what he read. */
class EvidenceCellIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EVENT = "io.aegisvision.dwell.fired.v1";
    private static final String FOLLOW_UP = "io.aegisvision.evidence.v1";
    private static final String TOPIC = "events";

    @TempDir
    Path folder;

    @Test
    void whoReadsAnEventFindsWhatShowsIt() throws Exception {
        ModelVersion v1 = StreetModels.version("v1");
        Path video = WholeCell.knownFrame(folder, 20);
        try (KafkaBroker broker = new KafkaBroker(Files.createDirectory(folder.resolve("kafka")));
                ObjectStore store = new ObjectStore(Files.createDirectory(folder.resolve("store")))) {
            broker.start();
            broker.createTopic(TOPIC);
            store.start();
            CellConfig config = config(video, v1, new KafkaConnection(broker.address(), TOPIC, Map.of()), store);
            try (WholeCell cell = new WholeCell(folder, config)) {
                cell.pulled(v1);
                cell.start();
                cell.await("events with their evidence", state -> state.outbox().delivered() >= 2);
                Map<String, JsonNode> events = read(broker, EVENT);
                assertThat(events).isNotEmpty();
                events.values().forEach(event -> assertThat(
                                event.at("/data/evidenceState").asText())
                        .isEqualTo("pending"));
                JsonNode follow = followUp(broker);
                assertThat(events)
                        .as("the event that it follows")
                        .containsKey(follow.path("event").asText());
                snapshot(store, follow.path("snapshot"));
                clip(store, follow.path("clip"));
            }
        }
    }

    private static void snapshot(ObjectStore store, JsonNode item) throws IOException {
        Path file = stored(store, item);
        assertThat(ImageIO.read(file.toFile()))
                .as("a picture of the camera's size")
                .satisfies(picture -> assertThat(picture.getWidth()).isEqualTo(WholeCell.WIDTH))
                .satisfies(picture -> assertThat(picture.getHeight()).isEqualTo(WholeCell.HEIGHT));
    }

    private static void clip(ObjectStore store, JsonNode item) throws IOException {
        int frames = Scene.frames(stored(store, item)).size();
        long micros = item.path("end").asLong() - item.path("begin").asLong();
        assertThat(micros)
                .as("half a second before what happened, and as much after")
                .isGreaterThan(1_000_000);
        assertThat((long) frames).as("each frame of that time").isEqualTo(micros * Clip.FPS / 1_000_000 + 1);
    }

    /** The file that an item tells of, which is what it says. */
    private static Path stored(ObjectStore store, JsonNode item) throws IOException {
        assertThat(item.path("unavailable").isMissingNode()
                        || item.path("unavailable").isNull())
                .as(item.toString())
                .isTrue();
        String prefix = "s3://" + ObjectStore.BUCKET + "/";
        assertThat(item.path("uri").asText()).startsWith(prefix);
        Path file = store.object(item.path("uri").asText().substring(prefix.length()));
        assertThat(file)
                .hasSize(item.path("bytes").asLong())
                .hasDigest("SHA-256", item.path("digest").asText().substring("sha256:".length()));
        return file;
    }

    private static JsonNode followUp(KafkaBroker broker) throws Exception {
        Instant end = Instant.now().plus(Duration.ofSeconds(60));
        while (true) {
            Map<String, JsonNode> read = read(broker, FOLLOW_UP);
            if (!read.isEmpty()) {
                return read.values().iterator().next().path("data");
            }
            assertThat(Instant.now()).as("a follow-up").isBefore(end);
        }
    }

    /** Events of a type, by id. */
    private static Map<String, JsonNode> read(KafkaBroker broker, String type) throws IOException {
        Map<String, JsonNode> events = new HashMap<>();
        for (var read : broker.records(TOPIC)) {
            JsonNode event = JSON.readTree(read.value());
            if (type.equals(event.path("type").asText())) {
                events.put(event.path("id").asText(), event);
            }
        }
        return events;
    }

    private static CellConfig config(Path video, ModelVersion model, KafkaConnection kafka, ObjectStore store) {
        EvidenceStage proof = new EvidenceStage(
                "proof",
                List.of("loiter"),
                EvidenceStage.Frame.Best,
                new EvidenceStage.Clip(500, 500),
                null,
                new EvidenceStage.Store(
                        new EvidenceStage.S3(
                                store.endpoint(),
                                "us-east-1",
                                ObjectStore.BUCKET,
                                "yard/",
                                ObjectStore.KEY_ID,
                                ObjectStore.SECRET),
                        null));
        PipelineGraph graph = new PipelineGraph(
                "yard-1",
                Sampling.framesPerSecond(10),
                List.of(new PipelineGraph.DetectStage("objects", "street", List.of())),
                List.of(new PipelineGraph.TrackStage(
                        "tracks", "objects", PipelineGraph.TrackStage.Algorithm.ByteTrack, 2000)),
                List.of(new RuleStage(
                        "loiter", "r1", "tracks", RuleStage.Subject.ANY, new RuleStage.Dwell("all", 1000, 1000, 0))),
                List.of(new PipelineGraph.SinkStage("bus", List.of("loiter"), kafka)),
                proof);
        StreamAssignment.Shape all = new StreamAssignment.Shape("all", "0.0,0.0 1.0,0.0 1.0,1.0 0.0,1.0");
        return WholeCell.config("r1", graph, video, List.of(all), model, List.of(model));
    }
}
