package io.aegisvision.dataplane.bench;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegisvision.contract.CellApi;
import io.aegisvision.contract.CellConfig;
import io.aegisvision.contract.CellState;
import io.aegisvision.dataplane.app.detect.TritonDetector;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

/** One cell's pod, asked over its own interfaces. */
final class Cell {
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();

    final Pod pod;
    final CellConfig config;
    private final String token;

    /** @param secret the cell's Secret, still encoded */
    Cell(Pod pod, Map<String, String> secret) throws IOException {
        this.pod = pod;
        token = decoded(secret, CellApi.TOKEN_KEY).strip();
        config = JSON.readValue(decoded(secret, CellApi.CONFIG_KEY), CellConfig.class);
    }

    private static String decoded(Map<String, String> secret, String key) {
        return new String(Base64.getDecoder().decode(secret.get(key)), StandardCharsets.UTF_8);
    }

    String podName() {
        return pod.getMetadata().getName();
    }

    String address() {
        return pod.getStatus().getPodIP();
    }

    CellState state() throws IOException, InterruptedException {
        return JSON.readValue(get(CellApi.PORT, CellApi.STATE), CellState.class);
    }

    /** When the stream's first frame was processed, milliseconds of the wall clock; 0 before that. */
    long firstFrame(String stream) throws IOException, InterruptedException {
        return state().streams().stream()
                .filter(each -> each.name().equals(stream))
                .mapToLong(CellState.StreamState::firstProcessedAtMillis)
                .findFirst()
                .orElse(0);
    }

    /** A stage's times in seconds. */
    Histogram stage(String metrics, String stage) {
        return Histogram.parse(metrics, "aegis_stage_seconds", "stage=\"" + stage + "\"");
    }

    /** Prometheus text. */
    String metrics() throws IOException, InterruptedException {
        return get(CellApi.PORT, CellApi.METRICS);
    }

    /**
     * Triton's own counters of all versions that are loaded.
     *
     * @param requests that succeeded
     * @param computeNanos reading inputs, inferring, writing outputs
     * @param queueNanos waiting before that
     */
    record Compute(long requests, long computeNanos, long queueNanos) {
        /** Mean compute of a request since an earlier reading, seconds. */
        double computeSince(Compute before) {
            return (computeNanos - before.computeNanos) / 1e9 / requestsSince(before);
        }

        /** Mean time in the queue since an earlier reading, seconds. */
        double queueSince(Compute before) {
            return (queueNanos - before.queueNanos) / 1e9 / requestsSince(before);
        }

        private long requestsSince(Compute before) {
            if (requests <= before.requests) {
                throw new IllegalStateException("Triton counted no request");
            }
            return requests - before.requests;
        }
    }

    /** What Triton has computed so far. */
    Compute compute() throws IOException, InterruptedException {
        long requests = 0;
        long compute = 0;
        long queue = 0;
        for (var version : config.models()) {
            JsonNode stats = JSON.readTree(get(8000, "/v2/models/" + TritonDetector.tritonName(version) + "/stats"))
                    .path("model_stats")
                    .path(0)
                    .path("inference_stats");
            requests += stats.path("success").path("count").asLong();
            for (String part : new String[] {"compute_input", "compute_infer", "compute_output"}) {
                compute += stats.path(part).path("ns").asLong();
            }
            queue += stats.path("queue").path("ns").asLong();
        }
        return new Compute(requests, compute, queue);
    }

    private String get(int port, String path) throws IOException, InterruptedException {
        HttpResponse<String> response = HTTP.send(
                HttpRequest.newBuilder(URI.create("http://" + address() + ":" + port + path))
                        .header(CellApi.TOKEN_HEADER, token)
                        .timeout(Duration.ofSeconds(5))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(path + ": " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }
}
