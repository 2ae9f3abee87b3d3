package io.aegisvision.controllers.cell;

import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import io.aegisvision.api.v1alpha1.PipelineSpec;
import io.aegisvision.contract.CellApi;
import io.aegisvision.contract.CellConfig;
import io.aegisvision.domain.condition.ContentDigest;
import io.aegisvision.domain.pipeline.PipelinePlan.Shape;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A cell's Deployment and Secret, from scratch, with every field that we own. The Deployment depends on settings, pool and
 * resources only, never on what the cell is to run: a change of streams or models must not start the pod anew.
 */
public final class CellRenderer {
    /** Enough for the outbox to drain: what is left then is on disk only as long as the pod is. */
    private static final long TERMINATION_GRACE_SECONDS = 30;

    private static final long USER = 65532;

    private final CellSettings settings;
    private final CellContainers containers;

    /** @param settings the operator's configuration */
    public CellRenderer(CellSettings settings) {
        this.settings = settings;
        this.containers = new CellContainers(settings);
    }

    /** The operator's configuration. */
    public CellSettings settings() {
        return settings;
    }

    /**
     * The Secret that tells a cell what to run.
     *
     * @param owner the Pipeline
     * @param token what the operator shows to the cell
     */
    public Secret secret(CellConfig config, String token, OwnerReference owner) {
        return new SecretBuilder()
                .withMetadata(meta(config.namespace(), config.pipeline(), config.cell(), owner)
                        .withAnnotations(Map.of(CellKeys.CONFIG_REVISION, config.revision()))
                        .build())
                .withType("Opaque")
                .withData(new TreeMap<>(
                        Map.of(CellApi.CONFIG_KEY, encoded(CellJson.write(config)), CellApi.TOKEN_KEY, encoded(token))))
                .build();
    }

    /** The Deployment of a cell. */
    public Deployment deployment(CellConfig config, PipelineSpec.Cells cells, Shape shape, OwnerReference owner) {
        Map<String, String> labels = new TreeMap<>(CellKeys.labels(config.pipeline(), config.cell()));
        labels.put(CellKeys.POOL, shape.pool().name());
        if (!shape.profile().isEmpty()) {
            labels.put(CellKeys.PROFILE, shape.profile());
        }
        Deployment bare = new DeploymentBuilder()
                .withMetadata(meta(config.namespace(), config.pipeline(), config.cell(), owner)
                        .withLabels(labels)
                        .build())
                .withNewSpec()
                .withReplicas(1)
                .withRevisionHistoryLimit(1)
                .withNewStrategy()
                .withType("Recreate")
                .endStrategy()
                .withNewSelector()
                .withMatchLabels(new TreeMap<>(CellKeys.labels(config.pipeline(), config.cell())))
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withSpec(pod(config.cell(), cells, shape))
                .endTemplate()
                .endSpec()
                .build();
        String digest = ContentDigest.ofText(Serialization.asJson(bare));
        return new DeploymentBuilder(bare)
                .editMetadata()
                .addToAnnotations(CellKeys.RENDERED, digest)
                .endMetadata()
                .build();
    }

    private PodSpec pod(String cell, PipelineSpec.Cells cells, Shape shape) {
        GpuPoolSpec pool = shape.pool().spec();
        PodSpecBuilder pod = new PodSpecBuilder()
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(TERMINATION_GRACE_SECONDS)
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(USER)
                .withRunAsGroup(USER)
                .withFsGroup(USER)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .withInitContainers(containers.triton(cells.triton().resources(), shape.resource()))
                .withContainers(containers.dataPlane(cells.dataPlane().resources()))
                .withVolumes(volumes(cell));
        if (!pool.nodeSelector().isEmpty()) {
            pod.withNodeSelector(new TreeMap<>(pool.nodeSelector()));
        }
        if (!pool.tolerations().isEmpty()) {
            pod.withTolerations(
                    pool.tolerations().stream().map(CellRenderer::toleration).toList());
        }
        if (pool.runtimeClassName() != null) {
            pod.withRuntimeClassName(pool.runtimeClassName());
        }
        return pod.build();
    }

    private static Toleration toleration(GpuPoolSpec.Toleration toleration) {
        return new TolerationBuilder()
                .withKey(toleration.key())
                .withOperator(toleration.operator().name())
                .withValue(toleration.value())
                .withEffect(
                        toleration.effect() == null ? null : toleration.effect().name())
                .build();
    }

    private static List<Volume> volumes(String cell) {
        return List.of(
                new VolumeBuilder()
                        .withName(CellContainers.CONFIG)
                        .withNewSecret()
                        .withSecretName(cell)
                        .withDefaultMode(0440)
                        .endSecret()
                        .build(),
                new VolumeBuilder()
                        .withName(CellContainers.SHM)
                        .withNewEmptyDir()
                        .withMedium("Memory")
                        .withSizeLimit(new Quantity("512Mi"))
                        .endEmptyDir()
                        .build(),
                emptyDir(CellContainers.MODELS, "4Gi"),
                emptyDir(CellContainers.DATA, "2Gi"),
                emptyDir(CellContainers.TMP, "1Gi"));
    }

    private static Volume emptyDir(String name, String limit) {
        return new VolumeBuilder()
                .withName(name)
                .withNewEmptyDir()
                .withSizeLimit(new Quantity(limit))
                .endEmptyDir()
                .build();
    }

    private static ObjectMetaBuilder meta(String namespace, String pipeline, String cell, OwnerReference owner) {
        ObjectMeta meta = new ObjectMetaBuilder()
                .withName(cell)
                .withNamespace(namespace)
                .withLabels(new TreeMap<>(CellKeys.labels(pipeline, cell)))
                .withOwnerReferences(owner)
                .build();
        return new ObjectMetaBuilder(meta);
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
