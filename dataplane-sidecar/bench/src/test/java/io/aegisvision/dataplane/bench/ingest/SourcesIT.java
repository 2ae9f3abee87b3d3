package io.aegisvision.dataplane.bench.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.contract.CellState.StreamPhase;
import io.aegisvision.contract.CellState.StreamReason;
import io.aegisvision.contract.CellState.StreamState;
import io.aegisvision.contract.Sampling;
import io.aegisvision.contract.StreamAssignment.Kind;
import io.aegisvision.contract.StreamAssignment.Source;
import io.aegisvision.contract.StreamAssignment.Transport;
import io.aegisvision.dataplane.testkit.Clip;
import io.aegisvision.dataplane.testkit.MediaServer;
import io.aegisvision.dataplane.testkit.PlayedCamera;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of source, from a server on loopback to processed frames. */
class SourcesIT {
    private static final int SECONDS = 6;
    private static final int FRAMES = SECONDS * Clip.FPS;

    @TempDir
    static Path folder;

    private final Bed bed = new Bed(100);

    @BeforeAll
    static void encode() {
        Clip.write(folder.resolve("index.m3u8"), "hls", Map.of("hls_time", "1.2", "hls_list_size", "0"), SECONDS);
        Clip.write(folder.resolve("yard.ts"), "mpegts", Map.of(), SECONDS);
        Clip.write(folder.resolve("yard.mp4"), "mp4", Map.of(), SECONDS);
    }

