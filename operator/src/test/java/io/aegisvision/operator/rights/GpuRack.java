package io.aegisvision.operator.rights;

import io.aegisvision.api.v1alpha1.MigLayout;
import io.aegisvision.testkit.GpuOperator;
import io.aegisvision.testkit.PlayedNodes;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/** A node with GPUs, as NVIDIA's GPU Operator leaves it, for what the operator does about them with its own rights. */
final class GpuRack {
    static final String GPU_OPERATOR = "gpu-operator";
    private static final String NODE = "gpu";
    private static final String CELL = "gate-0-pod";
    private static final String SLICE = "nvidia.com/mig-1g.10gb";
    private static final String OBJECTS = """
            apiVersion: aegisvision.io/v1alpha1
            kind: MigLayout
            metadata: {name: gpu}
            spec: {groups: [{instances: {1g.10gb: 7}}]}
            ---
            apiVersion: aegisvision.io/v1alpha1
            kind: GpuPool
            metadata: {name: racks}
            spec: {mode: Mig, nodeSelector: {rack: "1"}, overcommit: Drain}
            """;
    private static final String CELL_POD = """
            apiVersion: v1
            kind: Pod
            metadata:
              name: gate-0-pod
              labels: {aegisvision.io/cell: gate-0, aegisvision.io/pipeline: gate, aegisvision.io/pool: racks}
            spec:
              nodeName: gpu
              containers:
              - name: triton
                image: example/triton:1
                resources: {requests: {nvidia.com/mig-1g.10gb: "1"}, limits: {nvidia.com/mig-1g.10gb: "1"}}
            """;

    private final KubernetesClient admin;
    private final String namespace;

    GpuRack(KubernetesClient admin, String namespace) {
        this.admin = admin;
        this.namespace = namespace;
    }

    private void create(String yaml) {
        admin.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .items()
                .forEach(object -> admin.resource(object).create());
    }

    /** The node, and MIG Manager's configuration. */
    void build() throws InterruptedException {
        PlayedNodes.add(admin, NODE, Map.of("rack", "1"), Map.of(SLICE, 1));
        GpuOperator.install(admin, GPU_OPERATOR, "version: v1\nmig-configs: {}\n");
        create(OBJECTS);
    }

    /** Whether MIG Manager was asked for the layout. */
    boolean asked() {
        Node node = Objects.requireNonNull(admin.nodes().withName(NODE).get());
        return node.getMetadata().getLabels().containsKey("nvidia.com/mig.config")
                && node.getSpec().getTaints().stream()
                        .anyMatch(taint -> taint.getKey().equals("aegisvision.io/repartition"));
    }

    /** Deletes the layout. */
    void forget() {
        admin.resources(MigLayout.class).withName(NODE).delete();
    }

    /** Whether the layout is gone and its node is open. */
    boolean forgotten() {
        Node node = Objects.requireNonNull(admin.nodes().withName(NODE).get());
        return admin.resources(MigLayout.class).withName(NODE).get() == null
                && node.getSpec().getTaints().isEmpty();
    }

    /** A cell is bound to a node that offers nothing any more. */
    void shrink() {
        admin.nodes()
                .withName(NODE)
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\":{\"allocatable\":{\"" + SLICE + "\":\"0\"}}}");
        admin.load(new ByteArrayInputStream(CELL_POD.getBytes(StandardCharsets.UTF_8)))
                .inNamespace(namespace)
                .create();
    }

    /** Whether the cell was evicted. */
    boolean drained() {
        Pod pod = admin.pods().inNamespace(namespace).withName(CELL).get();
        return pod == null || pod.getMetadata().getDeletionTimestamp() != null;
    }
}
