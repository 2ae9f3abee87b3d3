package io.aegisvision.controllers.cell;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.api.v1alpha1.Pipeline;
import io.aegisvision.api.v1alpha1.Stream;
import io.aegisvision.contract.CellConfig;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.controllers.gpupool.GpuPoolReconciler;
import io.aegisvision.controllers.pipeline.PipelineReconciler;
import io.aegisvision.controllers.stream.StreamReconciler;
import io.aegisvision.testkit.ApiServer;
import io.aegisvision.testkit.ApiServerExtension;
import io.aegisvision.testkit.PlayedNodes;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
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
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The reconcilers of this part together against a real API server; the one thing played is the cell behind its HTTP interface. */
@ExtendWith(ApiServerExtension.class)
class CellsIT {
    private static final String SHAPES = """
              zones: [{name: dock, points: "0.1,0.1 0.9,0.1 0.9,0.9"}]
              lines: [{name: gate, points: "0.1,0.5 0.9,0.5"}]
            """;

    private static KubernetesClient admin;
    private static KubernetesClient client;
    private static String namespace;
    private static PlayedCell cell;
    private static CellPoller poller;
    private static Operator operator;

    @BeforeAll
    static void start(ApiServer server) throws Exception {
        admin = server.admin();
        namespace = server.newNamespace("cells");
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.kubeconfig()))
                .build();
        cell = new PlayedCell(admin, namespace);
        CellCaches caches = new CellCaches(client);
        poller = new CellPoller(caches, Clock.systemUTC(), cell.port());
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
        operator.register(new GpuPoolReconciler(client, caches, Clock.systemUTC()));
        PlayedNodes.add(admin, "node", Map.of(), Map.of());
        operator.start();
    }

    @AfterAll
    static void stop() {
        operator.stop();
        poller.close();
        cell.close();
        client.close();
    }

    private static void apply(String yaml) {
        admin.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .items()
                .forEach(item -> {
                    if (item.getMetadata().getName().equals("default")) {
                        admin.resource(item).forceConflicts().serverSideApply();
                    } else {
                        admin.resource(item)
                                .inNamespace(namespace)
                                .forceConflicts()
                                .serverSideApply();
                    }
                });
    }

    private static void await(String what, BooleanSupplier condition) {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(20));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now())
                    .as("waiting until %s; streams: %s", what, statuses())
                    .isBefore(deadline);
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static List<String> statuses() {
        return admin.resources(Stream.class).inNamespace(namespace).list().getItems().stream()
                .map(stream -> stream.getMetadata().getName() + " "
                        + (stream.getStatus() == null
                                ? null
                                : stream.getStatus().conditions()))
                .toList();
    }

    private static Optional<Condition> ready(String stream) {
        Stream found = admin.resources(Stream.class)
                .inNamespace(namespace)
                .withName(stream)
                .get();
        return found == null || found.getStatus() == null
                ? Optional.empty()
                : found.getStatus().conditions().stream()
                        .filter(c -> c.getType().equals("Ready"))
                        .findFirst();
    }

    private static boolean says(String stream, String reason) {
        return ready(stream).filter(c -> c.getReason().equals(reason)).isPresent();
    }

    private static String stream(String name, String pipeline, String shapes) {
        return """
                apiVersion: aegisvision.io/v1alpha1
                kind: Stream
                metadata: {name: %s}
                spec:
                  pipelineRef: {name: %s}
                  source: {rtsp: {url: "rtsp://camera.example/%s"}}
                """.formatted(name, pipeline, name) + shapes;
    }

    private static List<String> told(String cellName) {
        Secret secret =
                admin.secrets().inNamespace(namespace).withName(cellName).get();
        return secret == null
                ? List.of()
                : CellJson.config(secret).map(CellConfig::streams).orElse(List.of()).stream()
                        .map(StreamAssignment::name)
                        .toList();
    }

    private static Pod pod(String cellName) {
        return admin.pods().inNamespace(namespace).withName(cellName + "-pod").get();
    }

    @Test
    void fromNothingToFramesAndBack() {
        // a Stream first: it waits, and becomes right by itself
        apply(stream("north", "yard", SHAPES));
        await("the missing pipeline is said", () -> says("north", "PipelineNotFound"));
        apply(PlayedCell.POOL);
        apply(PlayedCell.PIPELINE);
        await("the missing model is said", () -> says("north", "PipelineNotReady"));
        apply(PlayedCell.KAFKA);
        cell.serveModel();
        await("the stream is in a cell", () -> told("yard-0").equals(List.of("north")));
        await("a Deployment", () -> find(Deployment.class, "yard-0") != null);
        Deployment deployment = get(Deployment.class, "yard-0");
        cell.startPod("yard-0", deployment);
        await("frames are processed", () -> says("north", "Running"));
        Stream north = get(Stream.class, "north");
        assertThat(north.getStatus().revision()).isEqualTo("yard-1");
        assertThat(north.getStatus().cell()).isEqualTo("yard-0");
        assertThat(north.getMetadata().getFinalizers()).containsExactly("aegisvision.io/stop-stream");
        await("the pipeline is ready", () -> {
            Pipeline yard = get(Pipeline.class, "yard");
            return yard.getStatus() != null
                    && yard.getStatus().conditions().stream()
                            .anyMatch(c ->
                                    c.getType().equals("Ready") && c.getReason().equals("CellsReady"));
        });
        anotherStreamIsToldToThePod(deployment);
        whatCannotRunIsSaid();
        aStreamThatGoesIsStoppedFirst();
        aSilentCellIsSaid();
        changesDuringReconcilesAreNotLost();
    }

    private void anotherStreamIsToldToThePod(Deployment deployment) {
        apply(stream("south", "yard", SHAPES));
        await("the second stream is told", () -> told("yard-0").equals(List.of("north", "south")));
        await("the pod is told", () -> pod("yard-0")
                .getMetadata()
                .getAnnotations()
                .getOrDefault("aegisvision.io/config-revision", "")
                .equals(CellJson.config(get(Secret.class, "yard-0"))
                        .orElseThrow()
                        .revision()));
        await("the second runs", () -> says("south", "Running"));
        assertThat(get(Deployment.class, "yard-0").getMetadata().getGeneration())
                .as("a config is no reason to start the pod anew")
                .isEqualTo(deployment.getMetadata().getGeneration());
    }

    /** One more than the pool holds, and one without the zone that a rule names. */
    private void whatCannotRunIsSaid() {
        apply(stream("west", "yard", SHAPES));
        await("no room is said", () -> says("west", "NoCapacity"));
        apply(stream("zoneless", "yard", ""));
        await("the missing zone is said", () -> says("zoneless", "UnknownZone"));
    }

    private void aStreamThatGoesIsStoppedFirst() {
        cell.holdBack(true);
        admin.resources(Stream.class).inNamespace(namespace).withName("north").delete();
        await("the cell is told to let go", () -> !told("yard-0").contains("north"));
        await("it is said", () -> says("north", "Stopping"));
        cell.holdBack(false);
        await("it is gone", () -> find(Stream.class, "north") == null);
        await("the waiting stream moves up", () -> told("yard-0").equals(List.of("south", "west")));
    }

    private void aSilentCellIsSaid() {
        cell.silence(true);
        await("it is said", () -> says("south", "CellUnreachable"));
        cell.silence(false);
        await("it is well again", () -> says("south", "Running"));
    }

    private <T extends HasMetadata> T find(Class<T> type, String name) {
        return admin.resources(type).inNamespace(namespace).withName(name).get();
    }

    private <T extends HasMetadata> T get(Class<T> type, String name) {
        return Objects.requireNonNull(find(type, name), name);
    }

    private void changesDuringReconcilesAreNotLost() {
        for (int i = 0; i < 30; i++) {
            String points = "0.1,0.5 0.9,0." + (10 + i);
            admin.resources(Stream.class)
                    .inNamespace(namespace)
                    .withName("south")
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            "{\"spec\":{\"lines\":[{\"name\":\"gate\",\"points\":\"" + points + "\"}]}}");
        }
        await("the last change is told", () -> CellJson.config(admin.secrets()
                        .inNamespace(namespace)
                        .withName("yard-0")
                        .get())
                .orElseThrow()
                .streams()
                .getFirst()
                .lines()
                .getFirst()
                .points()
                .endsWith("0.39"));
        await("the last change is answered", () -> {
            Stream south = admin.resources(Stream.class)
                    .inNamespace(namespace)
                    .withName("south")
                    .get();
            return south.getMetadata().getGeneration().equals(south.getStatus().observedGeneration());
        });
    }

    static PodBuilder podOf(String cellName, Deployment deployment) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(cellName + "-pod")
                .withNamespace(deployment.getMetadata().getNamespace())
                .withLabels(deployment.getSpec().getTemplate().getMetadata().getLabels())
                .endMetadata()
                .withSpec(deployment.getSpec().getTemplate().getSpec());
    }
}
