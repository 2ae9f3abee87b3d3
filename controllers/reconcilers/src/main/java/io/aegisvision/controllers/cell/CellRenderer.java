package io.aegisvision.controllers.cell;

import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import io.aegisvision.api.v1alpha1.PipelineSpec;
import io.aegisvision.contract.CellApi;
import io.aegisvision.contract.CellConfig;
import io.aegisvision.contract.EvidenceStage;
import io.aegisvision.controllers.cell.CellContainers.Gpu;
import io.aegisvision.domain.condition.ContentDigest;
import io.aegisvision.domain.pipeline.PipelinePlan.Shape;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
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
import io.fabric8.kubernetes.api.model.resource.v1.ResourceClaimTemplate;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A cell's Deployment, Secret and claim, from scratch, with every field that we own. The Deployment depends on settings, pool and
 * resources only, and on the volume of evidence, never on what the cell is to run else: a change of streams or models must
 * not start the pod anew.
 */
public final class CellRenderer {
    /** Enough for the outbox to drain: what is left then is on disk as long as the pod is, or the cell's claim. */
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

    /** What the claims of a cell's pods are made of; empty where its pool does not ask by claims. */
    public Optional<ResourceClaimTemplate> deviceClaim(CellConfig config, Shape shape, OwnerReference owner) {
        return CellClaims.template(config, shape, owner);
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
                        .withAnnotations(claimed(cells))
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
                .withSpec(pod(config, cells, shape))
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

    /** Another size is another Deployment, though not another pod: the claim is written with it. */
    private static Map<String, String> claimed(PipelineSpec.Cells cells) {
        PipelineSpec.OutboxVolume volume = cells.outboxVolume();
        return volume == null ? Map.of() : Map.of(CellKeys.OUTBOX_SIZE, volume.size());
    }

    /**
     * The claim of a cell's volume for events that wait, to be written before its Deployment; empty where the pipeline
     * asks for none. It goes with the Pipeline, not with the cell: a cell that comes back delivers what waits there.
     */
    public Optional<PersistentVolumeClaim> claim(CellConfig config, PipelineSpec.Cells cells, OwnerReference owner) {
        return Optional.ofNullable(cells.outboxVolume()).map(volume -> new PersistentVolumeClaimBuilder()
                .withMetadata(meta(config.namespace(), config.pipeline(), config.cell(), owner)
                        .withName(CellKeys.claim(config.cell()))
                        .build())
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName(volume.storageClassName())
                .withNewResources()
                .addToRequests("storage", new Quantity(volume.size()))
                .endResources()
                .endSpec()
                .build());
    }

    private PodSpec pod(CellConfig config, PipelineSpec.Cells cells, Shape shape) {
        Optional<String> shown = evidenceClaim(config);
        GpuPoolSpec pool = shape.pool().spec();
        boolean claims = CellClaims.needed(shape);
        Gpu server = claims ? Gpu.claim(CellClaims.GPU) : Gpu.extended(shape.resource());
        Gpu dataPlane = claims && pool.claims().dataPlane() ? server : Gpu.NONE;
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
                .withContainers(containers.dataPlane(cells, dataPlane, shown.isPresent()))
                .withResourceClaims(CellClaims.ofPod(config, shape))
                .withVolumes(volumes(config.cell(), cells.engine()));
        if (cells.engine() == PipelineSpec.Engine.Triton) {
            pod.withInitContainers(containers.triton(cells.triton().resources(), server));
        }
        shown.ifPresent(claim -> pod.addNewVolume()
                .withName(CellContainers.EVIDENCE)
                .withNewPersistentVolumeClaim(claim, false)
                .endVolume());
        if (cells.outboxVolume() != null) {
            pod.addNewVolume()
                    .withName(CellContainers.OUTBOX)
                    .withNewPersistentVolumeClaim(CellKeys.claim(config.cell()), false)
                    .endVolume();
        }
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

    private static Optional<String> evidenceClaim(CellConfig config) {
        return Optional.ofNullable(config.graph().evidence())
                .map(EvidenceStage::store)
                .map(EvidenceStage.Store::volume)
                .map(EvidenceStage.Volume::claimName);
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

    private static List<Volume> volumes(String cell, PipelineSpec.Engine engine) {
        List<Volume> volumes = new ArrayList<>();
        volumes.add(new VolumeBuilder()
                .withName(CellContainers.CONFIG)
                .withNewSecret()
                .withSecretName(cell)
                .withDefaultMode(0440)
                .endSecret()
                .build());
        if (engine == PipelineSpec.Engine.Triton) {
            volumes.add(new VolumeBuilder()
                    .withName(CellContainers.SHM)
                    .withNewEmptyDir()
                    .withMedium("Memory")
                    .withSizeLimit(new Quantity("512Mi"))
                    .endEmptyDir()
                    .build());
            volumes.add(emptyDir(CellContainers.MODELS, "4Gi"));
        }
        volumes.add(emptyDir(CellContainers.DATA, "2Gi"));
        volumes.add(emptyDir(CellContainers.TMP, "1Gi"));
        return volumes;
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
