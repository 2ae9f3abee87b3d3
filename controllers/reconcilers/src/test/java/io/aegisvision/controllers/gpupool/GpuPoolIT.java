package io.aegisvision.controllers.gpupool;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.api.v1alpha1.GpuPool;
import io.aegisvision.api.v1alpha1.GpuPoolStatus;
import io.aegisvision.api.v1alpha1.GpuPoolStatus.Proposal;
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
import io.aegisvision.controllers.stream.StreamReconciler;
import io.aegisvision.domain.gpupool.GpuPoolPlanner;
import io.aegisvision.testkit.ApiServer;
import io.aegisvision.testkit.ApiServerExtension;
import io.aegisvision.testkit.PlayedNodes;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.Operator;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a pool says when capacity goes and comes back, and what it proposes, on a real API server. Nodes and pods are played. */
@ExtendWith(ApiServerExtension.class)
class GpuPoolIT {
    private static final String SMALL = "nvidia.com/mig-1g.10gb";
    private static final String POOL = """
            apiVersion: aegisvision.io/v1alpha1
            kind: GpuPool
            metadata: {name: NAME}
            spec: {mode: Mig, nodeSelector: {rack: NS}, repartition: Propose}
            """;
    private static final String CELL = """
            apiVersion: v1
            kind: Pod
            metadata:
              name: NAME-pod
              labels: {aegisvision.io/cell: NAME, aegisvision.io/pipeline: gate, aegisvision.io/pool: NS}
            spec:
              NODE
              containers:
              - name: triton
                image: example/triton:1
                resources: {requests: {nvidia.com/mig-1g.10gb: "1"}, limits: {nvidia.com/mig-1g.10gb: "1"}}
            """;
    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: NAME
              labels:
                app.kubernetes.io/managed-by: aegis-operator
                aegisvision.io/cell: NAME
                aegisvision.io/pipeline: gate
                aegisvision.io/pool: NS
            spec:
              selector: {matchLabels: {aegisvision.io/cell: NAME}}
              template:
                metadata: {labels: {aegisvision.io/cell: NAME}}
                spec:
                  containers:
                  - name: triton
                    image: example/triton:1
                    resources: {requests: {nvidia.com/mig-1g.10gb: "1"}, limits: {nvidia.com/mig-1g.10gb: "1"}}
            """;
    private static final String YARD = """
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
                labels: [person]
                memory: 8Gi
                input: {width: 640, height: 360}
              version: v1
            ---
            apiVersion: aegisvision.io/v1alpha1
            kind: Pipeline
            metadata: {name: yard}
            spec:
              stages:
              - {name: sample, sample: {framesPerSecond: 10}}
              - {name: objects, detect: {modelRef: {name: street}}}
              - {name: tracks, track: {}}
              - {name: gate, rule: {lineCross: {line: gate}}}
              - {name: bus, sink: {kafka: {topic: events, connectionSecretRef: {name: kafka}}}}
              cells: {streamsPerCell: 1}
              poolRef: {name: NS}
            ---
            apiVersion: aegisvision.io/v1alpha1
            kind: Stream
            metadata: {name: east}
            spec:
              pipelineRef: {name: yard}
              source: {rtsp: {url: "rtsp://camera.example/east"}}
              lines: [{name: gate, points: "0.1,0.5 0.9,0.5"}]
            """.formatted("a".repeat(64));

    private final KubernetesClient admin;
    private final ApiServer server;
    private final String namespace;
    private final PlayedNodes nodes;
    /** How far the operator's clock is ahead. */
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

    private KubernetesClient client;
    private CellPoller poller;
    private Operator operator;

    GpuPoolIT(ApiServer server) {
        this.server = server;
        this.admin = server.admin();
        this.namespace = server.newNamespace("pool");
        this.nodes = new PlayedNodes(admin);
    }

    @BeforeEach
    void start() {
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.kubeconfig()))
                .build();
        CellCaches caches = new CellCaches(client);
        poller = new CellPoller(caches, Clock.systemUTC());
        CellRenderer renderer = new CellRenderer(new CellSettings(
                "example/triton:1",
                "example/dataplane:1",
                "IfNotPresent",
                List.of(),
                new CellSettings.Resources("500m", null, "768Mi", "2Gi"),
                new CellSettings.Resources("250m", null, "512Mi", "1Gi")));
        operator = new Operator(o -> o.withKubernetesClient(client).withUseSSAToPatchPrimaryResource(true));
        operator.register(new PipelineReconciler(
                client, caches, poller, renderer, () -> UUID.randomUUID().toString(), Clock.systemUTC()));
        operator.register(new StreamReconciler(client, caches, poller, Clock.systemUTC()));
        operator.register(
                new GpuPoolReconciler(client, caches, () -> Instant.now().plus(ahead.get())));
        operator.start();
    }

    @AfterEach
    void stop() {
        admin.resources(Stream.class).inNamespace(namespace).delete();
        admin.resources(Pipeline.class).inNamespace(namespace).delete();
        await("streams go", () -> admin.resources(Stream.class)
                .inNamespace(namespace)
                .list()
                .getItems()
                .isEmpty());
        operator.stop();
        poller.close();
        client.close();
        admin.resources(Deployment.class).inNamespace(namespace).delete();
        admin.pods().inNamespace(namespace).withGracePeriod(0).delete();
        admin.nodes().withLabel("rack", namespace).delete();
        admin.resources(GpuPool.class).withName(namespace).delete();
        admin.resources(GpuPool.class).withName(namespace + "-other").delete();
        nodes.close();
    }

    private void apply(String yaml) {
        admin.load(new ByteArrayInputStream(yaml.replace("NS", namespace).getBytes(StandardCharsets.UTF_8)))
                .items()
                .forEach(object -> {
                    if (!(object instanceof GpuPool)) {
                        object.getMetadata().setNamespace(namespace);
                    }
                    admin.resource(object).create();
                });
    }

    private void node(String name, Map<String, Integer> offers) {
        nodes.add(
                namespace + "-" + name,
                Map.of(
                        "rack", namespace,
                        "nvidia.com/gpu.product", "NVIDIA-H100-80GB-HBM3",
                        "nvidia.com/gpu.count", "1"),
                offers);
    }

    private void cell(String name, String node) {
        apply(CELL.replace("NODE", node.isEmpty() ? "" : "nodeName: " + namespace + "-" + node)
                .replace("NAME", name));
    }

    private Optional<GpuPoolStatus> status(String pool) {
        return Optional.ofNullable(admin.resources(GpuPool.class).withName(pool).get())
                .map(GpuPool::getStatus);
    }

    private Predicate<GpuPoolStatus> says(String type, String reason) {
        return status -> status.conditions().stream()
                .filter(condition -> condition.getType().equals(type))
                .map(Condition::getReason)
                .anyMatch(reason::equals);
    }

    private GpuPoolStatus awaitPool(String what, Predicate<GpuPoolStatus> wanted) {
        await(what, () -> status(namespace).filter(wanted).isPresent());
        return status(namespace).orElseThrow();
    }

    private void await(String what, java.util.function.BooleanSupplier condition) {
        Instant deadline = Instant.now().plus(Duration.ofMinutes(3));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now())
                    .as("waiting until %s; the pool says %s", what, status(namespace))
                    .isBefore(deadline);
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void eachLossIsSaidAndSoIsItsEnd() {
        node("a", Map.of(SMALL, 7));
        apply(POOL.replace("NAME", "NS"));
        cell("gate-0", "a");
        awaitPool(
                "one of seven is taken",
                status -> says("Healthy", "Accounted").test(status)
                        && new GpuPoolStatus.Cells(7, 1).equals(status.cells()));
        aNodeGoesAway();
        anInstanceFallsOutOfOrder();
        aPodIsBoundElsewhere();
        twoPoolsSelectANode();
        aReservationExpires();
    }

    private void aNodeGoesAway() {
        nodes.silence(namespace + "-a");
        awaitPool("the node is lost", says("Healthy", "NodeLost"));
        awaitPool("no node takes cells", says("Ready", "NoNodes"));
        admin.nodes()
                .withName(namespace + "-a")
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}");
        awaitPool(
                "it answers again",
                status -> says("Healthy", "Accounted").test(status)
                        && says("Ready", "HasRoom").test(status));
    }

    private void anInstanceFallsOutOfOrder() {
        nodes.offer(namespace + "-a", SMALL, 6);
        GpuPoolStatus sick = awaitPool("an instance is out of order", says("Healthy", "GpuUnhealthy"));
        assertThat(Objects.requireNonNull(sick.slices()).busy()).isEqualTo(Map.of("1g.10gb", 1));
        nodes.offer(namespace + "-a", SMALL, 7);
        awaitPool("it is in order again", says("Healthy", "Accounted"));
    }

    /** A cell of the pool lands on a node of another: it holds there, and here it takes no place from anybody. */
    private void aPodIsBoundElsewhere() {
        nodes.add(namespace + "-elsewhere", Map.of("rack", namespace + "-other"), Map.of(SMALL, 7));
        apply(POOL.replace("NAME", "NS-other").replace("rack: NS", "rack: NS-other"));
        cell("gate-1", "elsewhere");
        await("the other pool counts it", () -> status(namespace + "-other")
                .map(GpuPoolStatus::cells)
                .filter(new GpuPoolStatus.Cells(7, 1)::equals)
                .isPresent());
        awaitPool("this one does not", status -> new GpuPoolStatus.Cells(7, 1).equals(status.cells()));
        admin.pods()
                .inNamespace(namespace)
                .withName("gate-1-pod")
                .withGracePeriod(0)
                .delete();
        await("it is gone there", () -> status(namespace + "-other")
                .map(GpuPoolStatus::cells)
                .filter(new GpuPoolStatus.Cells(7, 0)::equals)
                .isPresent());
    }

    private void twoPoolsSelectANode() {
        String other = namespace + "-other";
        admin.resources(GpuPool.class)
                .withName(other)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\":{\"nodeSelector\":{\"rack\":\"" + namespace + "\"}}}");
        await(
                "the younger pool says that the node is another's",
                () -> status(other).filter(says("Exclusive", "NodesShared")).isPresent());
        assertThat(status(namespace).orElseThrow().cells())
                .as("the older goes on counting it")
                .isEqualTo(new GpuPoolStatus.Cells(7, 1));
        admin.resources(GpuPool.class)
                .withName(other)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\":{\"nodeSelector\":{\"rack\":\"" + other + "\"}}}");
        await(
                "it has nodes of its own again",
                () -> status(other).filter(says("Exclusive", "OwnNodes")).isPresent());
    }

    private void aReservationExpires() {
        apply(DEPLOYMENT.replace("NAME", "gate-2"));
        awaitPool("it holds a place", status -> new GpuPoolStatus.Cells(7, 2).equals(status.cells()));
        ahead.set(GpuPoolPlanner.RESERVATION.plusSeconds(1));
        admin.nodes()
                .withName(namespace + "-a")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"annotations\":{\"tick\":\"1\"}}}");
        GpuPoolStatus expired = awaitPool("it expired", status -> status.unplaced().stream()
                .anyMatch(one -> one.reason().equals("ReservationExpired")));
        assertThat(expired.cells())
                .as("its place stays taken, so that not more cells are made in vain")
                .isEqualTo(new GpuPoolStatus.Cells(7, 2));
        cell("gate-2", "a");
        awaitPool(
                "it is bound after all",
                status -> status.unplaced().isEmpty() && new GpuPoolStatus.Cells(7, 2).equals(status.cells()));
    }

    @Test
    void aLayoutIsProposedForAnIdleNodeAndOnceItIsThereTheCellIsMade() {
        node("idle", Map.of(SMALL, 7));
        apply(POOL.replace("NAME", "NS"));
        apply(YARD);
        Model model = admin.resources(Model.class)
                .inNamespace(namespace)
                .withName("street")
                .get();
        model.setStatus(new ModelStatus(
                1L, "v1", VersionDigest.of(model.getSpec().versions().getFirst()), null, null, List.of(), List.of()));
        admin.resource(model).updateStatus();
        GpuPoolStatus status =
                awaitPool("a layout is proposed", pool -> !pool.proposals().isEmpty());
        assertThat(status.unplaced()).singleElement().satisfies(one -> {
            assertThat(one.stream()).isEqualTo("east");
            assertThat(one.message())
                    .isEqualTo(
                            "1 stream(s) wait for a place: 17815 MiB of GPU memory (server 1431, 2 x street 16384) are"
                                    + " needed, and the largest slice that GpuPool " + namespace
                                    + " offers is 1g.10gb with 9984");
        });
        Proposal proposal = status.proposals().getFirst();
        assertThat(proposal.node()).isEqualTo(namespace + "-idle");
        assertThat(proposal.cells()).isEqualTo(1);
        assertThat(proposal.groups()).singleElement().satisfies(group -> {
            assertThat(group.devices()).containsExactly(0);
            assertThat(group.instances())
                    .as("19.6 GiB are the least that is enough")
                    .containsKey("1g.20gb");
        });
        applied(proposal.groups().getFirst());
        await(
                "the cell is made",
                () -> admin.resources(Deployment.class).inNamespace(namespace).list().getItems().stream()
                        .map(HasMetadata::getMetadata)
                        .anyMatch(cell -> cell.getName().equals("yard-0")));
        awaitPool(
                "nothing is proposed any more",
                pool -> pool.proposals().isEmpty() && pool.unplaced().isEmpty());
    }

    /** As MIG Manager and the device plugin leave the node. */
    private void applied(GpuPoolStatus.Group layout) {
        StringBuilder offers = new StringBuilder("\"" + SMALL + "\":\"0\"");
        layout.instances().forEach((profile, count) -> offers.append(",\"nvidia.com/mig-")
                .append(profile)
                .append("\":\"")
                .append(count)
                .append('"'));
        admin.nodes()
                .withName(namespace + "-idle")
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\":{\"capacity\":{%1$s},\"allocatable\":{%1$s}}}".formatted(offers));
    }
}
