package io.aegisvision.dataplane.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegisvision.contract.CellApi;
import io.aegisvision.contract.CellConfig;
import io.aegisvision.dataplane.testkit.Clip;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may look at a stream, how many, and what they get; with real video, and without a browser. */
@Timeout(60)
class ViewEventsTest {
    private static final String EVENTS = CellApi.STREAMS + WatchedCell.STREAM + "/view";

    @TempDir
    static Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private WatchedCell cell;

    @BeforeEach
    void start() throws IOException {
        Path video = Clip.write(folder.resolve("yard.mp4"), "mp4", Map.of(), 4);
        cell = new WatchedCell(video, new BarDetector(), Duration.ofMillis(500));
    }

    @AfterEach
    void stop() {
        client.shutdownNow();
        cell.close();
    }

    private <T> HttpResponse<T> get(String path, String token, HttpResponse.BodyHandler<T> body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(cell.url(path)));
        if (!token.isEmpty()) {
            request.header(CellApi.TOKEN_HEADER, token);
        }
        return client.send(request.build(), body);
    }

    /** The next message of that kind. */
    private JsonNode next(BufferedReader events, String kind) throws IOException {
        for (String line = events.readLine(); line != null; line = events.readLine()) {
            if (line.equals("event: " + kind)) {
                return json.readTree(events.readLine().substring("data: ".length()));
            }
        }
        throw new IOException("the answer ended");
    }

    @Test
    void eachMessageIsOneFrameWithWhatWasFoundInIt() throws Exception {
        try (BufferedReader events = reader()) {
            assertThat(next(events, "state").path("facts").path("stream").asText())
                    .isEqualTo(WatchedCell.STREAM);
            long seq = 0;
            long time = 0;
            for (int i = 0; i < 5; i++) {
                JsonNode frame = next(events, "frame");
                assertThat(frame.path("seq").asLong()).isGreaterThan(seq);
                assertThat(frame.path("captureMicros").asLong()).isGreaterThan(time);
                seq = frame.path("seq").asLong();
                time = frame.path("captureMicros").asLong();
                var image =
                        ImageIO.read(new ByteArrayInputStream(frame.path("jpeg").binaryValue()));
                assertThat(image.getWidth()).isEqualTo(320);
                for (JsonNode box : frame.path("boxes")) {
                    double middle = (box.path("box").get(0).asDouble()
                                    + box.path("box").get(2).asDouble())
                            / 2;
                    assertThat(image.getRGB((int) (middle * 320), 20) & 0xff)
                            .as("the bar is where this frame's box is")
                            .isGreaterThan(150);
                }
                assertThat(frame.path("zones").get(0).path("name").asText()).isEqualTo("dock");
            }
        }
    }

    @Test
    void onlyWithTheToken() throws Exception {
        for (String token : List.of("", "wrong")) {
            assertThat(get(EVENTS, token, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
        }
        HttpResponse<String> page = get(CellApi.VIEW, "", BodyHandlers.ofString());
        assertThat(page.statusCode()).as("the page itself tells nothing").isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "frame-ancestors 'none'")
                .doesNotContain("unsafe", "http");
        assertThat(get(CellApi.STREAMS + "other/view", WatchedCell.TOKEN, BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(404);
        HttpRequest post = HttpRequest.newBuilder(URI.create(cell.url(EVENTS)))
                .header(CellApi.TOKEN_HEADER, WatchedCell.TOKEN)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(client.send(post, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
    }

    @Test
    void turnedOffNobodySeesAnything() throws Exception {
        try (BufferedReader events = reader()) {
            next(events, "frame");
            cell.view(CellConfig.View.Disabled);
            assertThat(ended(events)).as("who looks is sent away").isTrue();
        }
        for (String path : List.of(EVENTS, CellApi.STREAMS + WatchedCell.STREAM + "/snapshot", CellApi.VIEW)) {
            HttpResponse<String> answer = get(path, WatchedCell.TOKEN, BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(path).isEqualTo(403);
            assertThat(answer.body()).contains("spec.cells.view");
        }
        assertThat(get(EVENTS, "wrong", BodyHandlers.ofString()).statusCode())
                .as("strangers are not told why")
                .isEqualTo(401);
    }

    @Test
    void placesAreFew() throws Exception {
        List<InputStream> viewers = new ArrayList<>();
        for (int i = 0; i < ViewEvents.MOST_VIEWERS; i++) {
            HttpResponse<InputStream> answer = get(EVENTS, WatchedCell.TOKEN, BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            viewers.add(answer.body());
        }
        assertThat(get(EVENTS, WatchedCell.TOKEN, BodyHandlers.ofString()).statusCode())
                .isEqualTo(429);
        for (InputStream viewer : viewers) {
            viewer.close();
        }
        awaitPlace();
    }

    /** One that takes nothing of a message larger than all buffers on the way: its place comes free although it stays. */
    @Test
    void whoTakesNothingIsSentAway() throws Exception {
        cell.problem("x".repeat(16 << 20));
        try (Socket stalled = new Socket()) {
            stalled.setReceiveBufferSize(4096);
            stalled.connect(new InetSocketAddress("127.0.0.1", cell.port()));
            stalled.getOutputStream()
                    .write(("GET " + EVENTS + " HTTP/1.1\r\nHost: cell\r\n" + CellApi.TOKEN_HEADER + ": "
                                    + WatchedCell.TOKEN + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            stalled.getInputStream().readNBytes(4096); // the message is on its way
            cell.problem(null);
            List<InputStream> others = new ArrayList<>();
            while (others.size() < ViewEvents.MOST_VIEWERS) { // bounded by the test's own limit
                HttpResponse<InputStream> answer = get(EVENTS, WatchedCell.TOKEN, BodyHandlers.ofInputStream());
                if (answer.statusCode() == 200) {
                    others.add(answer.body());
                } else {
                    answer.body().close();
                    Thread.sleep(50);
                }
            }
            for (InputStream other : others) {
                other.close();
            }
        }
    }

    private void awaitPlace() throws Exception {
        while (true) { // bounded by the test's own limit
            HttpResponse<InputStream> answer = get(EVENTS, WatchedCell.TOKEN, BodyHandlers.ofInputStream());
            answer.body().close();
            if (answer.statusCode() == 200) {
                return;
            }
            Thread.sleep(50);
        }
    }

    private BufferedReader reader() throws Exception {
        HttpResponse<InputStream> answer = get(EVENTS, WatchedCell.TOKEN, BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    private static boolean ended(BufferedReader events) throws IOException {
        while (events.readLine() != null) {
            // what was under way
        }
        return true;
    }
}