    @AfterEach
    void stop() {
        bed.close();
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void cameraByEitherTransport(Transport transport) throws Exception {
        try (PlayedCamera camera = new PlayedCamera(Clip.encode(Clip.Codec.H264, 320, 192, 2))) {
            Bed.Played stream = bed.run("camera", Bed.rtsp(camera.port(), transport));
            StreamState state = Await.running(stream);
            assertThat(state.epochReason()).as("its report came before frame 1").isIn("started", "clock-learned");
            assertThat(state.sessions()).isEqualTo(1);
            assertThat(state.dropped()).isEmpty();
        }
    }

    /** A camera's packets say which are key frames, and no other is decoded, for as long as it plays. */
    @Test
    void keyFramesOfACameraAlone() throws Exception {
        try (PlayedCamera camera = new PlayedCamera(Clip.encode(Clip.Codec.H264, 320, 192, 2))) {
            Bed.Played stream = bed.run("keys", Bed.rtsp(camera.port(), Transport.TCP), Sampling.keyframes());
            StreamState state = Await.state(stream, "ten key frames", s -> s.processed() >= 10);
            assertThat(state.sessions()).isEqualTo(1);
            assertThat(state.epochReason()).as("no jump between key frames").isIn("started", "clock-learned");
            assertThat(state.sampledOut()).isZero();
            assertThat(stream.runner.source().skipped())
                    .as("packets of others")
                    .isBetween(
                            (state.decoded() - 1) * (Clip.KEY_EVERY - 1),
                            (state.decoded() + 1) * (Clip.KEY_EVERY - 1L));
            assertThat(stream.runner.source().decodeErrors()).isZero();
        }
    }

    /** A bar crosses the picture all the time; then it stands. */
    @Test
    void stillPicturesAreNotDetected() throws Exception {
        Sampling sampling = Sampling.framesPerSecond(25).whileMoving(new Sampling.Motion(3, 2, 200_000, 1_000_000));
        Clip.still(folder.resolve("still.mp4"), SECONDS);
        StreamState moving =
                ended(bed.run("moving", Bed.file(folder.resolve("yard.mp4").toString(), false, false), sampling));
        assertThat(moving.still()).isZero();
        Bed.Played stood = bed.run("still", Bed.file(folder.resolve("still.mp4").toString(), false, false), sampling);
        StreamState still = Await.state(
                stood,
                "its end",
                state -> state.phase() == StreamPhase.Ended && state.processed() + state.still() == state.decoded());
        assertThat(still.decoded()).isEqualTo(FRAMES);
        // the first and what is held after it, and one a second
        assertThat(still.processed()).isEqualTo(6 + SECONDS - 1);
        assertThat(stood.frames.count()).isEqualTo(still.processed());
    }

    @Test
    void fileAsFastAsItCan() throws Exception {
        long from = System.nanoTime();
        StreamState state =
                ended(bed.run("fast", Bed.file(folder.resolve("yard.mp4").toString(), false, false)));
        assertThat(state.decoded()).isEqualTo(FRAMES);
        assertThat(System.nanoTime() - from).as("less than it lasts").isLessThan(SECONDS * 1_000_000_000L);
    }

    @Test
    void fileAtItsOwnSpeed() throws Exception {
        Bed.Played stream = bed.run("paced", Bed.file(folder.resolve("yard.ts").toString(), false, true));
        ended(stream);
        assertThat(spanMillis(stream)).isGreaterThanOrEqualTo(SECONDS * 1000L - 60);
        assertThat(stream.frames.count()).isEqualTo(FRAMES);
    }

    @Test
    void loopedFileIsOneEpoch() throws Exception {
        Bed.Played stream = bed.run("loop", Bed.file(folder.resolve("yard.mp4").toString(), true, false));
        StreamState state = Await.state(stream, "three rounds", s -> s.decoded() > 3 * FRAMES);
        assertThat(state.epochReason()).isEqualTo("started");
        assertThat(state.repeatedTimestamps()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yard.mp4", "yard.ts", "index.m3u8"})
    void recordingByHttpIsPacedAndEnds(String name) throws Exception {
        try (MediaServer server = new MediaServer(folder)) {
            Bed.Played stream = bed.run("recording", http(server.url(name), null, null));
            StreamState state = ended(stream);
            assertThat(state.decoded()).isEqualTo(FRAMES);
            assertThat(state.epochReason()).isEqualTo("started");
            assertThat(state.sessions()).isEqualTo(1);
            assertThat(spanMillis(stream)).isGreaterThanOrEqualTo(SECONDS * 1000L - 60);
        }
    }

    @Test
    void livePlaylistGoesOn() throws Exception {
        try (MediaServer server = new MediaServer(folder)) {
            Bed.Played stream = bed.run("live", http(server.url("live.m3u8"), null, null));
            StreamState state = Await.state(stream, "its second round", s -> s.decoded() > FRAMES + 2 * Clip.FPS);
            assertThat(state.phase()).isEqualTo(StreamPhase.Running);
            assertThat(state.epochReason())
                    .as("time began anew at the discontinuity")
                    .isEqualTo("time-backwards");
            assertThat(state.sessions()).isEqualTo(1);
            assertThat(state.dropped()).isEmpty();
        }
    }

    @Test
    void webServerThatWantsCredentials() throws Exception {
        try (MediaServer server = new MediaServer(folder, "viewer", "s3cret@/:")) {
            Bed.Played refused = bed.run("refused", http(server.url("index.m3u8"), null, null));
            Await.reasonsUntil(refused, Set.of(StreamReason.SourceUnauthorized));
            Bed.Played stream = bed.run("known", http(server.url("index.m3u8"), "viewer", "s3cret@/:"));
            Await.running(stream);
        }
    }

    @Test
    void webServerWithoutIt() throws Exception {
        Files.writeString(folder.resolve("page.html"), "<html>not video</html>".repeat(50));
        try (MediaServer server = new MediaServer(folder)) {
            Await.reasonsUntil(
                    bed.run("none", http(server.url("none.m3u8"), null, null)), Set.of(StreamReason.SourceRefused));
            Await.reasonsUntil(
                    bed.run("page", http(server.url("page.html"), null, null)), Set.of(StreamReason.SourceNotVideo));
            server.status(503);
            Await.reasonsUntil(
                    bed.run("down", http(server.url("index.m3u8"), null, null)), Set.of(StreamReason.SourceRefused));
        }
    }

    /** A playlist is somebody else's text: it must not lead into the cell's own files. */
    @Test
    void playlistThatNamesAFileOfTheCell() throws Exception {
        Path secret = folder.resolve("yard.ts");
        Files.writeString(
                folder.resolve("evil.m3u8"),
                "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\nfile://" + secret + "\n#EXT-X-ENDLIST\n");
        try (MediaServer server = new MediaServer(folder)) {
            Bed.Played stream = bed.run("evil", http(server.url("evil.m3u8"), null, null));
            Await.state(stream, "a refusal", s -> s.phase() == StreamPhase.Backoff);
            assertThat(stream.frames.count()).isZero();
        }
    }

    private static StreamState ended(Bed.Played stream) throws InterruptedException {
        return Await.state(
                stream, "its end", state -> state.phase() == StreamPhase.Ended && state.processed() == state.decoded());
    }

    private static long spanMillis(Bed.Played stream) {
        long[] times = stream.frames.between(0, stream.frames.count());
        return (times[times.length - 1] - times[0]) / 1_000_000 + 1000 / Clip.FPS;
    }

    private static Source http(String url, @Nullable String user, @Nullable String password) {
        return new Source(Kind.HTTP, url, user, password, Transport.TCP, false, true);
    }
}
