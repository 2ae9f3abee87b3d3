package io.aegisvision.controllers.miglayout;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.api.v1alpha1.MigLayout;
import io.aegisvision.api.v1alpha1.MigLayoutSpec;
import io.aegisvision.api.v1alpha1.MigLayoutSpec.Devices;
import io.aegisvision.controllers.cell.CellCaches;
import io.aegisvision.testkit.ApiServer;
import io.aegisvision.testkit.ApiServerExtension;
import io.aegisvision.testkit.GpuOperator;
import io.aegisvision.testkit.PlayedNodes;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.Operator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Layouts on a real API server; MIG Manager is played by its labels. */
@ExtendWith(ApiServerExtension.class)
class MigLayoutIT {
    private static final String NODE = "mig-node";
    private static final String LAYOUTS = """
            version: v1
            mig-configs:
              all-1g.10gb:
              - {devices: all, mig-enabled: true, mig-devices: {1g.10gb: 7}}
              all-balanced:
              - {device-filter: ["0x233010DE"], devices: all, mig-enabled: true, mig-devices: {1g.10gb: 2, 3g.40gb: 1}}
            """;

    /** The clock of the reconciler, moved by the test. */
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

    private final KubernetesClient admin;
    private final String namespace;

    MigLayoutIT(ApiServer server) {
        admin = server.admin();
        namespace = server.newNamespace("gpu-operator");
    }

    private void want(Map<String, Integer> instances) {
        MigLayout layout = new MigLayout();
        layout.setMetadata(new ObjectMetaBuilder().withName(NODE).build());
        layout.setSpec(new MigLayoutSpec(List.of(new Devices(List.of(), instances)), false));
        admin.resource(layout).forceConflicts().serverSideApply();
    }

    /** Something about the node changes, so that the operator looks. */
    private void tick() {
        admin.nodes()
                .withName(NODE)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"annotations\":{\"tick\":\"" + Instant.now() + "\"}}}");
    }

    private Node node() {
        return Objects.requireNonNull(admin.nodes().withName(NODE).get());
    }

    private boolean says(String reason) {
        MigLayout layout = admin.resources(MigLayout.class).withName(NODE).get();
        return layout.getStatus() != null
                && layout.getStatus().conditions().stream()
                        .filter(condition -> condition.getType().equals("Ready"))
                        .map(Condition::getReason)
                        .anyMatch(reason::equals);
    }

    private void await(String what, BooleanSupplier condition) throws InterruptedException {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(40));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now())
                    .as(
                            "waiting until %s; %s %s",
                            what,
                            admin.resources(MigLayout.class).withName(NODE).get(),
                            node().getMetadata())
                    .isBefore(deadline);
            Thread.sleep(20);
        }
    }

    @Test
    void aNodeIsRepartitionedWhenIdleAndGoesBackWhenThatFails(ApiServer server) throws Exception {
        PlayedNodes.add(admin, NODE, Map.of(), Map.of("nvidia.com/mig-1g.10gb", 7));
        KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.kubeconfig()))
                .build();
        Operator operator = new Operator(o -> o.withKubernetesClient(client).withUseSSAToPatchPrimaryResource(true));
        operator.register(new MigLayoutReconciler(client, new CellCaches(client), () -> Clock.systemUTC()
                .instant()
                .plus(ahead.get())));
        operator.start();
        try (PlayedMig manager = new PlayedMig(admin)) {
            want(Map.of("1g.10gb", 7));
            await("no GPU Operator is said", () -> says("NoMigManager"));
            theGpuOperatorAppears();
            await("the layout is applied", () -> says("LayoutApplied"));
            assertThat(node().getMetadata().getLabels()).containsEntry(NodeLayout.CONFIG, "all-1g.10gb");
            assertThat(NodeLayout.closed(node())).isFalse();
            aBusyNodeWaits();
            whatFailsIsTakenBack(manager);
            aLayoutThatGoesOpensItsNode();
        } finally {
            operator.stop();
            client.close();
            admin.nodes().withName(NODE).delete();
        }
    }

    private void theGpuOperatorAppears() throws InterruptedException {
        GpuOperator.install(admin, namespace, LAYOUTS);
        // the operator looks every half minute, and whenever the node changes
        tick();
    }

    private void aBusyNodeWaits() throws InterruptedException {
        HasMetadata pod = admin.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName("train")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewSpec()
                        .withNodeName(NODE)
                        .addNewContainer()
                        .withName("train")
                        .withImage("example/train:1")
                        .withNewResources()
                        .withRequests(Map.of("nvidia.com/mig-1g.10gb", new Quantity("1")))
                        .withLimits(Map.of("nvidia.com/mig-1g.10gb", new Quantity("1")))
                        .endResources()
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        await("the watch brings the pod", () -> says("LayoutApplied"));
        Thread.sleep(200);
        want(Map.of("3g.40gb", 2));
        await("the pod is waited for", () -> says("NodeBusy"));
        assertThat(node().getMetadata().getLabels()).containsEntry(NodeLayout.CONFIG, "all-1g.10gb");
        admin.resource(pod).withGracePeriod(0).delete();
        await("the new layout is applied", () -> says("LayoutApplied"));
        assertThat(node().getMetadata().getLabels().get(NodeLayout.CONFIG)).startsWith("aegis-");
        assertThat(admin.configMaps()
                        .inNamespace(namespace)
                        .withName("layouts")
                        .get()
                        .getData()
                        .get("config.yaml"))
                .contains("all-balanced", "aegis-", "3g.40gb: 2");
    }

    private void whatFailsIsTakenBack(PlayedMig manager) throws InterruptedException {
        String before = node().getMetadata().getLabels().get(NodeLayout.CONFIG);
        manager.results.put("all-1g.10gb", "failed");
        want(Map.of("1g.10gb", 7));
        await("MIG Manager has failed", () -> NodeLayout.state(node())
                .filter(state -> state.name().equals("failed"))
                .isPresent());
        assertThat(NodeLayout.closed(node())).isTrue();
        ahead.set(Duration.ofMinutes(2));
        tick();
        await("the layout before is back", () -> says("RolledBack"));
        assertThat(node().getMetadata().getLabels()).containsEntry(NodeLayout.CONFIG, before);
        await("the node is open", () -> !NodeLayout.closed(node()));
    }

    private void aLayoutThatGoesOpensItsNode() throws InterruptedException {
        admin.resources(MigLayout.class).withName(NODE).delete();
        await(
                "it is gone",
                () -> admin.resources(MigLayout.class).withName(NODE).get() == null);
        assertThat(NodeLayout.change(node())).isEmpty();
        assertThat(NodeLayout.closed(node())).isFalse();
    }
}
