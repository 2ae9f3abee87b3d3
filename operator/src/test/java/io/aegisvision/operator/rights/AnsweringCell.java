package io.aegisvision.operator.rights;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.aegisvision.contract.CellApi;
import io.aegisvision.contract.CellConfig;
import io.aegisvision.contract.CellState;
import io.aegisvision.contract.GuardWindows;
import io.aegisvision.contract.TrialLane;
import io.aegisvision.contract.TrialUnits;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Stands where kubelet and pod would: makes the pod of a cell's Deployment and answers like a cell that runs at once
 * whatever its Secret says, and whose candidate is better.
 */
final class AnsweringCell implements AutoCloseable {
    /** A loopback address that nobody else listens on: the operator asks every cell on the same port. */
    private static final String ADDRESS = "127.83.7.1";

    private static final int CLIPS = 400;
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final KubernetesClient admin;
    private final String namespace;
    private final String cell;
    private final HttpServer server;

    AnsweringCell(KubernetesClient admin, String namespace, String cell) throws IOException {
        this.admin = admin;
        this.namespace = namespace;
        this.cell = cell;
        server = HttpServer.create(new InetSocketAddress(ADDRESS, CellApi.PORT), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    /** What the Deployment controller and the kubelet would have done. */
    void run() {
        Deployment deployment =
                admin.apps().deployments().inNamespace(namespace).withName(cell).get();
        admin.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(cell + "-pod")
                        .withNamespace(namespace)
                        .withLabels(
                                deployment.getSpec().getTemplate().getMetadata().getLabels())
                        .endMetadata()
                        .withSpec(deployment.getSpec().getTemplate().getSpec())
                        .build())
                .create();
        // without a lock: the operator may have written an annotation meanwhile
        admin.pods()
                .inNamespace(namespace)
                .withName(cell + "-pod")
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), """
                    {"status": {"phase": "Running", "podIP": "%s", "conditions": [{"type": "Ready", "status": "True"}]}}
                    """.formatted(ADDRESS));
    }

    /** What the operator tells it, as far as it has. */
    @Nullable
    CellConfig config() throws IOException {
        String json = told(CellApi.CONFIG_KEY);
        return json == null ? null : JSON.readValue(json, CellConfig.class);
    }

    private @Nullable String told(String key) {
        Secret secret = admin.secrets().inNamespace(namespace).withName(cell).get();
        String encoded = secret == null ? null : secret.getData().get(key);
        return encoded == null ? null : new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            CellConfig config = config();
            String token = exchange.getRequestHeaders().getFirst(CellApi.TOKEN_HEADER);
            if (config == null || token == null || !token.equals(told(CellApi.TOKEN_KEY))) {
                exchange.sendResponseHeaders(403, -1);
                return;
            }
            byte[] body = JSON.writeValueAsBytes(answer(
                    config,
                    exchange.getRequestURI().getPath(),
                    exchange.getRequestURI().getQuery()));
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static Object answer(CellConfig config, String path, @Nullable String query) {
        if (path.equals(CellApi.STATE)) {
            return state(config);
        }
        String[] parts = path.substring(CellApi.TRIALS.length()).split("/");
        int from = Integer.parseInt(String.valueOf(query).replaceAll(".*from=(\\d+).*", "$1"));
        return parts[1].equals("units") ? units(parts[0], from) : windows(config, parts[0], from);
    }

    private static CellState state(CellConfig config) {
        return new CellState(
                CellConfig.SCHEMA,
                config.cell(),
                "boot",
                config.revision(),
                null,
                new CellState.Engine(true, 0, null, 8),
                new CellState.Outbox(0, 0, 0, 0, 0, true, null),
                config.models().stream()
                        .map(model -> new CellState.ModelState(
                                model.model(),
                                model.version(),
                                model.digest(),
                                CellState.ModelPhase.Loaded,
                                null,
                                null))
                        .toList(),
                config.streams().stream()
                        .map(stream -> new CellState.StreamState(
                                stream.name(),
                                stream.uid(),
                                CellState.StreamPhase.Running,
                                null,
                                null,
                                "epoch",
                                null,
                                1,
                                100,
                                60,
                                0,
                                40,
                                0,
                                Map.of(),
                                25,
                                10,
                                10,
                                1,
                                0,
                                stream.arms()))
                        .toList(),
                config.trials().stream()
                        .map(trial -> new CellState.TrialState(
                                trial.canaryUid(),
                                CLIPS,
                                Map.of("yard", CLIPS / 2, "street", CLIPS / 2),
                                CLIPS,
                                Integer.MAX_VALUE,
                                null,
                                null))
                        .toList());
    }

    private static TrialUnits units(String canaryUid, int from) {
        return new TrialUnits(
                canaryUid,
                from,
                IntStream.range(from, CLIPS)
                        .mapToObj(i -> new TrialUnits.Unit(
                                i,
                                "sha256:%064x".formatted(i),
                                i % 2 == 0 ? "yard" : "street",
                                0.8,
                                0.9,
                                List.of(new TrialUnits.ClassScore("person", 0.8, 0.9))))
                        .toList());
    }

    private static GuardWindows windows(CellConfig config, String canaryUid, int from) {
        int step = config.trials().stream()
                .filter(trial -> trial.canaryUid().equals(canaryUid))
                .mapToInt(TrialLane::step)
                .findFirst()
                .orElse(-1);
        GuardWindows.ArmStats arm = new GuardWindows.ArmStats(50, 0, 2000, 0);
        return new GuardWindows(
                canaryUid, "boot", from, step < 0 ? List.of() : List.of(new GuardWindows.Window(from, step, arm, arm)));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
