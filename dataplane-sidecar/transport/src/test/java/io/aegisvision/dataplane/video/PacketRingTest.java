package io.aegisvision.dataplane.video;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.aegisvision.contract.StreamAssignment.Kind;
import io.aegisvision.contract.StreamAssignment.Source;
import io.aegisvision.contract.StreamAssignment.Transport;
import io.aegisvision.dataplane.video.ClipWriter.Outcome;
import io.aegisvision.dataplane.video.TestClip.Coding;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was read is cut out again: it plays, from a key frame on, each frame at its time. */
class PacketRingTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final long START = NOW.toEpochMilli() * 1000;
    private static final long PERIOD = 40_000;
    private static final int FRAMES = 100;

    @TempDir
    Path folder;

    private PacketRing ring = new PacketRing(Duration.ofSeconds(60), 8 << 20);

    @AfterEach
    void close() {
        ring.close();
    }

    /** A frame of a clip. */
    private record Shown(int number, long micros) {}

    private Path numbered(String name, Coding coding) {
        return TestClip.encode(folder.resolve(name), FRAMES, TestClip::numbered, coding);
    }

    private static VideoSource open(Path file, boolean loop) {
        Source source = new Source(Kind.FILE, file.toString(), null, null, Transport.TCP, loop, false);
        return ((Opened.Ready) VideoSource.open(source, VideoLimits.of(Kind.FILE), InstantSource.fixed(NOW))).source();
    }

    /** Reads frames into the ring; epochs begin with the frames of these numbers. */
    private void read(Path file, boolean loop, int frames, Map<Integer, String> epochs) {
        try (VideoSource source = open(file, loop)) {
            source.keepPackets(ring);
            for (int i = 0; i < frames; i++) {
                assertThat(source.next()).isEqualTo(Step.FRAME);
                if (epochs.containsKey(i)) {
                    ring.epoch(epochs.getOrDefault(i, ""));
                }
            }
        }
    }

    private static List<Shown> play(Path clip) {
        List<Shown> shown = new ArrayList<>();
        try (VideoSource source = open(clip, false)) {
            Step step;
            while ((step = source.next()) == Step.FRAME) {
                shown.add(new Shown(TestClip.number(source.picture().toRgb()), source.captureMicros() - START));
            }
            assertThat(step).isEqualTo(Step.ENDED);
            assertThat(source.decodeErrors()).isZero();
        }
        return shown;
    }

    private static long at(int frame) {
        return START + frame * PERIOD;
    }

    private PacketSpan found(Cut cut) {
        assertThat(cut).isInstanceOf(Cut.Found.class);
        return ((Cut.Found) cut).span();
    }

    private Outcome.Written written(PacketSpan span, Path clip) {
        Outcome outcome = ClipWriter.write(span, clip);
        assertThat(outcome).isInstanceOf(Outcome.Written.class);
        return (Outcome.Written) outcome;
    }

    private static List<Shown> frames(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(number -> new Shown(number, (number - from) * PERIOD))
                .toList();
    }

    private void assertCutPlays(Path file) {
        read(file, false, FRAMES, Map.of(0, "a"));
        Path clip = folder.resolve("clip.mp4");
        try (PacketSpan span = found(ring.cut("a", at(27), at(40), at(50)))) {
            Outcome.Written written = written(span, clip);
            assertThat(written.beginMicros()).as("the key frame before").isEqualTo(at(24));
            assertThat(written.endMicros()).isEqualTo(at(50));
        }
        assertThat(play(clip)).isEqualTo(frames(24, 50));
    }

    @Test
    void aCutBeginsWithAKeyFrameAndPlays() {
        assertCutPlays(numbered("whole.mp4", Coding.PLAIN));
    }

    /** As cameras send it: the header is in the stream alone. */
    @Test
    void aHeaderThatIsInTheStreamIsFound() {
        assertCutPlays(numbered("whole.ts", Coding.PLAIN));
    }

    @Test
    void framesThatAreDecodedInAnotherOrderAreShownInTheirs() {
        read(numbered("between.mp4", new Coding("mpeg4", 12, 2)), false, FRAMES, Map.of(0, "a"));
        Path clip = folder.resolve("clip.mp4");
        int begin;
        int end;
        try (PacketSpan span = found(ring.cut("a", at(30), at(40), at(52)))) {
            Outcome.Written written = written(span, clip);
            begin = (int) ((written.beginMicros() - START) / PERIOD);
            end = (int) ((written.endMicros() - START) / PERIOD);
        }
        assertThat(begin).isBetween(18, 30);
        assertThat(end)
                .as("what is shown at 52 may need a frame shown after it")
                .isBetween(52, 54);
        assertThat(play(clip)).isEqualTo(frames(begin, end));
    }

    @Test
    void aLongWayBetweenKeyFramesMakesALongClipOrNone() {
        Path file = numbered("long.mp4", new Coding("libopenh264", 80, 0));
        read(file, false, FRAMES, Map.of(0, "a"));
        assertThat(ring.keyIntervalMicros()).isEqualTo(80 * PERIOD);
        try (PacketSpan span = found(ring.cut("a", at(60), at(70), at(75)))) {
            assertThat(span.beginMicros()).isEqualTo(at(0));
            assertThat(span.endMicros()).isEqualTo(at(75));
        }
        long half = ring.bytes() / 2;
        ring.close();
        ring = new PacketRing(Duration.ofSeconds(60), half);
        read(file, false, FRAMES, Map.of(0, "a"));
        assertThat(ring.bytes()).isBetween(1L, half);
        assertThat(ring.cut("a", at(60), at(70), at(75))).isEqualTo(new Cut.Missing(Cut.Why.NO_KEY_FRAME));
        try (PacketSpan span = found(ring.cut("a", at(70), at(85), at(90)))) {
            assertThat(span.beginMicros()).as("later than asked, and in time").isEqualTo(at(80));
        }
    }

    @Test
    void epochsAreNotMixed() {
        read(numbered("whole.mp4", Coding.PLAIN), false, FRAMES, Map.of(0, "a", 50, "b"));
        try (PacketSpan span = found(ring.cut("a", at(30), at(45), at(70)))) {
            assertThat(span.endMicros()).isEqualTo(at(49));
        }
        try (PacketSpan span = found(ring.cut("b", at(45), at(62), at(70)))) {
            assertThat(span.beginMicros()).isEqualTo(at(60));
        }
        assertThat(ring.cut("b", at(45), at(55), at(70))).isEqualTo(new Cut.Missing(Cut.Why.NO_KEY_FRAME));
        assertThat(ring.cut("c", at(45), at(55), at(70))).isEqualTo(new Cut.Missing(Cut.Why.NOT_KEPT));
        assertThat(ring.reached("a", at(90))).as("it is over").isTrue();
        assertThat(ring.reached("b", at(99))).isTrue();
        assertThat(ring.reached("b", at(100))).isFalse();
    }

    @Test
    void aLoopGoesOnOverItsSeam() {
        read(numbered("whole.mp4", Coding.PLAIN), true, FRAMES + 30, Map.of(0, "a"));
        Path clip = folder.resolve("clip.mp4");
        try (PacketSpan span = found(ring.cut("a", at(97), at(100), at(110)))) {
            written(span, clip);
        }
        List<Shown> expected = new ArrayList<>();
        for (int i = 96; i <= 110; i++) {
            expected.add(new Shown(i % FRAMES, (i - 96) * PERIOD));
        }
        assertThat(play(clip)).isEqualTo(expected);
    }

    @Test
    void oneFrameOfThePastIsDecodedAgain() {
        read(numbered("whole.mp4", Coding.PLAIN), false, FRAMES, Map.of(0, "a"));
        for (int number : List.of(0, 24, 35, 99)) {
            try (PacketSpan span = found(ring.cut("a", at(number), at(number), at(number)))) {
                assertThat(FrameGrabber.at(span, at(number)).map(TestClip::number))
                        .hasValue(number);
                assertThat(FrameGrabber.at(span, at(number) + 1)).isEmpty();
            }
        }
    }

    @Test
    void aSessionThatWasGivenUpNoLongerWrites() {
        Path file = numbered("whole.mp4", Coding.PLAIN);
        try (VideoSource late = open(file, false);
                VideoSource current = open(file, false)) {
            late.keepPackets(ring);
            current.keepPackets(ring);
            assertThat(late.next()).isEqualTo(Step.FRAME);
            assertThat(ring.bytes()).isZero();
            assertThat(current.next()).isEqualTo(Step.FRAME);
            assertThat(ring.bytes()).isPositive();
        }
    }

    @Test
    void whatIsOldOrTooMuchGoesAndNothingIsAllocated() {
        Path file = numbered("whole.mp4", Coding.PLAIN);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        ring.close();
        ring = new PacketRing(Duration.ofSeconds(1), 100_000);
        long least = Long.MAX_VALUE;
        try (VideoSource source = open(file, true)) {
            source.keepPackets(ring);
            for (int round = 0; round < 20; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 90; i++) { // most rounds see no seam, which does allocate
                    source.next();
                }
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
                assertThat(ring.bytes()).isLessThanOrEqualTo(100_000);
            }
        }
        assertThat(least).as("bytes allocated for 90 frames").isZero();
    }

    @Test
    void decodeTimesAscendAndAreNeverAfterTheirFrame() {
        long[] shown = {0, 300, 100, 200, 600, 400, 500};
        assertThat(ClipWriter.decodeTimes(shown)).containsExactly(-100, 0, 100, 200, 300, 400, 500);
        assertThat(ClipWriter.decodeTimes(new long[] {0, 0, 0})).containsExactly(-2, -1, 0);
    }
}
