package io.aegisvision.controllers.cell;

import io.aegisvision.api.v1alpha1.PipelineSpec;
import io.aegisvision.contract.CellApi;
import io.aegisvision.contract.EngineKind;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceClaimBuilder;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The containers of a cell: two, or one that is both. */
final class CellContainers {
    static final String CONFIG = "config";
    static final String SHM = "shm";
    static final String MODELS = "models";
    static final String DATA = "data";
    static final String OUTBOX = "outbox";
    static final String EVIDENCE = "evidence";
    static final String TMP = "tmp";

    private static final int TRITON_HTTP = 8000;
    private static final int TRITON_GRPC = 8001;
    private static final int TRITON_METRICS = 8002;
    private static final String TRITON_LIVE = "/v2/health/live";

    private final CellSettings settings;

    CellContainers(CellSettings settings) {
        this.settings = settings;
    }

    /**
     * What a container has of a GPU.
     *
     * @param extended an extended resource, one of it
     * @param claim name of one of the pod's claims
     */
    record Gpu(Optional<String> extended, Optional<String> claim) {
        static final Gpu NONE = new Gpu(Optional.empty(), Optional.empty());

        static Gpu extended(Optional<String> resource) {
            return new Gpu(resource, Optional.empty());
        }

        static Gpu claim(String name) {
            return new Gpu(Optional.empty(), Optional.of(name));
        }
    }

    /** The inference server: a native sidecar, so that it is up before the data plane and goes after it. */
    Container triton(PipelineSpec.@Nullable Resources asked, Gpu gpu) {
        return new ContainerBuilder()
                .withName(CellKeys.TRITON)
                .withImage(settings.tritonImage())
                .withImagePullPolicy(settings.pullPolicy())
                .withRestartPolicy("Always")
                // the vendor's image starts nothing by itself
                .withCommand("tritonserver")
                .withArgs("--model-repository=" + CellApi.MODEL_REPOSITORY, "--model-control-mode=explicit")
                .addNewPort()
                .withName("http")
                .withContainerPort(TRITON_HTTP)
                .withProtocol("TCP")
                .endPort()
                .addNewPort()
                .withName("grpc")
                .withContainerPort(TRITON_GRPC)
                .withProtocol("TCP")
                .endPort()
                .addNewPort()
                .withName("triton-metrics")
                .withContainerPort(TRITON_METRICS)
                .withProtocol("TCP")
                .endPort()
                .withResources(resources(asked, settings.triton(), gpu))
                .withSecurityContext(hardened())
                .withStartupProbe(probe(TRITON_LIVE, TRITON_HTTP, 1, 120))
                .withLivenessProbe(probe(TRITON_LIVE, TRITON_HTTP, 5, 3))
                .withVolumeMounts(
                        mount(SHM, CellApi.SHARED_MEMORY, false),
                        mount(MODELS, CellApi.MODEL_REPOSITORY, false),
                        mount(TMP, "/tmp", false))
                .build();
    }

    /**
     * The data plane; what runs the models too where there is no Triton.
     *
     * @param shown whether evidence goes to a volume
     */
    Container dataPlane(PipelineSpec.Cells cells, Gpu gpu, boolean shown) {
        boolean triton = cells.engine() == PipelineSpec.Engine.Triton;
        List<VolumeMount> mounts = new ArrayList<>();
        mounts.add(mount(CONFIG, CellApi.CONFIG_DIR, true));
        if (triton) {
            mounts.add(mount(SHM, CellApi.SHARED_MEMORY, false));
            mounts.add(mount(MODELS, CellApi.MODEL_REPOSITORY, false));
        }
        mounts.add(mount(DATA, CellApi.DATA_DIR, false));
        mounts.add(mount(TMP, "/tmp", false));
        if (cells.outboxVolume() != null) {
            mounts.add(mount(OUTBOX, CellApi.OUTBOX_DIR, false));
        }
        if (shown) {
            mounts.add(mount(EVIDENCE, CellApi.EVIDENCE_DIR, false));
        }
        ContainerBuilder container = new ContainerBuilder()
                .withName(CellKeys.DATA_PLANE)
                .withImage(settings.dataPlaneImage())
                .withImagePullPolicy(settings.pullPolicy())
                .addNewPort()
                .withName("api")
                .withContainerPort(CellApi.PORT)
                .withProtocol("TCP")
                .endPort()
                .withResources(resources(
                        cells.dataPlane().resources(),
                        triton ? settings.dataPlane() : settings.dataPlane().plus(settings.triton()),
                        gpu))
                .withSecurityContext(hardened())
                .withStartupProbe(probe(CellApi.LIVE, CellApi.PORT, 1, 60))
                .withLivenessProbe(probe(CellApi.LIVE, CellApi.PORT, 5, 3))
                .withReadinessProbe(probe(CellApi.READY, CellApi.PORT, 1, 3))
                .withVolumeMounts(mounts);
        return triton
                ? container.build()
                : container
                        .addNewEnv()
                        .withName(CellApi.ENGINE_VARIABLE)
                        .withValue(EngineKind.Embedded.name())
                        .endEnv()
                        .build();
    }

    private static SecurityContext hardened() {
        return new SecurityContextBuilder()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withRunAsNonRoot(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .build();
    }

    private static Probe probe(String path, int port, int periodSeconds, int failures) {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath(path)
                .withNewPort(port)
                .withScheme("HTTP")
                .endHttpGet()
                .withPeriodSeconds(periodSeconds)
                .withTimeoutSeconds(2)
                .withFailureThreshold(failures)
                .build();
    }

    private static VolumeMount mount(String name, String path, boolean readOnly) {
        VolumeMountBuilder mount = new VolumeMountBuilder().withName(name).withMountPath(path);
        return readOnly ? mount.withReadOnly(true).build() : mount.build();
    }

    private static ResourceRequirements resources(
            PipelineSpec.@Nullable Resources asked, CellSettings.Resources given, Gpu gpu) {
        Map<String, Quantity> requests = new TreeMap<>();
        Map<String, Quantity> limits = new TreeMap<>();
        PipelineSpec.Amounts wanted = asked == null ? null : asked.requests();
        PipelineSpec.Amounts most = asked == null ? null : asked.limits();
        put(requests, "cpu", wanted == null ? null : wanted.cpu(), given.cpuRequest());
        put(requests, "memory", wanted == null ? null : wanted.memory(), given.memoryRequest());
        put(limits, "cpu", most == null ? null : most.cpu(), given.cpuLimit());
        put(limits, "memory", most == null ? null : most.memory(), given.memoryLimit());
        gpu.extended().ifPresent(resource -> {
            requests.put(resource, new Quantity("1"));
            limits.put(resource, new Quantity("1"));
        });
        limits.forEach((name, limit) ->
                requests.computeIfPresent(name, (key, request) -> request.compareTo(limit) > 0 ? limit : request));
        return new ResourceRequirementsBuilder()
                .withRequests(requests)
                .withLimits(limits)
                .withClaims(gpu
                        .claim()
                        .map(name -> new ResourceClaimBuilder().withName(name).build())
                        .stream()
                        .toList())
                .build();
    }

    private static void put(Map<String, Quantity> into, String name, @Nullable String asked, @Nullable String given) {
        String value = asked == null ? given : asked;
        if (value != null) {
            into.put(name, Quantity.parse(value));
        }
    }
}
