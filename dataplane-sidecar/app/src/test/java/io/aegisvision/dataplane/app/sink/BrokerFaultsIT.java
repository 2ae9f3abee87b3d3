package io.aegisvision.dataplane.app.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.contract.CellState;
import io.aegisvision.contract.Durability;
import io.aegisvision.contract.KafkaConnection;
import io.aegisvision.contract.PipelineGraph.SinkStage;
import io.aegisvision.dataplane.testkit.FaultProxy.Fault;
import io.aegisvision.dataplane.testkit.KafkaBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Events go on while a real broker is away, hangs, refuses or is slow, and all of them arrive, in order. {@code make soak}
 * keeps a broker away for ten minutes.
 */
class BrokerFaultsIT {
    /** Frames of two streams each while a fault lasts. */
    private static final int FRAMES = 90;

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

    @AfterEach
    void heal() throws Exception {
        broker.faults().set(Fault.NONE);
        broker.slow(null);
    }

    private interface Step {
        void take() throws Exception;
    }

    /**
     * Frames before, while and after a fault, in a cell whose broker is behind the proxy.
     *
     * @param told what the cell says while it lasts
     */
    private void through(String topic, Durability durability, Step fault, Predicate<CellState.Outbox> told, Step end)
            throws Exception {
        broker.createTopic(topic);
        int frames = 0;
        try (Sinks sinks = new Sinks(folder, InstantSource.system())) {
            KafkaConnection connection = new KafkaConnection(broker.proxiedAddress(), topic, Map.of());
            sinks.configure(
                    "plant-7", "yard-0", List.of(new SinkStage("bus", List.of("gate"), connection, durability)));
            for (; frames < FRAMES / 3; frames++) {
                Crossings.frame(sinks, frames);
            }
            Crossings.await(sinks, Duration.ofSeconds(40), state -> state.pending() == 0);
            fault.take();
            for (; frames < FRAMES; frames++) {
                Crossings.frame(sinks, frames);
            }
            Crossings.await(sinks, Duration.ofSeconds(40), told);
            end.take();
            for (; frames < FRAMES + FRAMES / 3; frames++) {
                Crossings.frame(sinks, frames);
            }
            Crossings.await(sinks, Duration.ofSeconds(60), state -> state.sinkReachable() && state.pending() == 0);
            assertThat(sinks.state().dropped()).isZero();
            assertThat(sinks.state().problem()).isNull();
        }
        Crossings.assertAllInOrder(broker.records(topic), frames);
    }

    /** It takes no record of this size: it is asked again until it does, and none is left out. */
    @Test
    void aBrokerThatAnswersErrors() throws Exception {
        through(
                "errors",
                Durability.FSYNC,
                () -> broker.setTopic("errors", "max.message.bytes", "100"),
                state -> !state.sinkReachable() && state.problem() != null && state.pending() >= FRAMES,
                () -> broker.setTopic("errors", "max.message.bytes", "1000000"));
    }

    /** Connections stay open and nothing is answered. */
    @Test
    void aBrokerThatHangs() throws Exception {
        through(
                "hanging",
                new Durability(Durability.Policy.FsyncEvery, 20),
                () -> broker.faults().set(Fault.STALL),
                state -> !state.sinkReachable() && state.pending() >= FRAMES,
                () -> broker.faults().set(Fault.NONE));
    }

    @Test
    void aNetworkThatResetsEachConnection() throws Exception {
        through(
                "resets",
                new Durability(Durability.Policy.None, 100),
                () -> broker.faults().set(Fault.RESET),
                state -> !state.sinkReachable() && state.pending() >= FRAMES,
                () -> broker.faults().set(Fault.NONE));
    }

    /** A quota of the broker holds its answers back: the backlog is seen, and it goes once the quota does. */
    @Test
    void aBrokerThatIsSlow() throws Exception {
        through(
                "slow",
                Durability.FSYNC,
                () -> broker.slow(2_000.0),
                state -> state.pending() > 0 && state.oldestPendingMillis() > 500,
                () -> broker.slow(null));
    }
}
