package io.aegisvision.dataplane.bench.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.contract.CellState.StreamPhase;
import io.aegisvision.contract.CellState.StreamReason;
import io.aegisvision.contract.CellState.StreamState;
import io.aegisvision.contract.StreamAssignment.Transport;
import io.aegisvision.dataplane.testkit.Clip;
import io.aegisvision.dataplane.testkit.FaultProxy;
import io.aegisvision.dataplane.testkit.FaultProxy.Fault;
import io.aegisvision.dataplane.testkit.PlayedCamera;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One stream in trouble beside one that is well: what the first says of itself, that it comes back by itself in an epoch
 * of its own, and that the second loses nothing.
 */
class FaultsIT {
    private static Clip small;
    private static Clip large;
    private static Clip other;

    private final Bed bed = new Bed(100);
    private final AtomicLong sent = new AtomicLong();
    private PlayedCamera camera;
    private PlayedCamera next;
    private Bed.Played neighbour;

    @BeforeAll
    static void encode() {
        small = Clip.encode(Clip.Codec.H264, 320, 192, 2);
        large = Clip.encode(Clip.Codec.H264, 640, 352, 2);
        other = Clip.encode(Clip.Codec.MPEG4, 320, 192, 2);
    }

    @BeforeEach
    void start() throws Exception {
        camera = new PlayedCamera(small);
        next = new PlayedCamera(small);
        next.watch((number, nanos) -> sent.set(number + 1));
        neighbour = bed.run("neighbour", Bed.rtsp(next.port(), Transport.TCP));
        Await.running(neighbour);
    }

    @AfterEach
    void stop() throws IOException {
        bed.close();
        camera.close();
        next.close();
    }

