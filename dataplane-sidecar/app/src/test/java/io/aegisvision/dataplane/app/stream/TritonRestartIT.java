package io.aegisvision.dataplane.app.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.contract.Artifact;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.dataplane.app.detect.DetectedBoxes;
import io.aegisvision.dataplane.app.detect.TritonDetector;
import io.aegisvision.dataplane.app.model.ServerWatch;
import io.aegisvision.dataplane.testkit.TritonProgram;
import io.aegisvision.dataplane.triton.TritonClient;
import io.aegisvision.dataplane.triton.TritonException;
import io.aegisvision.dataplane.video.Picture;
import io.aegisvision.dataplane.video.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real server dies in the middle of three streams' frames and comes back, twice. Every frame is one colour, its
 * number, and the model answers with the colour it read: a frame that was given another's result, or was rewritten while
 * it was read, would show.
 */
class TritonRestartIT {
    private static final int SIZE = 64;
    private static final int STREAMS = 3;
    private static final ModelVersion VERSION = new ModelVersion(
            "number",
            "v1",
            "sha256:" + "5".repeat(64),
            new Artifact("oci://registry.example/models/number", "sha256:" + "1".repeat(64), null, null),
            List.of("whole", "torn"),
            new ModelVersion.Input(
                    "images",
                    SIZE,
                    SIZE,
                    ModelVersion.Layout.NHWC,
                    ModelVersion.DataType.UINT8,
                    ModelVersion.Normalization.None,
                    false),
            new ModelVersion.Output("boxes", "scores", "labels", 35, 50));

    @TempDir
    Path folder;

    private final String boot = UUID.randomUUID().toString().substring(0, 8);
    private final EngineTurns turns = new EngineTurns(8);
    private final List<Numbered> streams = new ArrayList<>();
    private TritonProgram triton;
    private TritonClient client;
    private ServerWatch watch;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        triton = new TritonProgram(TritonProgram.installed(), folder);
        triton.number(TritonDetector.tritonName(VERSION), SIZE, SIZE, 8, 2_000, 2_000);
        triton.start();
        client = TritonClient.connect("127.0.0.1", triton.port(), Duration.ofSeconds(5));
        watch = new ServerWatch(client, Path.of("/dev/shm"), boot);
        watch.start(() -> {});
        await("the server is seen", () -> watch.life() == 1);
        for (int i = 0; i < STREAMS; i++) {
            streams.add(new Numbered(i));
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (Numbered stream : streams) {
            stream.close();
        }
        for (Numbered stream : streams) {
            await("its region is freed", () -> stream.freed.get() == 1);
        }
        await("the server has none of them any more, only the watch's mark", () -> regions() == 1);
        watch.close();
        client.close();
        triton.close();
    }

    @Test
    void atMostWhatWasInFlightIsLostAndNoFrameIsMislabelled() throws Exception {
        for (int life = 1; life <= 3; life++) {
            int now = life;
            await("it lives", () -> watch.life() == now);
            for (Numbered stream : streams) {
                stream.mayLose += life == 1 ? 0 : stream.counts.snapshot().decoded() - stream.decodedAtDeath + 2;
                // what the former life's calls cost was counted before the frames that follow here
                long after = stream.processed.get() + 2;
                await("frames again", () -> stream.processed.get() > after);
                long lost = stream.lost();
                long then = stream.processed.get() + 40;
                await("and on", () -> stream.processed.get() > then);
                assertThat(stream.lost()).as("lost while the server lives").isEqualTo(lost);
            }
            if (life < 3) {
                streams.forEach(stream ->
                        stream.decodedAtDeath = stream.counts.snapshot().decoded());
                triton.kill();
                triton.start();
            }
        }
        streams.forEach(Numbered::end);
        for (Numbered stream : streams) {
            StreamCounts.View view = stream.counts.snapshot();
            assertThat(stream.wrong).isEmpty();
            assertThat(view.inFlight()).isZero();
            assertThat(view.decoded())
                    .isEqualTo(view.processed()
                            + view.dropped().values().stream()
                                    .mapToLong(Long::longValue)
                                    .sum());
            assertThat(stream.lost())
                    .as("came while it was away, or was one of two that it had: %s", view)
                    .isBetween(1L, stream.mayLose);
        }
    }

