package io.aegisvision.controllers.gpupool;

import io.aegisvision.api.v1alpha1.GpuPool;
import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import io.aegisvision.api.v1alpha1.Model;
import io.aegisvision.api.v1alpha1.ModelStatus;
import io.aegisvision.api.v1alpha1.Pipeline;
import io.aegisvision.api.v1alpha1.Stream;
import io.aegisvision.controllers.cell.CellCaches;
import io.aegisvision.controllers.cell.CellPoller;
import io.aegisvision.controllers.cell.CellRenderer;
import io.aegisvision.controllers.cell.CellSettings;
import io.aegisvision.controllers.model.VersionDigest;
import io.aegisvision.controllers.pipeline.PipelineReconciler;
import io.aegisvision.testkit.ApiServer;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Pipelines with many streams on one pool of slices, and the reconcilers that place them. */
final class Yards implements AutoCloseable {
    private static final String SHARED = """
            apiVersion: aegisvision.io/v1alpha1
            kind: GpuPool
            metadata: {name: NAME}
            spec: {mode: Mig, allocation: ALLOCATION, nodeSelector: {rack: NAME}}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: kafka}
            stringData: {bootstrap.servers: "kafka.example:9092"}
            ---
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
    private static final String PIPELINE = """
            apiVersion: aegisvision.io/v1alpha1
            kind: Pipeline
            metadata: {name: yard-%d}
            spec:
              stages:
              - {name: sample, sample: {framesPerSecond: 10}}
              - {name: objects, detect: {modelRef: {name: street}, labels: [person]}}
              - {name: tracks, track: {}}
              - {name: gate, rule: {lineCross: {line: gate}}}
              - {name: bus, sink: {kafka: {topic: events, connectionSecretRef: {name: kafka}}}}
              cells: {streamsPerCell: 1, maxCells: 100}
              poolRef: {name: NAME}
            """;
    private static final String STREAM = """
            apiVersion: aegisvision.io/v1alpha1
            kind: Stream
            metadata: {name: s%1$d-%2$d}
            spec:
              pipelineRef: {name: yard-%1$d}
              source: {rtsp: {url: "rtsp://camera.example/%1$d/%2$d"}}
              lines: [{name: gate, points: "0.1,0.5 0.9,0.5"}]
              suspend: true
            """;

    private final KubernetesClient admin;
    private final ApiServer server;
    private final String name;
    private final GpuPoolSpec.Allocation allocation;
    private @Nullable Running running;

    private record Running(KubernetesClient client, CellPoller poller, Operator operator) {}

    /**
     * Pipelines of one namespace.
     *
     * @param name of the namespace and the pool
     * @param allocation how their cells ask for slices
     */
    Yards(ApiServer server, String name, GpuPoolSpec.Allocation allocation) {
        this.allocation = allocation;
        this.admin = server.admin();
        this.server = server;
        this.name = name;
    }

    void apply(int pipelines, int streams) {
        create(SHARED);
        Model model = admin.resources(Model.class)
                .inNamespace(name)
                .withName("street")
                .get();
        model.setStatus(new ModelStatus(
                1L, "v1", VersionDigest.of(model.getSpec().versions().getFirst()), null, null, List.of(), List.of()));
        admin.resource(model).inNamespace(name).updateStatus();
        for (int p = 0; p < pipelines; p++) {
            create(PIPELINE.formatted(p));
            for (int s = 0; s < streams; s++) {
                create(STREAM.formatted(p, s));
            }
        }
    }

    private void create(String yaml) {
        admin.load(new ByteArrayInputStream(yaml.replace("NAME", name)
                        .replace("ALLOCATION", allocation.name())
                        .getBytes(StandardCharsets.UTF_8)))
                .items()
                .forEach(object -> {
                    if (object instanceof GpuPool) {
                        admin.resource(object).create();
                    } else {
                        admin.resource(object).inNamespace(name).create();
                    }
                });
    }

    void start() {
        KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.kubeconfig()))
                .build();
        CellCaches caches = new CellCaches(client);
        CellPoller poller = new CellPoller(caches, Clock.systemUTC());
        CellRenderer renderer = new CellRenderer(new CellSettings(
                "example/triton:1",
                "example/dataplane:1",
                "IfNotPresent",
                List.of(),
                new CellSettings.Resources("500m", null, "768Mi", "2Gi"),
                new CellSettings.Resources("250m", null, "512Mi", "1Gi")));
        Operator operator = new Operator(o -> o.withKubernetesClient(client).withUseSSAToPatchPrimaryResource(true));
        operator.register(new PipelineReconciler(
                client, caches, poller, renderer, () -> UUID.randomUUID().toString(), Clock.systemUTC()));
        operator.register(new GpuPoolReconciler(client, caches, Clock.systemUTC()));
        operator.start();
        running = new Running(client, poller, operator);
    }

    /** As if the operator's process had ended: it comes back and knows nothing. */
    void restart() {
        stop();
        start();
    }

    private void stop() {
        if (running != null) {
            running.operator.stop();
            running.poller.close();
            running.client.close();
            running = null;
        }
    }

    /** Leaves nothing to those who use the API server next. */
    @Override
    public void close() {
        stop();
        Config config = Config.fromKubeconfig(server.kubeconfig());
        // one request deletes all of a type
        config.setRequestTimeout(Math.toIntExact(Duration.ofMinutes(5).toMillis()));
        try (KubernetesClient patient =
                new KubernetesClientBuilder().withConfig(config).build()) {
            patient.resources(Stream.class).inNamespace(name).delete();
            patient.resources(Pipeline.class).inNamespace(name).delete();
            patient.resources(Model.class).inNamespace(name).delete();
            patient.resources(Deployment.class).inNamespace(name).delete();
            patient.resources(Secret.class).inNamespace(name).delete();
            patient.pods().inNamespace(name).withGracePeriod(0).delete();
            patient.nodes().withLabel("rack", name).delete();
            patient.resources(GpuPool.class).withName(name).delete();
        }
    }
}
