package io.aegisvision.dataplane.bench.clocks;

import io.aegisvision.contract.Durability;
import io.aegisvision.contract.EventData;
import io.aegisvision.contract.KafkaConnection;
import io.aegisvision.contract.PipelineGraph.SinkStage;
import io.aegisvision.dataplane.app.detect.DetectedBoxes;
import io.aegisvision.dataplane.app.sink.Sinks;
import io.aegisvision.dataplane.app.stream.Analysis;
import io.aegisvision.dataplane.app.stream.EventOutlet;
import io.aegisvision.dataplane.app.stream.RuleAnalysis;
import io.aegisvision.dataplane.bench.Conveyor;
import io.aegisvision.dataplane.bench.EventStream;
import io.aegisvision.dataplane.bench.Street;
import io.aegisvision.dataplane.rules.RuleEvent;
import io.aegisvision.dataplane.testkit.KafkaBroker;
import io.aegisvision.report.Figure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Everything behind the detector for as many streams as this machine carries at ten frames a second: boxes in, tracker,
 * rules, events flushed and delivered to a real broker on the same machine. First how many frames the processors do when
 * nothing waits, then a part of that, paced, in which every frame must be done before its stream's next one.
 */
final class MetadataLoad {
    private static final int OBJECTS = 8;
    /** Crossed by the first object only: an event in four seconds of a stream. */
    private static final String LINE = "0,0.505 0.032,0.505";

