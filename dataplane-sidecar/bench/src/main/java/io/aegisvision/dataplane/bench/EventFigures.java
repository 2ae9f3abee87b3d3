package io.aegisvision.dataplane.bench;

import io.aegisvision.contract.KafkaConnection;
import io.aegisvision.contract.PipelineGraph.SinkStage;
import io.aegisvision.dataplane.app.sink.Sinks;
import io.aegisvision.report.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * From the tracker's input to an event in a consumer's hands, at 100 events a second: ten streams, each with its thread
 * as in a cell, their frames evenly apart, one event a frame; tracker, rules, encoder, outbox, delivery and producer are
 * the shipped ones, the broker is that of the cluster.
 */
final class EventFigures {
    private static final int STREAMS = 10;
    private static final int WARM_UP_SECONDS = 15;
    private static final int ROUND_SECONDS = 30;
    private static final int ROUNDS = 3;
    private static final int FRAMES = (WARM_UP_SECONDS + ROUNDS * ROUND_SECONDS) * Street.FRAMES_PER_SECOND;
    private static final String TOPIC = "aegis-bench-events";
    private static final double MILLI = 1e6;

    private final String bootstrap;
    private final Path folder;
    private final String beside;

    /**
     * @param folder where the outbox is made; it is gone afterwards
     * @param beside what else the machine is doing, for the note
     */
    EventFigures(String bootstrap, Path folder, String beside) {
        this.bootstrap = bootstrap;
        this.folder = folder;
        this.beside = beside;
    }

    List<Figure> measure() throws Exception {
        Files.createDirectories(folder);
        Path outbox = Files.createTempDirectory(folder, "outbox");
        Topic.make(bootstrap, TOPIC, 3);
        try (EventReader reader = new EventReader(bootstrap, TOPIC);
                Sinks sinks = new Sinks(outbox, InstantSource.system())) {
            sinks.configure(
                    "bench",
                    "aegis-bench",
                    List.of(new SinkStage(
                            "bus", List.of(Street.GATE), new KafkaConnection(bootstrap, TOPIC, Map.of()))));
            Map<String, EventStream> streams = run(sinks);
            await(reader);
            if (sinks.state().dropped() != 0) {
                throw new IllegalStateException(sinks.state().dropped() + " events dropped");
            }
            return figures(streams, reader.events(), Files.getFileStore(outbox).type());
        } finally {
            Topic.delete(bootstrap, TOPIC);
            remove(outbox);
        }
    }

    private static void remove(Path folder) throws IOException {
        List<Path> inside;
        try (Stream<Path> paths = Files.walk(folder)) {
            inside = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : inside) {
            Files.delete(path);
        }
    }

    private static Map<String, EventStream> run(Sinks sinks) throws InterruptedException {
        Map<String, EventStream> streams = new TreeMap<>();
        long begin = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        long micros = System.currentTimeMillis() * 1000;
        long apart = TimeUnit.SECONDS.toNanos(1) / Street.FRAMES_PER_SECOND / STREAMS;
        for (int i = 0; i < STREAMS; i++) {
            EventStream stream = new EventStream("bench-" + i, sinks, FRAMES, begin + i * apart, micros);
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

    /** Waits until no more events come. */
    private static void await(EventReader reader) throws InterruptedException {
        int before = -1;
        while (reader.events().size() != before) {
            before = reader.events().size();
            Thread.sleep(2000);
        }
    }

    private List<Figure> figures(Map<String, EventStream> streams, List<EventReader.Read> events, String fileSystem) {
        List<List<Long>> rounds = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            rounds.add(new ArrayList<>());
        }
        for (EventReader.Read event : events) {
            EventStream stream = streams.get(event.stream());
            int frame = stream == null ? -1 : stream.frameAt(event.decidedMicros());
            if (stream == null || frame < 0) {
                throw new IllegalStateException("an event of no frame: " + event);
            }
            int second = frame / Street.FRAMES_PER_SECOND - WARM_UP_SECONDS;
            if (second >= 0) {
                rounds.get(second / ROUND_SECONDS).add(event.readNanos() - stream.handedNanos(frame));
            }
        }
        List<Quantiles> measured = new ArrayList<>();
        int expected = STREAMS * Street.FRAMES_PER_SECOND * ROUND_SECONDS;
        for (List<Long> round : rounds) {
            if (round.size() != expected) { // a repeat would be one too many
                throw new IllegalStateException(round.size() + " events in a round, not " + expected);
            }
            measured.add(new Quantiles(round.stream().mapToLong(Long::longValue).toArray()));
        }
        String note = "100 events/s for " + ROUND_SECONDS + " s a round after " + WARM_UP_SECONDS + " s, " + STREAMS
                + " streams, one event a frame, from handing the frame to the tracker to poll() of a plain consumer; fsync "
                + "policy as shipped: the events of a frame are synced (fdatasync, outbox on " + fileSystem
                + ") before the producer sees them, streams that meet share a flush; acks=all, one broker; " + beside;
        List<Figure> figures = new ArrayList<>();
        for (int percent : new int[] {50, 95, 99}) {
            figures.add(Figure.of(
                    "events: tracker input to event read, p" + percent,
                    "ms",
                    measured.stream().map(q -> q.at(percent / 100.0) / MILLI).toList(),
                    note));
        }
        return figures;
    }
}
