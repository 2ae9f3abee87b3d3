package io.aegisvision.dataplane.video;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.contract.CellState.StreamReason;
import io.aegisvision.contract.StreamAssignment.Kind;
import io.aegisvision.contract.StreamAssignment.Source;
import io.aegisvision.contract.StreamAssignment.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VideoSourceTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final long NOW_MICROS = NOW.toEpochMilli() * 1000;
    private static final VideoLimits SHORT =
            new VideoLimits(Duration.ofMillis(700), Duration.ofMillis(500), Duration.ofSeconds(2));

    @TempDir
    static Path folder;

    private static Path red = Path.of("");

    /** A key frame every 12. */
    private static final int KEYED_FRAMES = 60;

    private static Path keyed = Path.of("");

    /** A bar that moves, so that frames refer to each other. */
    private static RgbImage bar(int number) {
        byte[] rgb = new byte[TestClip.WIDTH * TestClip.HEIGHT * 3];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (i / 3 % TestClip.WIDTH / 20 == number % 16 ? 230 : 40);
        }
        return new RgbImage(TestClip.WIDTH, TestClip.HEIGHT, rgb);
    }

    @BeforeAll
    static void encode() throws Exception {
        red = TestClip.red(folder);
        keyed = TestClip.encode(folder.resolve("keyed.mp4"), KEYED_FRAMES, VideoSourceTest::bar);
    }

    @Test
    void fileGivesEachFrameOnceWithItsTime() {
        try (VideoSource video = ready(file(red, false, false))) {
            List<Long> times = new ArrayList<>();
            Step step;
            while ((step = video.next()) == Step.FRAME) {
                times.add(video.captureMicros() - NOW_MICROS);
                assertThat(video.picture().width()).isEqualTo(TestClip.WIDTH);
                assertThat(video.captureEstimated()).isTrue();
                assertThat(video.timeStep()).isEqualTo(times.size() == 1 ? TimeStep.FIRST : TimeStep.ONWARD);
            }
            assertThat(step).isEqualTo(Step.ENDED);
            assertThat(times).hasSize(TestClip.FRAMES);
            for (int i = 0; i < times.size(); i++) {
                assertThat(times.get(i)).isEqualTo(i * 40_000L);
            }
        }
    }

    @Test
    void loopGoesOnOneFrameAfterItsLast() {
        try (VideoSource video = ready(file(red, true, false))) {
            for (int i = 0; i < 3 * TestClip.FRAMES; i++) {
                assertThat(video.next()).isEqualTo(Step.FRAME);
                assertThat(video.captureMicros() - NOW_MICROS).as("frame %d", i).isEqualTo(i * 40_000L);
            }
        }
    }

    /** Steps of a jump's size lie between key frames, and are none: packets were there between them. */
    @Test
    void keyFramesAloneAreDecoded() {
        VideoLimits smallJump = new VideoLimits(SHORT.openTimeout(), SHORT.stallTimeout(), Duration.ofMillis(300));
        try (VideoSource video = ready(file(keyed, false, false), smallJump)) {
            video.decode(Decode.KEYFRAMES, 0);
            List<Long> times = new ArrayList<>();
            int skipped = 0;
            Step step;
            while ((step = video.next()) == Step.FRAME || step == Step.SKIPPED) {
                if (step == Step.SKIPPED) {
                    skipped++;
                    continue;
                }
                times.add(video.captureMicros() - NOW_MICROS);
                assertThat(video.keyFrame()).isTrue();
                assertThat(video.timeStep()).isEqualTo(times.size() == 1 ? TimeStep.FIRST : TimeStep.ONWARD);
            }
            assertThat(step).isEqualTo(Step.ENDED);
            assertThat(times).containsExactly(0L, 480_000L, 960_000L, 1_440_000L, 1_920_000L);
            assertThat(skipped).isEqualTo(KEYED_FRAMES - times.size());
            assertThat(video.skipped()).isEqualTo(skipped);
            assertThat(video.keyframeMicros()).isEqualTo(480_000);
            assertThat(video.decodeErrors()).isZero();
        }
    }

    @Test
    void keyFramesOfALoopGoOn() {
        try (VideoSource video = ready(file(keyed, true, false))) {
            video.decode(Decode.KEYFRAMES, 0);
            long last = -1;
            for (int i = 0; i < 12; i++) {
                next(video);
                assertThat(video.captureMicros()).isGreaterThan(last);
                assertThat(video.timeStep()).isEqualTo(i == 0 ? TimeStep.FIRST : TimeStep.ONWARD);
                last = video.captureMicros();
            }
        }
    }

    @Test
    void aKeyFrameBeforeItsTimeIsNotDecoded() {
        try (VideoSource video = ready(file(keyed, false, false))) {
            video.decode(Decode.KEYFRAMES, 0);
            next(video);
            video.decode(Decode.KEYFRAMES, 1_000_000);
            next(video);
            assertThat(video.captureMicros() - NOW_MICROS).isEqualTo(1_440_000);
            assertThat(video.skipped()).isEqualTo(35);
        }
    }

    @Test
    void allFramesAgainFromTheNextKeyFrameOn() {
        try (VideoSource video = ready(file(keyed, false, false))) {
            video.decode(Decode.KEYFRAMES, 0);
            next(video);
            video.decode(Decode.ALL, 0);
            for (int i = 12; i < KEYED_FRAMES; i++) {
                next(video);
                assertThat(video.captureMicros() - NOW_MICROS).isEqualTo(i * 40_000L);
            }
            assertThat(video.skipped()).isEqualTo(11);
            assertThat(video.decodeErrors()).isZero();
        }
    }

    private static void next(VideoSource video) {
        Step step = video.next();
        while (step == Step.SKIPPED) {
            step = video.next();
        }
        assertThat(step).isEqualTo(Step.FRAME);
    }

    @Test
    void pacedFileTakesItsTime() {
        long from = System.nanoTime();
        try (VideoSource video = ready(file(red, false, true))) {
            while (video.next() == Step.FRAME) {
                assertThat(video.picture().height()).isEqualTo(TestClip.HEIGHT);
                video.awaitDue();
            }
        }
        assertThat(System.nanoTime() - from).isGreaterThan(950_000_000L);
    }

    @Test
    void abortEndsAPacedReadAtOnce() throws InterruptedException {
        try (VideoSource video = ready(file(red, true, true))) {
            Thread other = Thread.startVirtualThread(() -> {
                sleep(200);
                video.abort();
            });
            long from = System.nanoTime();
            Step step;
            do {
                video.awaitDue();
                step = video.next();
            } while (step == Step.FRAME);
            assertThat(step).isEqualTo(Step.FAILED);
            assertThat(System.nanoTime() - from).isLessThan(1_000_000_000L);
            other.join();
        }
    }

    @Test
    void missingFileAndFileWithoutVideoAreToldApart() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "not a video\n".repeat(100));
        assertThat(problem(file(folder.resolve("none.mp4"), false, false)).reason())
                .isEqualTo(StreamReason.SourceUnreachable);
        assertThat(problem(file(text, false, false)).reason()).isEqualTo(StreamReason.SourceNotVideo);
    }

    @Test
    void nothingListens() throws IOException {
        int port;
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = unused.getLocalPort();
        }
        VideoProblem problem = problem(rtsp(port, null, null));
        assertThat(problem.reason()).isEqualTo(StreamReason.SourceRefused);
    }

    @Test
    void silentServerIsUnreachableWithinTheTimeToOpen() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            long from = System.nanoTime();
            VideoProblem problem = problem(rtsp(silent.getLocalPort(), null, null));
            assertThat(problem.reason()).isEqualTo(StreamReason.SourceUnreachable);
            assertThat(System.nanoTime() - from).isLessThan(2_000_000_000L);
        }
    }

    @Test
    void garbageIsNotVideo() throws IOException {
        try (ServerSocket server = answering("\u0001\u0002 no protocol at all\r\n\r\n".repeat(50))) {
            assertThat(problem(rtsp(server.getLocalPort(), null, null)).reason())
                    .isIn(StreamReason.SourceNotVideo, StreamReason.SourceUnreachable);
        }
    }

    @Test
    void refusedCredentialsAreNamedAndNotShown() throws IOException {
        try (ServerSocket server = answering("RTSP/1.0 401 Unauthorized\r\nCSeq: 1\r\n"
                + "WWW-Authenticate: Basic realm=\"camera\"\r\nContent-Length: 0\r\n\r\n")) {
            VideoProblem problem = problem(rtsp(server.getLocalPort(), "viewer", "s3cret@/:"));
            assertThat(problem.reason()).isEqualTo(StreamReason.SourceUnauthorized);
            assertThat(problem.message()).doesNotContain("viewer").doesNotContain("s3cret");
        }
    }

    @Test
    void aDozenWaitingSourcesAllHaveTheirWatchdog() throws Exception {
        // JavaCPP's callbacks would leave the eleventh without one
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            List<Thread> threads = new ArrayList<>();
            List<VideoProblem> problems = java.util.Collections.synchronizedList(new ArrayList<>());
            for (int i = 0; i < 12; i++) {
                threads.add(Thread.ofPlatform()
                        .start(() -> problems.add(problem(rtsp(silent.getLocalPort(), null, null)))));
            }
            for (Thread thread : threads) {
                assertThat(thread.join(Duration.ofSeconds(5))).isTrue();
            }
            assertThat(problems).hasSize(12).allMatch(p -> p.reason() == StreamReason.SourceUnreachable);
        }
    }

    @Test
    void credentialsAreEncodedIntoTheAddress() {
        Source source =
                new Source(Kind.RTSP, "rtsp://camera:554/street", "a b", "p@ss/:ü", Transport.TCP, false, false);
        assertThat(SourceAddress.of(source)).isEqualTo("rtsp://a%20b:p%40ss%2F%3A%C3%BC@camera:554/street");
    }

    /** A server that answers every request with the same text. */
    private static ServerSocket answering(String answer) throws IOException {
        ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try (Socket client = server.accept()) {
                    InputStream in = client.getInputStream();
                    byte[] request = new byte[4096];
                    while (in.read(request) > 0) {
                        client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                    }
                } catch (IOException e) {
                    // the client left, or the test is over
                }
            }
        });
        return server;
    }

    private static Source file(Path path, boolean loop, boolean paced) {
        return new Source(Kind.FILE, path.toString(), null, null, Transport.TCP, loop, paced);
    }

    private static Source rtsp(int port, @Nullable String user, @Nullable String password) {
        return new Source(
                Kind.RTSP, "rtsp://127.0.0.1:" + port + "/street", user, password, Transport.TCP, false, false);
    }

    private static VideoSource ready(Source source) {
        return ready(source, SHORT);
    }

    private static VideoSource ready(Source source, VideoLimits limits) {
        Opened opened = VideoSource.open(source, limits, InstantSource.fixed(NOW));
        assertThat(opened).isInstanceOf(Opened.Ready.class);
        return ((Opened.Ready) opened).source();
    }

    private static VideoProblem problem(Source source) {
        Opened opened = VideoSource.open(source, SHORT, InstantSource.fixed(NOW));
        assertThat(opened).isInstanceOf(Opened.Failed.class);
        return ((Opened.Failed) opened).problem();
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
