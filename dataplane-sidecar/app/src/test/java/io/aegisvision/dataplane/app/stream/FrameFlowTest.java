package io.aegisvision.dataplane.app.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.contract.Artifact;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.dataplane.app.detect.DetectedBoxes;
import io.aegisvision.dataplane.app.detect.Detector;
import io.aegisvision.dataplane.video.Picture;
import io.aegisvision.dataplane.video.RgbImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** However the server answers, and whatever fails: every frame ends once, slots come back, and time only goes on. */
class FrameFlowTest {
    private static final ModelVersion VERSION = new ModelVersion(
            "street",
            "v1",
            "sha256:" + "0".repeat(64),
            new Artifact("oci://registry.example/models/street", "sha256:" + "1".repeat(64), null, null),
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

    private enum Slot {
        FREE,
        LOADED,
        SENT,
        DONE
    }

    /** Six slots, and a server that answers when it likes. */
    private static final class PlayedDetector implements Detector {
        private final Slot[] slots = new Slot[6];
        private final ConcurrentLinkedQueue<Runnable> unanswered = new ConcurrentLinkedQueue<>();
        private final Random random;

        PlayedDetector(Random random) {
            this.random = random;
            Arrays.fill(slots, Slot.FREE);
        }

        private synchronized void move(int slot, Slot from, Slot to) {
            assertThat(slots[slot]).isEqualTo(from);
            slots[slot] = to;
        }

        @Override
        public ModelVersion version() {
            return VERSION;
        }

        @Override
        public synchronized int load(Picture picture) {
            int free = Arrays.asList(slots).indexOf(Slot.FREE);
            if (free >= 0) {
                slots[free] = Slot.LOADED;
            }
            return free;
        }

        @Override
        public void drop(int slot) {
            move(slot, Slot.LOADED, Slot.FREE);
        }

        @Override
        public void infer(int slot, Answer answer) {
            move(slot, Slot.LOADED, Slot.SENT);
            int outcome = random.nextInt(10);
            Runnable later = () -> {
                move(slot, Slot.SENT, outcome < 7 ? Slot.DONE : Slot.FREE);
                switch (outcome) {
                    case 7 -> answer.failed(false);
                    case 8 -> answer.failed(true);
                    case 9 -> answer.overdue();
                    default -> answer.done(1000);
                }
            };
            if (random.nextInt(5) == 0) {
                later.run();
            } else {
                unanswered.add(later);
            }
        }

        /** One more answer, on the thread of whoever calls; false when there is none to give. */
        boolean answerOne() {
            Runnable next = unanswered.poll();
            if (next != null) {
                next.run();
            }
            return next != null;
        }

        @Override
        public void read(int slot, DetectedBoxes into) {
            assertThat(slots[slot]).isEqualTo(Slot.DONE);
        }

        @Override
        public void release(int slot) {
            move(slot, Slot.DONE, Slot.FREE);
        }

        @Override
        public void retire() {}
    }

    /** Notes what comes, and breaks at some frames. */
    private static final class NotedAnalysis implements Analysis {
        private final List<String> noted = new ArrayList<>();
        private final int breaksAtEvery;
        private long last = -1;
        private @Nullable String epoch;
        private int frames;

        NotedAnalysis(int breaksAtEvery) {
            this.breaksAtEvery = breaksAtEvery;
        }

        @Override
        public void begin(Epoch begun) {
            epoch = begun.id();
            noted.add("begin " + begun.reason());
        }

        @Override
        public boolean frame(long captureMicros, boolean estimated, List<Found> found) {
            assertThat(captureMicros).isGreaterThan(last);
            assertThat(epoch).as("a frame belongs to an epoch").isNotNull();
            assertThat(found).extracting(Found::stage).containsExactly("objects", "plates");
            last = captureMicros;
            if (breaksAtEvery > 0 && ++frames % breaksAtEvery == 0) {
                epoch = null; // what it held is in doubt: it must be told to begin again
                throw new IllegalStateException("played");
            }
            return false;
        }

        @Override
        public boolean still(long captureMicros, boolean estimated) {
            assertThat(captureMicros).isGreaterThan(last);
            assertThat(epoch).as("a still frame belongs to an epoch").isNotNull();
            last = captureMicros;
            return false;
        }

        @Override
        public void gap() {
            epoch = null;
            noted.add("gap");
        }
    }

    private static final class Counted implements FrameFlow.Observer {
        private final AtomicInteger analysed = new AtomicInteger();
        private final AtomicInteger lost = new AtomicInteger();

        @Override
        public void analysed(FlightFrame frame, List<Analysis.Found> found, FrameFlow.Times times) {
            analysed.incrementAndGet();
        }

        @Override
        public void lost(StreamCounts.Drop why, @Nullable FlightFrame frame) {
            lost.incrementAndGet();
        }
    }

    @Property(tries = 100)
    void everyFrameEndsOnce(@ForAll long seed) throws InterruptedException {
        Random random = new Random(seed);
        StreamCounts counts = new StreamCounts();
        NotedAnalysis analysis = new NotedAnalysis(random.nextBoolean() ? 0 : 2 + random.nextInt(6));
        Counted observer = new Counted();
        LiveLoad load = new LiveLoad();
        PlayedDetector objects = new PlayedDetector(new Random(seed + 1));
        PlayedDetector plates = new PlayedDetector(new Random(seed + 2));
        List<FrameFlow.Stage> stages =
                List.of(new FrameFlow.Stage("objects", objects), new FrameFlow.Stage("plates", plates));
        FrameFlow flow = new FrameFlow("north", counts, analysis, observer, load, new EngineTurns(8));
        flow.start();
        Thread server = Thread.ofPlatform().start(() -> {
            while (!Thread.currentThread().isInterrupted() || objects.answerOne() || plates.answerOne()) {
                objects.answerOne();
                plates.answerOne();
                LockSupport.parkNanos(20_000);
            }
        });
        int frames = 60;
        try (Picture picture = Picture.ofRgb(new RgbImage(2, 2, new byte[12]))) {
            Epoch epoch = Epoch.begin("started", 1.5);
            for (int i = 0; i < frames; i++) {
                if (random.nextInt(20) == 0) {
                    flow.gap();
                    epoch = Epoch.begin("reconnected", 1.5);
                }
                if (random.nextInt(4) == 0) {
                    flow.still(i * 100_000L, false, epoch);
                    continue;
                }
                boolean available = random.nextInt(20) > 0;
                flow.submit(picture, i * 100_000L, false, epoch, available ? stages : List.of(), false);
                LockSupport.parkNanos(random.nextInt(200_000));
            }
        }
        flow.close();
        server.interrupt();
        server.join();
        StreamCounts.View view = counts.snapshot();
        long dropped =
                view.dropped().values().stream().mapToLong(Long::longValue).sum();
        assertThat(view.inFlight()).as(view.toString()).isZero();
        assertThat(view.decoded()).isEqualTo(frames).isEqualTo(view.processed() + view.still() + dropped);
        assertThat(observer.analysed.get()).isEqualTo(view.processed());
        assertThat(observer.lost.get()).isEqualTo(dropped);
        assertThat(objects.slots).containsOnly(Slot.FREE);
        assertThat(plates.slots).containsOnly(Slot.FREE);
        assertThat(load.busy()).isFalse();
        assertThat(view.processed()).as("it goes on whatever fails").isPositive();
    }

    /** With the server behind, the newest frame waits, and older ones give way to it. */
    @Example
    void theNewestFrameWaits() {
        StreamCounts counts = new StreamCounts();
        NotedAnalysis analysis = new NotedAnalysis(0);
        Random doneLater = new Random() {
            private static final long serialVersionUID = 1;

            @Override
            public int nextInt(int bound) {
                return 1;
            }
        };
        PlayedDetector objects = new PlayedDetector(doneLater);
        PlayedDetector plates = new PlayedDetector(doneLater);
        FrameFlow flow = new FrameFlow("north", counts, analysis, new Counted(), new LiveLoad(), new EngineTurns(8));
        List<FrameFlow.Stage> stages =
                List.of(new FrameFlow.Stage("objects", objects), new FrameFlow.Stage("plates", plates));
        try (Picture picture = Picture.ofRgb(new RgbImage(2, 2, new byte[12]))) {
            for (int i = 0; i < 5; i++) {
                flow.submit(picture, i, false, Epoch.begin("started", 1.5), stages, false);
            }
        }
        assertThat(counts.snapshot().dropped()).containsEntry("superseded", 2L);
        flow.start();
        while (objects.answerOne() | plates.answerOne()) {
            // the third frame goes out when one of the first two is answered
        }
        flow.close();
        assertThat(analysis.last).as("time of the newest").isEqualTo(4);
        assertThat(counts.snapshot().processed()).isEqualTo(3);
    }
}
