package io.aegisvision.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** The cluster that the story is told to, and everything that can be asked of it. */
final class World {
    /** The tenant's namespace. */
    static final String TENANT = "plant-7";
    /** The broker's and the cameras' namespace. */
    static final String INFRASTRUCTURE = "street-demo";
    /** The operator's namespace. */
    static final String SYSTEM = "aegis-system";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long POLL_MILLIS = 250;

    final Shell shell;
    final AuditLog audit;
    final Path state;
    final Path manifests;
    final Path truthFolder;
    final Instant begun;

    /**
     * @param state the cluster's folder
     * @param manifests folder of the example, as it is applied
     * @param truthFolder folder of NAME.truth.json
     */
    World(Shell shell, Path state, Path manifests, Path truthFolder, Instant begun) {
        this.shell = shell;
        this.audit = new AuditLog(state.resolve("audit.log"));
        this.state = state;
        this.manifests = manifests;
        this.truthFolder = truthFolder;
        this.begun = begun;
    }

    /** An object as JSON; a missing node when it is not there. */
    JsonNode get(String namespace, String kind, String name) throws IOException, InterruptedException {
        Shell.Ran ran = shell.kubectl("admin", "-n", namespace, "get", kind, name, "-o", "json", "--ignore-not-found");
        return ran.orThrow().isBlank() ? JSON.missingNode() : JSON.readTree(ran.output());
    }

    /** An object of the tenant. */
    JsonNode get(String kind, String name) throws IOException, InterruptedException {
        return get(TENANT, kind, name);
    }

    /** Objects of the tenant. */
    JsonNode list(String kind, String... more) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("-n", TENANT, "get", kind, "-o", "json"));
        arguments.addAll(List.of(more));
        return JSON.readTree(
                        shell.kubectl("admin", arguments.toArray(String[]::new)).orThrow())
                .path("items");
    }

    /** Applies a manifest of the example as a user. */
    Shell.Ran apply(String user, String file) throws IOException, InterruptedException {
        return shell.kubectl(
                user, "-n", TENANT, "apply", "-f", manifests.resolve(file).toString());
    }

    /** The condition of an object; a missing node when it has none of the type. */
    static JsonNode condition(JsonNode object, String type) {
        for (JsonNode condition : object.path("status").path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        return JSON.missingNode();
    }

    /** Whether an object's condition Ready holds for its present generation. */
    static boolean ready(JsonNode object) {
        return condition(object, "Ready").path("status").asText().equals("True")
                && object.path("status").path("observedGeneration").asLong()
                        == object.path("metadata").path("generation").asLong();
    }

    /** The reason and message of a condition, for people. */
    static String say(JsonNode object, String type) {
        JsonNode condition = condition(object, type);
        return type + "=" + condition.path("status").asText("-") + " "
                + condition.path("reason").asText() + ": "
                + condition.path("message").asText();
    }

    /** The running pod of a cell. */
    JsonNode pod(String cell) throws IOException, InterruptedException {
        JsonNode pods = list("pods", "-l", "aegisvision.io/cell=" + cell);
        for (JsonNode pod : pods) {
            if (pod.path("status").path("phase").asText().equals("Running")
                    && !pod.path("metadata").has("deletionTimestamp")) {
                return pod;
            }
        }
        throw new IOException("cell " + cell + " has no running pod");
    }

    /** The inference server of a cell. */
    TritonProbe triton(String cell) throws IOException, InterruptedException {
        return new TritonProbe(pod(cell).path("status").path("podIP").asText());
    }

    /** What a cell says of itself: waited for and counted, never proof alone. */
    CellView cell(String cell) throws IOException, InterruptedException {
        JsonNode secret = get("secret", cell);
        String token = new String(
                java.util.Base64.getDecoder()
                        .decode(secret.path("data").path("token").asText()),
                java.nio.charset.StandardCharsets.UTF_8);
        return new CellView(pod(cell).path("status").path("podIP").asText(), token.strip());
    }

    /** The truth of a camera's video. */
    Truth truth(String camera) throws IOException {
        return Truth.read(truthFolder.resolve(camera + ".truth.json"));
    }

    /** Polls until a condition holds. @return how long it took */
    static Duration await(String what, Duration limit, Callable<Boolean> holds) throws Exception {
        Instant from = Instant.now();
        Instant end = from.plus(limit);
        String last = "";
        while (Instant.now().isBefore(end)) {
            try {
                if (holds.call()) {
                    return Duration.between(from, Instant.now());
                }
                last = "";
            } catch (IOException | IllegalStateException e) {
                last = " (" + e.getMessage() + ")";
            }
            Thread.sleep(POLL_MILLIS);
        }
        throw new IllegalStateException("not within " + limit.toSeconds() + " s: " + what + last);
    }
}
