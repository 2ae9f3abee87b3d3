package io.aegisvision.controllers.cell;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.aegisvision.api.v1alpha1.Model;
import io.aegisvision.api.v1alpha1.ModelStatus;
import io.aegisvision.contract.CellApi;
import io.aegisvision.contract.CellConfig;
import io.aegisvision.contract.CellState;
import io.aegisvision.controllers.model.VersionDigest;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Answers like the one cell {@code yard-0} that runs at once whatever its Secret says. */
final class PlayedCell implements AutoCloseable {
    static final String POOL = """
        apiVersion: aegisvision.io/v1alpha1
        kind: GpuPool
        metadata: {name: default}
        spec: {mode: Cpu, cpu: {cells: 1}}
        """;
    static final String KAFKA = """
        apiVersion: v1
        kind: Secret
        metadata: {name: kafka}
        stringData: {bootstrap.servers: "kafka.example:9092"}
        """;
    static final String PIPELINE = """
        apiVersion: aegisvision.io/v1alpha1
        kind: Pipeline
        metadata: {name: yard}
        spec:
          stages:
          - {name: sample, sample: {framesPerSecond: 10}}
          - {name: objects, detect: {modelRef: {name: street}, labels: [person]}}
          - {name: tracks, track: {}}
          - {name: loiter, rule: {dwell: {zone: dock, duration: 30s}}}
          - {name: gate, rule: {lineCross: {line: gate}}}
          - {name: bus, sink: {kafka: {topic: events, connectionSecretRef: {name: kafka}}}}
          cells: {streamsPerCell: 2}
        """;
    private static final String MODEL = """
        apiVersion: aegisvision.io/v1alpha1
        kind: Model
        metadata: {name: street}
        spec:
          versions:
          - name: v1
            artifact: {uri: "oci://registry.example/models/street", digest: "sha256:%s"}
            labels: [person, car]
            input: {width: 640, height: 360}
          version: v1
        """.formatted("a".repeat(64));

    private final KubernetesClient admin;
    private final String namespace;
    private final HttpServer server;
    private volatile boolean silent;
    private volatile boolean held;
    private volatile @Nullable CellConfig last;

    PlayedCell(KubernetesClient admin, String namespace) throws IOException {
        this.admin = admin;
        this.namespace = namespace;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(CellApi.STATE, this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    void silence(boolean on) {
        silent = on;
    }

    /** While held back it goes on with the config that it has. */
    void holdBack(boolean on) {
        held = on;
    }

    /** What the Model's reconciler would have written. */
    void serveModel() {
        // as text, so that the API server fills in the defaults
        admin.load(new ByteArrayInputStream(MODEL.getBytes(StandardCharsets.UTF_8)))
                .inNamespace(namespace)
                .create();
        Model created = admin.resources(Model.class)
                .inNamespace(namespace)
                .withName("street")
                .get();
        created.setStatus(new ModelStatus(
                1L, "v1", VersionDigest.of(created.getSpec().versions().getFirst()), null, null, List.of(), List.of()));
        admin.resource(created).inNamespace(namespace).updateStatus();
    }

    /** What the kubelet would have done. */
    void startPod(String cell, Deployment deployment) {
        admin.resource(CellsIT.podOf(cell, deployment).build())
                .inNamespace(namespace)
                .create();
        // without a lock: the operator may have written an annotation meanwhile
        admin.pods()
                .inNamespace(namespace)
                .withName(cell + "-pod")
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), """
                    {"status": {"phase": "Running", "podIP": "127.0.0.1",
                      "conditions": [{"type": "Ready", "status": "True"}]}}
                    """);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        Secret secret =
                admin.secrets().inNamespace(namespace).withName("yard-0").get();
        String token = exchange.getRequestHeaders().getFirst(CellApi.TOKEN_HEADER);
        if (silent || secret == null || !CellJson.token(secret).orElse("").equals(token)) {
            exchange.sendResponseHeaders(silent ? 503 : 403, -1);
            exchange.close();
            return;
        }
        CellConfig config =
                held && last != null ? last : CellJson.config(secret).orElseThrow();
        last = config;
        byte[] body = CellJson.MAPPER.writeValueAsBytes(state(config));
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static CellState state(CellConfig config) {
        return new CellState(
                1,
                config.cell(),
                "boot",
                config.revision(),
                null,
                new CellState.Engine(true, 0, null, 8),
                new CellState.Outbox(0, 0, 0, 0, 0, true, null),
                List.of(),
                config.streams().stream()
                        .map(s -> new CellState.StreamState(
                                s.name(),
                                s.uid(),
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
                                s.arms()))
                        .toList(),
                List.of());
    }
}
