package io.aegisvision.controllers.cell;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import io.aegisvision.api.v1alpha1.PipelineSpec;
import io.aegisvision.contract.CellApi;
import io.aegisvision.contract.CellConfig;
import io.aegisvision.contract.EvidenceStage;
import io.aegisvision.contract.PipelineGraph;
import io.aegisvision.contract.Sampling;
import io.aegisvision.domain.gpupool.ClusterView;
import io.aegisvision.domain.gpupool.PoolLedger;
import io.aegisvision.domain.pipeline.PipelinePlan.Shape;
import io.aegisvision.domain.pipeline.PipelineSnapshot.PoolView;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimTemplate;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is rendered, compared with golden files; {@code -Dgolden.update=true} writes them anew. */
class CellRendererTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/cell");
    private static final OwnerReference OWNER = new OwnerReferenceBuilder()
            .withApiVersion("aegisvision.io/v1alpha1")
            .withKind("Pipeline")
            .withName("yard")
            .withUid("uid-yard")
            .withController(true)
            .build();
    private static final CellSettings SETTINGS = new CellSettings(
            "registry.example/aegis/triton:1",
            "registry.example/aegis/dataplane:1",
            "IfNotPresent",
            List.of("registry.example:5000"),
            new CellSettings.Resources("500m", null, "768Mi", "2Gi"),
            new CellSettings.Resources("250m", "2", "512Mi", "1Gi"));

    private final CellRenderer renderer = new CellRenderer(SETTINGS);

    private static CellConfig config(String revision) {
        return config(revision, null);
    }

    private static CellConfig config(String revision, @Nullable EvidenceStage evidence) {
        return new CellConfig(
                1,
                "plant-7",
                "yard-0",
                "yard",
                revision,
                new PipelineGraph(
                        "yard-1", Sampling.framesPerSecond(10), List.of(), List.of(), List.of(), List.of(), evidence),
                List.of(),
                List.of(),
                List.of(),
                SETTINGS.insecureRegistries(),
                CellConfig.View.Enabled);
    }

    private static PipelineSpec.Cells cells(PipelineSpec.Container container) {
        return new PipelineSpec.Cells(
                8, 20, container, container, "", null, PipelineSpec.View.Enabled, PipelineSpec.Engine.Triton);
    }

    private static Shape shape(String mode) {
        boolean cpu = mode.equals("cpu");
        boolean claims = mode.startsWith("claims");
        boolean whole = mode.equals("claims-whole");
        GpuPoolSpec pool = new GpuPoolSpec(
                cpu ? Map.of() : Map.of("gpu", "h100"),
                cpu
                        ? List.of()
                        : List.of(new GpuPoolSpec.Toleration(
                                "gpu", GpuPoolSpec.Operator.Exists, null, GpuPoolSpec.Effect.NoSchedule)),
                cpu ? null : "nvidia",
                cpu ? GpuPoolSpec.Mode.Cpu : whole ? GpuPoolSpec.Mode.Whole : GpuPoolSpec.Mode.Mig,
                new GpuPoolSpec.Cpu(2),
                claims ? GpuPoolSpec.Allocation.DynamicResourceAllocation : GpuPoolSpec.Allocation.DevicePlugin,
                mode.equals("claims-shared")
                        ? new GpuPoolSpec.Claims("NVIDIA H100 80GB HBM3", true)
                        : GpuPoolSpec.Claims.DEFAULT,
                GpuPoolSpec.Repartition.Never,
                GpuPoolSpec.Overcommit.Keep,
                List.of());
        PoolLedger.Pool known = new PoolLedger.Pool("default", Instant.EPOCH, pool);
        return new Shape(
                new PoolView("default", PoolLedger.of(known, List.of(known), new ClusterView(List.of(), List.of()))),
                cpu || whole ? "" : "1g.10gb",
                cpu ? Optional.empty() : Optional.of(whole ? "nvidia.com/gpu" : "nvidia.com/mig-1g.10gb"));
    }

    private Deployment deployment(String mode, String revision) {
        return renderer.deployment(config(revision), cells(new PipelineSpec.Container(null)), shape(mode), OWNER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "mig", "claims", "claims-shared", "claims-whole"})
    void deploymentIsAsRecorded(String mode) throws IOException {
        compare(mode + "/deployment.yaml", Serialization.asYaml(deployment(mode, "abc")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"claims", "claims-shared", "claims-whole"})
    void claimIsAsRecorded(String mode) throws IOException {
        ResourceClaimTemplate claim =
                renderer.deviceClaim(config("abc"), shape(mode), OWNER).orElseThrow();
        compare(mode + "/claim.yaml", Serialization.asYaml(claim));
        PodSpec pod = deployment(mode, "abc").getSpec().getTemplate().getSpec();
        assertThat(pod.getResourceClaims()).singleElement().satisfies(named -> assertThat(
                        named.getResourceClaimTemplateName())
                .isEqualTo(claim.getMetadata().getName()));
    }

    @Test
    void aTemplatesNameSaysWhatIsInIt() {
        assertThat(List.of("claims", "claims-shared", "claims-whole").stream()
                        .map(mode -> renderer.deviceClaim(config("abc"), shape(mode), OWNER)
                                .orElseThrow()
                                .getMetadata()
                                .getName())
                        .distinct())
                .hasSize(3);
        assertThat(renderer.deviceClaim(config("abc"), shape("mig"), OWNER)).isEmpty();
        assertThat(renderer.deviceClaim(config("abc"), shape("cpu"), OWNER)).isEmpty();
    }

    @Test
    void aVolumeForEventsIsAsRecorded() throws IOException {
        PipelineSpec.Container container = new PipelineSpec.Container(null);
        PipelineSpec.Cells cells = new PipelineSpec.Cells(
                8,
                20,
                container,
                container,
                "",
                new PipelineSpec.OutboxVolume("2Gi", "fast"),
                PipelineSpec.View.Enabled,
                PipelineSpec.Engine.Triton);
        compare(
                "volume/deployment.yaml",
                Serialization.asYaml(renderer.deployment(config("abc"), cells, shape("cpu"), OWNER)));
        compare(
                "volume/claim.yaml",
                Serialization.asYaml(renderer.claim(config("abc"), cells, OWNER).orElseThrow()));
        assertThat(renderer.claim(config("abc"), cells(container), OWNER)).isEmpty();
    }

    /** No container, no shared memory and no model repository of a server that is not there; its resources are ours. */
    @Test
    void aCellThatRunsItsModelsItselfIsAsRecorded() throws IOException {
        PipelineSpec.Container container = new PipelineSpec.Container(null);
        PipelineSpec.Cells cells = new PipelineSpec.Cells(
                8, 20, container, container, "", null, PipelineSpec.View.Enabled, PipelineSpec.Engine.Embedded);
        Deployment deployment = renderer.deployment(config("abc"), cells, shape("cpu"), OWNER);
        compare("embedded/deployment.yaml", Serialization.asYaml(deployment));
        assertThat(deployment.getSpec().getTemplate().getSpec().getInitContainers())
                .isEmpty();
    }

    @Test
    void aVolumeForEvidenceIsMountedIntoTheDataPlaneAlone() {
        EvidenceStage evidence = new EvidenceStage(
                "proof",
                List.of(),
                EvidenceStage.Frame.Best,
                null,
                null,
                new EvidenceStage.Store(null, new EvidenceStage.Volume("proofs")));
        CellConfig config = config("abc", evidence);
        PodSpec pod = renderer.deployment(config, cells(new PipelineSpec.Container(null)), shape("cpu"), OWNER)
                .getSpec()
                .getTemplate()
                .getSpec();
        assertThat(pod.getVolumes())
                .filteredOn(volume -> volume.getPersistentVolumeClaim() != null)
                .singleElement()
                .satisfies(
                        volume -> assertThat(volume.getPersistentVolumeClaim().getClaimName())
                                .isEqualTo("proofs"));
        assertThat(pod.getContainers().getFirst().getVolumeMounts())
                .filteredOn(mount -> mount.getName().equals("evidence"))
                .singleElement()
                .satisfies(mount -> assertThat(mount.getMountPath()).isEqualTo(CellApi.EVIDENCE_DIR));
        assertThat(pod.getInitContainers().getFirst().getVolumeMounts())
                .noneMatch(mount -> mount.getName().equals("evidence"));
    }

    @Test
    void secretIsAsRecorded() throws IOException {
        Secret secret = renderer.secret(config("abc"), "token", OWNER);
        compare("cpu/secret.yaml", Serialization.asYaml(secret));
        assertThat(CellJson.config(secret)).contains(config("abc"));
        assertThat(CellJson.token(secret)).contains("token");
    }

    @Test
    void anotherConfigIsTheSameDeployment() {
        assertThat(deployment("cpu", "abc")).isEqualTo(deployment("cpu", "def"));
    }

    @Test
    void aPipelinesResourcesWin() {
        PipelineSpec.Container asked = new PipelineSpec.Container(new PipelineSpec.Resources(
                new PipelineSpec.Amounts("3", null), new PipelineSpec.Amounts("2500m", "4Gi")));
        Deployment deployment = renderer.deployment(config("abc"), cells(asked), shape("cpu"), OWNER);
        ResourceRequirements resources = deployment
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getResources();
        assertThat(resources.getLimits())
                .isEqualTo(Map.of("cpu", new Quantity("2500m"), "memory", new Quantity("4Gi")));
        assertThat(resources.getRequests())
                .as("a request is never above its limit")
                .isEqualTo(Map.of("cpu", new Quantity("2500m"), "memory", new Quantity("512Mi")));
    }

    @Test
    void driftIsWhatWeOwnAndOthersChanged() {
        Deployment ours = deployment("cpu", "abc");
        Deployment defaulted = new DeploymentBuilder(ours)
                .editSpec()
                .withProgressDeadlineSeconds(600)
                .endSpec()
                .withNewStatus()
                .withReplicas(1)
                .endStatus()
                .build();
        assertThat(Drift.between(ours, defaulted)).isFalse();
        Deployment scaled =
                new DeploymentBuilder(ours).editSpec().withReplicas(3).endSpec().build();
        assertThat(Drift.between(ours, scaled)).isTrue();
    }

    private static void compare(String file, String rendered) throws IOException {
        Path golden = GOLDEN.resolve(file);
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(golden.getParent());
            Files.writeString(golden, rendered);
        }
        assertThat(rendered).isEqualTo(Files.readString(golden));
    }
}
