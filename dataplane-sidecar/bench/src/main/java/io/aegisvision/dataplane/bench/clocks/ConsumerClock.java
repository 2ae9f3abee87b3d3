package io.aegisvision.dataplane.bench.clocks;

import io.aegisvision.contract.Durability;
import io.aegisvision.contract.KafkaConnection;
import io.aegisvision.contract.PipelineGraph.SinkStage;
import io.aegisvision.dataplane.app.sink.Sinks;
import io.aegisvision.dataplane.bench.EventReader;
import io.aegisvision.dataplane.bench.EventStream;
import io.aegisvision.dataplane.bench.Street;
import io.aegisvision.dataplane.testkit.KafkaBroker;
import io.aegisvision.report.Figure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Clock A: from a frame's boxes at the tracker's input to the event in the hands of a plain consumer of a real broker, 500
 * events a second: fifty streams, each with its thread as in a cell, their frames evenly apart, one event a frame. Each
 * policy of durability in turn, so that the machine's moods meet them alike.
 */
final class ConsumerClock {
    static final int STREAMS = 50;

    private static final int WARM_UP_SECONDS = 5;
    private static final double GOAL_MILLIS = 2.7;
    private static final double MILLI = 1e6;

    private final KafkaBroker broker;
    private final Path folder;
    private int topics;

    ConsumerClock(KafkaBroker broker, Path folder) {
        this.broker = broker;
        this.folder = folder;
    }

    Measured measure(int rounds, int seconds) throws Exception {
        round(Durability.FSYNC, seconds); // compilers and caches
        Map<Durability.Policy, Clock> clocks = new TreeMap<>();
        for (int i = 0; i < rounds; i++) {
            for (Durability.Policy policy : Durability.Policy.values()) {
                clocks.computeIfAbsent(policy, key -> new Clock("A: tracker input to event read, " + key))
                        .add(round(new Durability(policy, 100), seconds));
            }
        }
        List<Figure> figures = new ArrayList<>();
        clocks.forEach((policy, clock) -> figures.addAll(clock
                .figures(
                        "ms",
                        MILLI,
                        STREAMS * Street.FRAMES_PER_SECOND + " events/s for " + seconds + " s a round, " + STREAMS
                                + " streams; acks=all, linger 0, one broker, whose process and the consumer share the "
                                + "machine; " + flush(policy))
                .stream()
                .map(figure -> figure.name().endsWith("p95") ? figure.atMost(GOAL_MILLIS) : figure)
                .toList()));
        return new Measured(
                figures, "clock-a", "Tracker input to event read, 500 events/s", List.copyOf(clocks.values()));
    }

    private static String flush(Durability.Policy policy) {
        return switch (policy) {
            case Fsync -> "flushed (fdatasync) before it is sent";
            case FsyncEvery -> "sent once written, flushed every 100 ms";
            case None -> "sent once written, flushed when the kernel likes";
        };
    }

    private Histogram round(Durability durability, int seconds) throws Exception {
        String topic = "clock-a-" + topics++;
        broker.createTopic(topic);
        Path outbox = Files.createTempDirectory(folder, "outbox");
        int frames = (WARM_UP_SECONDS + seconds) * Street.FRAMES_PER_SECOND;
        try (EventReader reader = new EventReader(broker.address(), topic);
                Sinks sinks = new Sinks(outbox, InstantSource.system())) {
            KafkaConnection connection = new KafkaConnection(broker.address(), topic, Map.of());
            sinks.configure(
                    "bench", "clock-a", List.of(new SinkStage("bus", List.of(Street.GATE), connection, durability)));
            Map<String, EventStream> streams = run(sinks, frames);
            if (!sinks.drain(Duration.ofSeconds(30)).isEmpty() || sinks.state().dropped() > 0) {
                throw new IllegalStateException("events were dropped or not delivered: " + sinks.state());
            }
            return read(streams, reader, STREAMS * seconds * Street.FRAMES_PER_SECOND);
        }
    }

    private static Map<String, EventStream> run(Sinks sinks, int frames) throws InterruptedException {
        Map<String, EventStream> streams = new TreeMap<>();
        long begin = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        long micros = System.currentTimeMillis() * 1000;
        long apart = TimeUnit.SECONDS.toNanos(1) / Street.FRAMES_PER_SECOND / STREAMS;
        for (int i = 0; i < STREAMS; i++) {
            EventStream stream = new EventStream("bench-" + i, sinks, frames, begin + i * apart, micros);
            streams.put(stream.name(), stream);
        }
        List<Thread> threads = streams.values().stream()
                .map(stream ->
                        Thread.ofPlatform().name("analyse-" + stream.name()).start(stream))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        return streams;
    }

    private static Histogram read(Map<String, EventStream> streams, EventReader reader, int expected)
            throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            Histogram read = new Histogram(3);
            for (EventReader.Read event : reader.events()) {
                EventStream stream = streams.get(event.stream());
                int frame = stream == null ? -1 : stream.frameAt(event.decidedMicros());
                if (stream == null || frame < 0) {
                    throw new IllegalStateException("an event of no frame: " + event);
                }
                if (frame >= WARM_UP_SECONDS * Street.FRAMES_PER_SECOND) {
                    read.recordValue(event.readNanos() - stream.handedNanos(frame));
                }
            }
            if (read.getTotalCount() == expected) {
                return read;
            }
            if (read.getTotalCount() > expected || System.nanoTime() - until > 0) { // a repeat would be one too many
                throw new IllegalStateException(read.getTotalCount() + " events in a round, not " + expected);
            }
            Thread.sleep(200);
        }
    }
}
