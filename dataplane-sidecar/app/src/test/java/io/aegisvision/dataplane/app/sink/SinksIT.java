package io.aegisvision.dataplane.app.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegisvision.contract.CellState;
import io.aegisvision.contract.EventData;
import io.aegisvision.contract.KafkaConnection;
import io.aegisvision.contract.PipelineGraph.SinkStage;
import io.aegisvision.contract.RuleStage;
import io.aegisvision.dataplane.rules.EventKind;
import io.aegisvision.dataplane.rules.RuleEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events from the decision to a consumer of a real broker, which is killed on the way. */
class SinksIT {
    private static final List<String> STREAMS = List.of("north", "south");
    private static final RuleStage RULE = new RuleStage(
            "gate",
            "abc",
            "tracks",
            RuleStage.Subject.ANY,
            new RuleStage.LineCross("entry", RuleStage.CrossDirection.Both));
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path kafka;

    private static KafkaBroker broker;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        broker = new KafkaBroker(kafka);
        broker.start();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private Sinks sinks(KafkaConnection connection) {
        Sinks sinks = new Sinks(folder, InstantSource.system());
        sinks.configure("plant-7", "yard-0", List.of(new SinkStage("bus", List.of("gate"), connection)));
        return sinks;
    }

    private static KafkaConnection topic(String topic) throws Exception {
        broker.createTopic(topic);
        return new KafkaConnection(broker.address(), topic, Map.of());
    }

    /** The n-th crossing of both streams, each a frame of its own. */
    private static void frame(Sinks sinks, int n) {
        for (String stream : STREAMS) {
            RuleEvent event = new RuleEvent(
                    RULE,
                    EventKind.LINE_CROSSED,
                    new EventData.Track(n, "person"),
                    n,
                    0,
                    "LeftToRight",
                    null,
                    null,
                    null,
                    null,
                    null,
                    n * 1000L,
                    n * 1000L,
                    List.of(),
                    List.of());
            EventData data = event.data(new RuleEvent.Place(
                    stream, "epoch-1", "yard-3", new EventData.Model("detector", "v1", "sha256:00"), false));
            sinks.append("uid-" + stream, event, data);
            sinks.sync();
        }
    }

    private static void await(Sinks sinks, Duration most, Predicate<CellState.Outbox> what)
            throws InterruptedException {
        Instant end = Instant.now().plus(most);
        while (!what.test(sinks.state())) {
            assertThat(Instant.now()).as("still %s", sinks.state()).isBefore(end);
            Thread.sleep(20);
        }
    }

    /** Every event of every stream was delivered, and its first delivery came after those of all earlier ones. */
    private static int assertAllInOrder(String topic, int frames) throws IOException {
        Map<String, TreeSet<Long>> seen = new HashMap<>();
        Set<String> ids = new TreeSet<>();
        List<ConsumerRecord<String, byte[]>> records = broker.records(topic);
        for (ConsumerRecord<String, byte[]> record : records) {
            JsonNode event = JSON.readTree(record.value());
            long track = event.get("data").get("track").get("id").asLong();
            TreeSet<Long> before = seen.computeIfAbsent(record.key(), key -> new TreeSet<>());
            if (ids.add(event.get("id").asText())) {
                assertThat(track).as("next of " + record.key()).isEqualTo(before.size());
            }
            before.add(track);
        }
        assertThat(seen.keySet()).containsExactlyInAnyOrder("plant-7/north", "plant-7/south");
        assertThat(ids).hasSize(frames * STREAMS.size());
        return records.size() - ids.size();
    }

    @Test
    void aBrokerThatIsKilledLosesNothing() throws Exception {
        int frames = 0;
        try (Sinks sinks = sinks(topic("killed"))) {
            for (; frames < 200; frames++) {
                frame(sinks, frames);
            }
            broker.kill();
            for (; frames < 400; frames++) {
                frame(sinks, frames);
            }
            await(sinks, Duration.ofSeconds(5), state -> !state.sinkReachable() && state.problem() != null);
            assertThat(sinks.state().problem()).startsWith("sink bus: ");
            assertThat(sinks.state().pending()).isGreaterThanOrEqualTo(400);
            broker.start();
            for (; frames < 600; frames++) {
                frame(sinks, frames);
            }
            await(sinks, Duration.ofSeconds(20), state -> state.sinkReachable() && state.pending() == 0);
            assertThat(sinks.state().problem()).isNull();
            assertThat(sinks.state().dropped()).isZero();
            assertThat(sinks.drain(Duration.ofSeconds(1))).isEmpty();
        }
        assertAllInOrder("killed", frames);
    }

    /** The process ends while events wait, the broker being away; the next process delivers them. */
    @Test
    void whatWaitsOutlivesTheProcess() throws Exception {
        KafkaConnection connection = topic("waiting");
        KafkaConnection nobody = new KafkaConnection("127.0.0.1:9", "waiting", Map.of());
        try (Sinks sinks = sinks(nobody)) {
            for (int n = 0; n < 100; n++) {
                frame(sinks, n);
            }
            assertThat(sinks.drain(Duration.ofMillis(200))).containsExactly("bus");
        }
        try (Sinks sinks = sinks(connection)) {
            assertThat(sinks.drain(Duration.ofSeconds(20))).isEmpty();
        }
        assertThat(assertAllInOrder("waiting", 100)).as("repeats").isZero();
        try (Sinks sinks = sinks(connection)) {
            frame(sinks, 100);
            assertThat(sinks.drain(Duration.ofSeconds(20))).isEmpty();
        }
        assertThat(assertAllInOrder("waiting", 101))
                .as("repeats after an orderly end")
                .isZero();
    }

    /** A corrected Secret: the events that wait go to the new address. */
    @Test
    void anotherConnectionTakesTheOutboxOver() throws Exception {
        KafkaConnection connection = topic("moved");
        try (Sinks sinks = sinks(new KafkaConnection("127.0.0.1:9", "moved", Map.of()))) {
            frame(sinks, 0);
            await(sinks, Duration.ofSeconds(8), state -> !state.sinkReachable());
            sinks.configure("plant-7", "yard-0", List.of(new SinkStage("bus", List.of("gate"), connection)));
            frame(sinks, 1);
            await(sinks, Duration.ofSeconds(20), state -> state.sinkReachable() && state.pending() == 0);
        }
        assertAllInOrder("moved", 2);
    }

    /** What the user wrote wrong is said, without the text of what they wrote. */
    @Test
    void propertiesThatNoClientTakesAreSaid() throws Exception {
        broker.createTopic("wrong");
        KafkaConnection wrong = new KafkaConnection(
                broker.address(), "wrong", Map.of("security.protocol", "SASL_SSL", "sasl.jaas.config", "hunter2"));
        try (Sinks sinks = sinks(wrong)) {
            frame(sinks, 0);
            await(sinks, Duration.ofSeconds(5), state -> !state.sinkReachable() && state.problem() != null);
            assertThat(sinks.state().problem())
                    .contains("the connection's properties refuse")
                    .doesNotContain("hunter2");
        }
    }

    @Test
    void aTopicThatIsNotThereIsSaid() throws Exception {
        try (Sinks sinks = sinks(new KafkaConnection(broker.address(), "absent", Map.of()))) {
            frame(sinks, 0);
            await(sinks, Duration.ofSeconds(8), state -> !state.sinkReachable() && state.problem() != null);
            assertThat(sinks.state().pending()).isEqualTo(2);
            broker.createTopic("absent");
            await(sinks, Duration.ofSeconds(20), state -> state.sinkReachable() && state.pending() == 0);
        }
        assertAllInOrder("absent", 1);
    }
}
