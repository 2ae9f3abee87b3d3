package io.aegisvision.dataplane.bench.clocks;

import io.aegisvision.contract.Durability;
import io.aegisvision.contract.KafkaConnection;
import io.aegisvision.contract.PipelineGraph.SinkStage;
import io.aegisvision.dataplane.app.sink.Sinks;
import io.aegisvision.dataplane.app.stream.NativeCalls;
import io.aegisvision.dataplane.app.stream.StreamRunner;
import io.aegisvision.dataplane.bench.EventReader;
import io.aegisvision.dataplane.testkit.Clip;
import io.aegisvision.dataplane.testkit.KafkaBroker;
import io.aegisvision.dataplane.testkit.PlayedCamera;
import io.aegisvision.report.Figure;
import java.io.IOException;
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
import org.jspecify.annotations.Nullable;

/**
 * Clock C: from a frame leaving a camera on loopback (RTSP, its RTP packets begin to be sent) to the event in the hands of
 * a consumer. Source, decoder, scaler, tracker, rules, outbox and delivery are the shipped ones; where a model would be, the
 * frame's burnt-in time code is read. So it is all but the model and the network. Clock B is the part of it that begins with
 * the frame out of the decoder.
 */
final class GlassClock {
    private static final int CLIP_SECONDS = 16;
    private static final int WARM_UP_SECONDS = 4;
    private static final double MILLI = 1e6;
    /** Milliseconds from the decoded frame to the event, without a model. */
    private static final double GOAL_B = 4;

    private static final long PERIOD_MICROS = 1_000_000 / Clip.FPS;

    private final KafkaBroker broker;
    private final Path folder;
    private int topics;

    GlassClock(KafkaBroker broker, Path folder) {
        this.broker = broker;
        this.folder = folder;
    }

    private record Size(int width, int height, long bitsPerSecond) {
        String text() {
            return width + "x" + height;
        }
    }

    Measured measure(int rounds, int seconds) throws Exception {
        List<Figure> figures = new ArrayList<>();
        List<Clock> clocks = new ArrayList<>();
        List<Size> sizes =
                List.of(new Size(640, 352, 1_000_000), new Size(1280, 720, 2_500_000), new Size(1920, 1088, 5_000_000));
        for (Size size : sizes) {
            Clip clip = Clip.coded(size.width(), size.height(), CLIP_SECONDS, size.bitsPerSecond());
            Clock events = new Clock("C: frame leaves the camera to event read, " + size.text());
            Clock decoded = new Clock("C: frame leaves the camera to decoded and scaled, " + size.text());
            Clock inside = new Clock("B: decoded frame to event read, " + size.text());
            for (int i = 0; i < rounds; i++) {
                try (Round round = new Round(clip)) {
                    round.run(seconds);
                    events.add(round.events());
                    decoded.add(round.scaled);
                    inside.add(round.inside());
                }
            }
            String note = "one camera, 25 frames/s, " + size.bitsPerSecond() / 1000 + " kb/s, H.264 Baseline with a "
                    + "burnt-in time code, no model; of that, " + 1000 / Clip.FPS
                    + " ms are waited for the next frame's "
                    + "first packet, with which FFmpeg closes an access unit; " + seconds + " s a round";
            figures.addAll(events.figures("ms", MILLI, note));
            figures.addAll(decoded.figures("ms", MILLI, note));
            String withoutModel =
                    "one camera, 25 frames/s, no model; scaling into its input is in it, and the way to the"
                            + " broker and back, each event durable before it is sent; " + seconds + " s a round";
            figures.add(inside.figure(50, "ms", MILLI, withoutModel));
            figures.add(inside.figure(95, "ms", MILLI, withoutModel).atMost(GOAL_B));
            figures.add(inside.figure(99, "ms", MILLI, withoutModel));
            clocks.add(events);
            clocks.add(inside);
        }
        return new Measured(figures, "clock-c", "To the event read, no model", clocks);
    }

    /** One camera and what came of it. */
    private final class Round implements AutoCloseable {
        private final Map<Long, Long> sent = new TreeMap<>();
        private final Map<Long, Long> decoded = new TreeMap<>();
        private final Histogram scaled = new Histogram(3);
        private final PlayedCamera camera;
        private final NativeCalls calls = new NativeCalls(4, hung -> {});
        private final Sinks sinks;
        private final EventReader reader;
        private @Nullable StreamRunner runner;
        private long firstMicros;
        private long counted;

        Round(Clip clip) throws Exception {
            String topic = "clock-c-" + topics++;
            broker.createTopic(topic);
            camera = new PlayedCamera(clip);
            camera.watch(this::sent);
            calls.start();
            reader = new EventReader(broker.address(), topic);
            sinks = new Sinks(Files.createTempDirectory(folder, "outbox"), InstantSource.system());
            KafkaConnection connection = new KafkaConnection(broker.address(), topic, Map.of());
            sinks.configure(
                    "bench", "clock-c", List.of(new SinkStage("bus", CodedStreet.RULES, connection, Durability.FSYNC)));
        }

        private synchronized void sent(long number, long nanos) {
            if (number == 1) { // the report before it says what time this frame is of
                firstMicros = System.currentTimeMillis() * 1000 - PERIOD_MICROS;
            }
            sent.put(number, nanos);
        }

        /** A frame was decoded and scaled: the newest with that code that was sent. */
        private synchronized void scaled(int code, long decodedNanos) {
            long now = System.nanoTime();
            long clip = (long) CLIP_SECONDS * Clip.FPS;
            long newest = sent.size() - 1L;
            for (long number = newest; number >= Math.max(0, newest - 3L * Clip.FPS); number--) {
                if (number % clip == code) {
                    counted++;
                    decoded.put(number, decodedNanos);
                    if (counted > (long) WARM_UP_SECONDS * Clip.FPS) {
                        scaled.recordValue(now - sent.getOrDefault(number, now));
                    }
                    return;
                }
            }
            throw new IllegalStateException("a frame of the code " + code + " was not sent lately");
        }

        void run(int seconds) throws InterruptedException {
            StreamRunner started = CodedStreet.runner("glass", camera.port(), this::scaled, sinks, calls);
            runner = started;
            started.start();
            Thread.sleep(TimeUnit.SECONDS.toMillis(WARM_UP_SECONDS + (long) seconds));
            started.close();
            if (!sinks.drain(Duration.ofSeconds(20)).isEmpty()) {
                throw new IllegalStateException("events were not delivered: " + sinks.state());
            }
            Thread.sleep(500); // the consumer has them then
        }

        Histogram events() {
            return since(sent);
        }

        Histogram inside() {
            return since(decoded);
        }

        /** Until an event was read, from when its frame was somewhere. */
        private synchronized Histogram since(Map<Long, Long> times) {
            Histogram read = new Histogram(3);
            for (EventReader.Read event : reader.events()) {
                long frame = Math.round((event.decidedMicros() - firstMicros) / (double) PERIOD_MICROS);
                Long left = times.get(frame);
                if (left == null) {
                    throw new IllegalStateException("an event of no frame: " + event);
                }
                if (frame >= (long) WARM_UP_SECONDS * Clip.FPS) {
                    read.recordValue(event.readNanos() - left);
                }
            }
            if (read.getTotalCount() == 0) {
                throw new IllegalStateException("no events");
            }
            return read;
        }

        @Override
        public void close() throws IOException {
            if (runner != null) {
                runner.close();
            }
            camera.close();
            calls.close();
            sinks.close();
            reader.close();
        }
    }
}
