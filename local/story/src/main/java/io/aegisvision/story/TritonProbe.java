package io.aegisvision.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Asks the inference server of a cell itself, over its HTTP interface. */
final class TritonProbe {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build();
    private final String address;

    TritonProbe(String podAddress) {
        address = "http://" + podAddress + ":8000";
    }

    /** State by model name, as the repository index says. */
    Map<String, String> models() throws IOException, InterruptedException {
        Map<String, String> states = new TreeMap<>();
        for (JsonNode model : call("POST", "/v2/repository/index")) {
            states.put(model.path("name").asText(), model.path("state").asText("UNKNOWN"));
        }
        return states;
    }

    /** Frames inferred by a model since it was loaded. */
    long inferences(String model) throws IOException, InterruptedException {
        return call("GET", "/v2/models/" + model + "/stats")
                .path("model_stats")
                .path(0)
                .path("inference_count")
                .asLong();
    }

    /** Registered regions of system shared memory. */
    JsonNode regions() throws IOException, InterruptedException {
        return call("GET", "/v2/systemsharedmemory/status");
    }

    private JsonNode call(String method, String path) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create(address + path))
                        .timeout(Duration.ofSeconds(5))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(path + ": " + response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }
}
