package io.aegisvision.story;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegisvision.contract.CellApi;
import io.aegisvision.contract.CellState;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Reads the state endpoint of one cell. */
final class CellView {
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final String address;
    private final String token;

    CellView(String address, String token) {
        this.address = address;
        this.token = token;
    }

    CellState state() throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create("http://" + address + ":" + CellApi.PORT + CellApi.STATE))
                        .header(CellApi.TOKEN_HEADER, token)
                        .timeout(Duration.ofSeconds(3))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("state: " + response.statusCode());
        }
        return JSON.readValue(response.body(), CellState.class);
    }

    CellState.StreamState stream(String name) throws IOException, InterruptedException {
        return state().streams().stream()
                .filter(stream -> stream.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IOException("the cell does not run " + name));
    }
}