    /** A fault, what it is called, and what else may be seen: where it lasts, attempts to open fail in their own way. */
    static Stream<Arguments> faults() {
        EnumSet<StreamReason> unreachable = EnumSet.of(StreamReason.SourceUnreachable);
        EnumSet<StreamReason> ended = EnumSet.of(StreamReason.SourceEnded);
        return Stream.of(
                Arguments.of(Fault.STALL, EnumSet.of(StreamReason.SourceStalled), unreachable),
                Arguments.of(Fault.CUT, ended, unreachable),
                Arguments.of(Fault.RESET, ended, unreachable),
                Arguments.of(Fault.REFUSE, EnumSet.of(StreamReason.SourceRefused), ended),
                Arguments.of(Fault.DRIP, EnumSet.of(StreamReason.SourceStalled), unreachable),
                // a length or a header that is damaged hides all that comes after it
                Arguments.of(
                        Fault.CORRUPT,
                        EnumSet.of(StreamReason.DecodeFailed, StreamReason.SourceStalled, StreamReason.SourceEnded),
                        EnumSet.of(StreamReason.SourceNotVideo, StreamReason.SourceUnreachable)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void theNetworkBreaks(Fault fault, Set<StreamReason> names, Set<StreamReason> besides) throws Exception {
        try (FaultProxy proxy = new FaultProxy(camera.port(), 7)) {
            Bed.Played stream = bed.run("troubled", Bed.rtsp(proxy.port(), Transport.TCP));
            String epoch = Await.running(stream).epoch();
            proxy.set(fault);
            Set<StreamReason> said = Await.reasonsUntil(stream, names);
            assertThat(said).as("nothing that it is not").allMatch(r -> names.contains(r) || besides.contains(r));
            proxy.set(Fault.NONE);
            StreamState again = Await.running(stream);
            assertThat(again.epoch()).isNotEqualTo(epoch);
            assertThat(again.reason()).isNull();
            assertThat(again.sessions()).isGreaterThan(1);
            assertThat(names.stream()
                            .mapToLong(name -> stream.runner.source().failures(name))
                            .sum())
                    .isPositive();
            neighbourLostNothing();
        }
    }

    @Test
    void framesThatCannotBeDecoded() throws Exception {
        Bed.Played stream = bed.run("troubled", Bed.rtsp(camera.port(), Transport.TCP));
        String epoch = Await.running(stream).epoch();
        camera.damage(true);
        assertThat(Await.reasonsUntil(stream, EnumSet.of(StreamReason.DecodeFailed)))
                .containsExactly(StreamReason.DecodeFailed);
        assertThat(stream.runner.source().decodeErrors()).isPositive();
        camera.damage(false);
        assertThat(Await.running(stream).epoch()).isNotEqualTo(epoch);
        neighbourLostNothing();
    }

    @Test
    void aCameraThatStartsAnewIsReadAgain() throws Exception {
        Bed.Played stream = bed.run("troubled", Bed.rtsp(camera.port(), Transport.TCP));
        Await.running(stream);
        camera.hangUp();
        Await.reasonsUntil(stream, EnumSet.of(StreamReason.SourceEnded));
        assertThat(Await.state(stream, "another session", s -> s.sessions() == 2 && s.phase() == StreamPhase.Running)
                        .epochReason())
                .isIn("reconnected", "clock-learned");
        neighbourLostNothing();
    }

    @Test
    void timestampsThatJump() throws Exception {
        timeBreaks(3600 * PlayedCamera.CLOCK, "time-jump");
    }

    @Test
    void timestampsThatGoBack() throws Exception {
        timeBreaks(-10 * PlayedCamera.CLOCK, "time-backwards");
    }

    private void timeBreaks(long ticks, String reason) throws Exception {
        camera.firstTimestamp(1L << 31);
        Bed.Played stream = bed.run("troubled", Bed.rtsp(camera.port(), Transport.TCP));
        Await.running(stream);
        String epoch = stream.runner.state().epoch();
        camera.jump(ticks);
        StreamState after = Await.state(stream, reason, s -> !Objects.equals(s.epoch(), epoch));
        assertThat(after.epochReason()).isEqualTo(reason);
        int frames = stream.frames.count();
        StreamState later = Await.state(stream, "frames", s -> stream.frames.count() > frames + Clip.FPS);
        assertThat(later.epoch()).as("it broke once").isEqualTo(after.epoch());
        assertThat(later.sessions()).isEqualTo(1);
        assertThat(later.phase()).isEqualTo(StreamPhase.Running);
        neighbourLostNothing();
    }

    @Test
    void timestampsThatWrapAreNoBreak() throws Exception {
        camera.firstTimestamp((1L << 32) - PlayedCamera.CLOCK);
        Bed.Played stream = bed.run("troubled", Bed.rtsp(camera.port(), Transport.TCP));
        Await.running(stream);
        String epoch = stream.runner.state().epoch();
        StreamState after = Await.state(stream, "two seconds", s -> s.decoded() > 2 * Clip.FPS);
        assertThat(after.epoch()).isEqualTo(epoch);
        assertThat(after.sessions()).isEqualTo(1);
    }

    @Test
    void timestampsThatRepeatAreLeftOutAndCounted() throws Exception {
        Bed.Played stream = bed.run("troubled", Bed.rtsp(camera.port(), Transport.TCP));
        Await.running(stream);
        String epoch = stream.runner.state().epoch();
        camera.repeat(5);
        StreamState after = Await.state(stream, "repeats", s -> s.repeatedTimestamps() > 0);
        int frames = stream.frames.count();
        Await.state(stream, "frames", s -> stream.frames.count() > frames + Clip.FPS);
        assertThat(stream.runner.state().epoch()).as("no break: %s", after).isEqualTo(epoch);
        neighbourLostNothing();
    }

    @Test
    void anotherResolutionIsAnotherEpoch() throws Exception {
        Bed.Played stream = bed.run("troubled", Bed.rtsp(camera.port(), Transport.TCP));
        Await.running(stream);
        camera.show(large);
        StreamState after = Await.state(stream, "large frames", s -> stream.frames.width() == large.width());
        assertThat(after.epochReason()).isEqualTo("picture-changed");
        assertThat(after.sessions()).isEqualTo(1);
        camera.show(small);
        Await.state(stream, "small frames", s -> stream.frames.width() == small.width());
        neighbourLostNothing();
    }

    @Test
    void anotherCodecIsAnotherSession() throws Exception {
        Bed.Played stream = bed.run("troubled", Bed.rtsp(camera.port(), Transport.TCP));
        String epoch = Await.running(stream).epoch();
        camera.show(other);
        Await.reasonsUntil(stream, EnumSet.of(StreamReason.SourceStalled, StreamReason.DecodeFailed));
        StreamState after = Await.running(stream);
        assertThat(after.epoch()).isNotEqualTo(epoch);
        assertThat(after.sessions()).isEqualTo(2);
        neighbourLostNothing();
    }

    /** A named pipe is a file system that hangs: FFmpeg waits inside the kernel, where no watchdog of its own looks. */
    @Test
    void aCallThatHangsIsAbandonedAndComesBack() throws Exception {
        try (HungFile file = new HungFile(12)) {
            Bed.Played stream = bed.run("troubled", Bed.file(file.path().toString(), false, false));
            Await.state(stream, "frames", s -> stream.frames.count() > 3);
            Await.reasonsUntil(stream, EnumSet.of(StreamReason.SourceHung));
            assertThat(bed.calls().abandoned()).isEqualTo(1);
            assertThat(bed.calls().hung()).isEqualTo(1);
            file.endAndBecomeAFile();
            Await.state(stream, "it reads again", s -> s.sessions() == 2);
            Await.state(stream, "the file's end", s -> s.phase() == StreamPhase.Ended);
            for (int i = 0; bed.calls().hung() > 0 && i < 500; i++) {
                Thread.sleep(10);
            }
            assertThat(bed.calls().hung())
                    .as("it came back and freed what it held")
                    .isZero();
            neighbourLostNothing();
        }
    }

    @Test
    void aHungStreamCanBeStopped() throws Exception {
        try (HungFile file = new HungFile(12)) {
            Bed.Played stream = bed.run("troubled", Bed.file(file.path().toString(), false, false));
            Await.state(stream, "frames", s -> stream.frames.count() > 3);
            for (int seen = 0; seen < stream.frames.count(); Thread.sleep(500)) { // until nothing more comes
                seen = stream.frames.count();
            }
            stream.runner.close();
            assertThat(bed.calls().abandoned()).isEqualTo(1);
            neighbourLostNothing();
        }
    }

    @Test
    void atTheBoundSomebodyIsTold() throws Exception {
        try (Bed strict = new Bed(2);
                HungFile one = new HungFile(2);
                HungFile two = new HungFile(2)) {
            strict.run("one", Bed.file(one.path().toString(), false, false));
            strict.run("two", Bed.file(two.path().toString(), false, false));
            for (int i = 0; strict.toldHung() == 0 && i < 2000; i++) {
                Thread.sleep(10);
            }
            assertThat(strict.toldHung()).isGreaterThanOrEqualTo(2);
        }
    }

    /** Every frame that its camera sent was processed: but for the newest, which are on their way. */
    private void neighbourLostNothing() throws InterruptedException {
        long upTo = sent.get();
        StreamState state = Await.state(neighbour, "frame " + upTo, s -> s.decoded() >= upTo - 1);
        assertThat(state.sessions()).isEqualTo(1);
        assertThat(state.dropped()).isEmpty();
        assertThat(state.phase()).isEqualTo(StreamPhase.Running);
        assertThat(state.epochReason()).isIn("started", "clock-learned");
        assertThat(state.processed() + state.inFlight()).isEqualTo(state.decoded());
    }
}
