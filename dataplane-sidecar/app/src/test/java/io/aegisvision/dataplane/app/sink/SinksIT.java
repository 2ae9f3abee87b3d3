package io.aegisvision.dataplane.app.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.contract.KafkaConnection;
import io.aegisvision.contract.PipelineGraph.SinkStage;
import io.aegisvision.dataplane.testkit.KafkaBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events from the decision to a consumer of a real broker, which is killed on the way. */
class SinksIT {
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
    static void stop() throws IOException {
        broker.close();
    }

    private Sinks sinks(KafkaConnection connection) {
        Sinks sinks = new Sinks(folder, InstantSource.system());
        sinks.configure("plant-7", "yard-0", List.of(new SinkStage("bus", List.of("gate"), connection)));
        return sinks;
    }

    private static int assertAllInOrder(String topic, int frames) throws IOException {
        return Crossings.assertAllInOrder(broker.records(topic), frames);
    }

    private static KafkaConnection topic(String topic) throws Exception {
        broker.createTopic(topic);
        return new KafkaConnection(broker.address(), topic, Map.of());
    }

    @Test
    void aBrokerThatIsKilledLosesNothing() throws Exception {
        int frames = 0;
        try (Sinks sinks = sinks(topic("killed"))) {
            for (; frames < 200; frames++) {
                Crossings.frame(sinks, frames);
            }
            broker.kill();
            for (; frames < 400; frames++) {
                Crossings.frame(sinks, frames);
            }
            Crossings.await(sinks, Duration.ofSeconds(5), state -> !state.sinkReachable() && state.problem() != null);
            assertThat(sinks.state().problem()).startsWith("sink bus: ");
            assertThat(sinks.state().pending()).isGreaterThanOrEqualTo(400);
            broker.start();
            for (; frames < 600; frames++) {
                Crossings.frame(sinks, frames);
            }
            Crossings.await(sinks, Duration.ofSeconds(20), state -> state.sinkReachable() && state.pending() == 0);
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
                Crossings.frame(sinks, n);
            }
            assertThat(sinks.drain(Duration.ofMillis(200))).containsExactly("bus");
        }
        try (Sinks sinks = sinks(connection)) {
            assertThat(sinks.drain(Duration.ofSeconds(20))).isEmpty();
        }
        assertThat(assertAllInOrder("waiting", 100)).as("repeats").isZero();
        try (Sinks sinks = sinks(connection)) {
            Crossings.frame(sinks, 100);
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
            Crossings.frame(sinks, 0);
            Crossings.await(sinks, Duration.ofSeconds(8), state -> !state.sinkReachable());
            sinks.configure("plant-7", "yard-0", List.of(new SinkStage("bus", List.of("gate"), connection)));
            Crossings.frame(sinks, 1);
            Crossings.await(sinks, Duration.ofSeconds(20), state -> state.sinkReachable() && state.pending() == 0);
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
            Crossings.frame(sinks, 0);
            Crossings.await(sinks, Duration.ofSeconds(5), state -> !state.sinkReachable() && state.problem() != null);
            assertThat(sinks.state().problem())
                    .contains("the connection's properties refuse")
                    .doesNotContain("hunter2");
        }
    }

    @Test
    void aTopicThatIsNotThereIsSaid() throws Exception {
        try (Sinks sinks = sinks(new KafkaConnection(broker.address(), "absent", Map.of()))) {
            Crossings.frame(sinks, 0);
            Crossings.await(sinks, Duration.ofSeconds(8), state -> !state.sinkReachable() && state.problem() != null);
            assertThat(sinks.state().pending()).isEqualTo(2);
            broker.createTopic("absent");
            Crossings.await(sinks, Duration.ofSeconds(20), state -> state.sinkReachable() && state.pending() == 0);
        }
        assertAllInOrder("absent", 1);
    }
}