    private static final int WANTED = 10_000;
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1) / Street.FRAMES_PER_SECOND;
    private static final int PROBE_STREAMS = 100;
    private static final double MILLI = 1e6;

    private final KafkaBroker broker;
    private final Path folder;
    private final int cores = Runtime.getRuntime().availableProcessors();
    private int topics;

    MetadataLoad(KafkaBroker broker, Path folder) {
        this.broker = broker;
        this.folder = folder;
    }

    private static final class Nowhere implements EventOutlet {
        @Override
        public void append(String streamUid, RuleEvent event, EventData data) {}

        @Override
        public void sync() {}
    }

    Measured measure(int seconds) throws Exception {
        double framesPerSecond = probe(seconds);
        String what = OBJECTS + " objects a frame, ByteTrack, three rules, " + cores + " threads";
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.of(
                "metadata: frames when nothing waits",
                "frames/s",
                List.of(framesPerSecond),
                what + "; events go nowhere"));
        int streams = (int) (framesPerSecond / Street.FRAMES_PER_SECOND * 0.8);
        for (int attempt = 0; attempt < 8; attempt++) {
            Histogram done = paced(streams, seconds);
            if (done.getValueAtPercentile(99.9) < PERIOD_NANOS) {
                Clock clock = new Clock("metadata: boxes due to done, " + streams + " streams at 10 frames/s");
                clock.add(done);
                String note =
                        what + "; an event in four seconds of a stream, flushed and delivered; broker on the same "
                                + "machine";
                figures.add(Figure.of(
                        "metadata: streams at 10 frames/s carried",
                        "streams",
                        List.of((double) streams),
                        note + "; 999 of 1000 frames are done before their stream's next one"));
                figures.addAll(clock.figures("ms", MILLI, note));
                figures.add(Figure.of(
                        "metadata: cores for " + WANTED + " streams at 10 frames/s, EXTRAPOLATED",
                        "cores",
                        List.of((double) WANTED / streams * cores),
                        "not run: " + streams + " streams on " + cores + " cores, in proportion"));
                return new Measured(figures);
            }
            streams = (int) (streams * 0.75);
        }
        throw new IllegalStateException("not even " + streams + " streams are carried: is the machine busy?");
    }

    /** Frames a second of all threads together. */
    private double probe(int seconds) throws Exception {
        List<Callable<Double>> threads = new ArrayList<>();
        for (int i = 0; i < cores; i++) {
            String name = "probe-" + i + "-";
            threads.add(() -> {
                Streams mine = new Streams(name, PROBE_STREAMS, new Nowhere());
                mine.work(TimeUnit.SECONDS.toNanos(3)); // compilers
                return mine.work(TimeUnit.SECONDS.toNanos(seconds)) / (double) seconds;
            });
        }
        double sum = 0;
        for (double one : all(threads)) {
            sum += one;
        }
        return sum;
    }

    /** Time of each frame from when it was due. */
    private Histogram paced(int streams, int seconds) throws Exception {
        String topic = "metadata-" + topics++;
        broker.createTopic(topic);
        try (Sinks sinks = new Sinks(Files.createTempDirectory(folder, "outbox"), InstantSource.system())) {
            KafkaConnection connection = new KafkaConnection(broker.address(), topic, Map.of());
            sinks.configure(
                    "bench", topic, List.of(new SinkStage("bus", List.of(Street.GATE), connection, Durability.FSYNC)));
            List<Callable<Histogram>> threads = new ArrayList<>();
            long begin = System.nanoTime() + TimeUnit.SECONDS.toNanos(5); // until all are made
            for (int i = 0; i < cores; i++) {
                String name = "paced-" + i + "-";
                threads.add(() -> new Streams(name, streams / cores, sinks).paced(begin, seconds));
            }
            Histogram all = new Histogram(3);
            all(threads).forEach(all::add);
            if (!sinks.drain(Duration.ofSeconds(30)).isEmpty() || sinks.state().dropped() > 0) {
                throw new IllegalStateException("events were dropped or not delivered: " + sinks.state());
            }
            return all;
        }
    }

    private static <T> List<T> all(List<Callable<T>> work) throws Exception {
        List<T> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(work.size())) {
            for (Future<T> done : threads.invokeAll(work)) {
                results.add(done.get());
            }
        }
        return results;
    }

    /** The streams of one thread. */
    private static final class Streams {
        private final List<RuleAnalysis> streams = new ArrayList<>();
        private final DetectedBoxes boxes = new DetectedBoxes();
        private final List<Analysis.Found> found =
                List.of(new Analysis.Found(Street.DETECTOR, EventStream.VERSION, boxes));
        private long frame;

        Streams(String prefix, int count, EventOutlet outlet) {
            for (int i = 0; i < count; i++) {
                streams.add(EventStream.analysis(prefix + i, LINE, outlet));
            }
        }

        /** @param shift of the stream's scene, so that not all have their event in one frame */
        private void show(RuleAnalysis stream, int shift) {
            boxes.clear();
            Conveyor.show(frame + shift, (left, top, right, bottom, score) -> {
                if (boxes.count() < OBJECTS && left < OBJECTS * 0.024) {
                    boxes.add(left, top, right, bottom, score, 0);
                }
            });
            stream.frame(frame * Street.FRAME_MICROS, false, found);
        }

        long work(long nanos) {
            long frames = 0;
            for (long until = System.nanoTime() + nanos; System.nanoTime() - until < 0; frame++) {
                for (int i = 0; i < streams.size(); i++) {
                    show(streams.get(i), i);
                    frames++;
                }
            }
            return frames;
        }

        Histogram paced(long begin, int seconds) {
            Histogram done = new Histogram(3);
            int rounds = seconds * Street.FRAMES_PER_SECOND;
            int warmUp = 3 * Street.FRAMES_PER_SECOND;
            for (int round = 0; round < rounds + warmUp; round++, frame++) {
                for (int i = 0; i < streams.size(); i++) {
                    long due = begin + round * PERIOD_NANOS + i * PERIOD_NANOS / streams.size();
                    while (System.nanoTime() - due < 0) {
                        LockSupport.parkNanos(due - System.nanoTime());
                    }
                    show(streams.get(i), i);
                    if (round >= warmUp) {
                        done.recordValue(System.nanoTime() - due);
                    }
                }
            }
            return done;
        }
    }
}