    private int regions() {
        try {
            return client.regions().size();
        } catch (TritonException e) {
            return -1;
        }
    }

    private static void await(String what, BooleanSupplier holds) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(until);
            Thread.sleep(5);
        }
    }

    /** A stream of numbered frames, one every 10 ms, that checks what comes out for each. */
    private final class Numbered implements Analysis, FrameFlow.Observer {
        private final StreamCounts counts = new StreamCounts();
        private final AtomicLong processed = new AtomicLong();
        private final AtomicInteger freed = new AtomicInteger();
        private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());
        private final TritonDetector detector;
        private final FrameFlow flow;
        private final Thread camera;
        private volatile boolean ended;
        private long decodedAtDeath;
        private long mayLose;

        Numbered(int index) throws IOException {
            detector = new TritonDetector(
                    VERSION,
                    watch,
                    Path.of("/dev/shm"),
                    ServerWatch.regionName(boot, "d" + index),
                    6,
                    freed::incrementAndGet);
            flow = new FrameFlow("s" + index, counts, this, this, new LiveLoad(), turns);
            flow.start();
            camera = Thread.ofPlatform().start(() -> play(1 + index * 1_000_003));
        }

        private void play(int first) {
            Epoch epoch = Epoch.begin("started", 1);
            List<FrameFlow.Stage> stages = List.of(new FrameFlow.Stage("objects", detector));
            byte[] pixels = new byte[3 * SIZE * SIZE];
            for (int number = first; !ended; number++) {
                for (int i = 0; i < pixels.length; i += 3) {
                    pixels[i] = (byte) (number >> 16);
                    pixels[i + 1] = (byte) (number >> 8);
                    pixels[i + 2] = (byte) number;
                }
                try (Picture picture = Picture.ofRgb(new RgbImage(SIZE, SIZE, pixels.clone()))) {
                    flow.submit(picture, number, false, epoch, stages, false);
                    Thread.sleep(10);
                } catch (InterruptedException e) {
                    return;
                }
            }
        }

        @Override
        public void begin(Epoch begun) {}

        @Override
        public boolean frame(long captureMicros, boolean estimated, List<Found> found) {
            DetectedBoxes boxes = found.getFirst().boxes();
            if (boxes.count() != 1 || boxes.label(0) != 0) {
                wrong.add("frame " + captureMicros + ": " + boxes.count() + " boxes");
                return false;
            }
            long red = Math.round(boxes.x1(0) * SIZE * 8);
            long green = Math.round(boxes.y1(0) * SIZE * 8);
            long blue = Math.round((boxes.x2(0) * SIZE - SIZE / 2.0) * 8);
            if ((red << 16 | green << 8 | blue) != captureMicros) {
                wrong.add("frame " + captureMicros + ": " + red + " " + green + " " + blue);
            }
            return false;
        }

        @Override
        public boolean still(long captureMicros, boolean estimated) {
            return false; // every frame is another one
        }

        @Override
        public void gap() {}

        @Override
        public void analysed(FlightFrame frame, List<Found> found, FrameFlow.Times times) {
            processed.incrementAndGet();
        }

        @Override
        public void lost(StreamCounts.Drop why, @Nullable FlightFrame frame) {}

        /** Frames that the server cost; what gave way to a newer one is no loss. */
        long lost() {
            StreamCounts.View view = counts.snapshot();
            return view.dropped().values().stream().mapToLong(Long::longValue).sum()
                    - view.dropped().getOrDefault("superseded", 0L);
        }

        void end() {
            ended = true;
            try {
                camera.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            flow.close();
        }

        void close() {
            end();
            detector.retire();
        }
    }
}
