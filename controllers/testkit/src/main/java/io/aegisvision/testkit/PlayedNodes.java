package io.aegisvision.testkit;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Nodes without a machine: what a kubelet, its device plugin and the node controllers would do is played. A pod that is
 * bound runs and is ready; one that is to go is gone; a node that is lost takes its pods with it.
 */
public final class PlayedNodes implements AutoCloseable {
    private static final Map<String, Quantity> MACHINE =
            Map.of("cpu", new Quantity("64"), "memory", new Quantity("256Gi"), "pods", new Quantity("110"));

    private final KubernetesClient admin;
    private final SharedIndexInformer<Pod> pods;
    private final ExecutorService kubelets = Executors.newVirtualThreadPerTaskExecutor();

    /** Plays from now on. @param admin the cluster's administrator; stays the caller's */
    public PlayedNodes(KubernetesClient admin) {
        this.admin = admin;
        this.pods = admin.pods().inAnyNamespace().inform(new Kubelet());
    }

    /**
     * A node comes.
     *
     * @param offers number of each extended resource
     */
    public void add(String name, Map<String, String> labels, Map<String, Integer> offers) {
        add(admin, name, labels, offers);
    }

    /** A node comes, whose pods nobody plays. */
    public static void add(
            KubernetesClient admin, String name, Map<String, String> labels, Map<String, Integer> offers) {
        Map<String, Quantity> resources = new TreeMap<>(MACHINE);
        offers.forEach((resource, count) -> resources.put(resource, new Quantity(Integer.toString(count))));
        Node node = new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .withNewStatus()
                .withCapacity(resources)
                .withAllocatable(resources)
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build();
        admin.resource(node).create();
        // admission taints every new node as not ready; the node controller takes the taint away
        admin.nodes().withName(name).patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"taints\":null}}");
    }

    /** The device plugin finds other instances in order. @param allocatable of the resource; capacity stays */
    public void offer(String name, String resource, int allocatable) {
        status(name, "{\"allocatable\":{\"" + resource + "\":\"" + allocatable + "\"}}");
    }

    /** A node stops answering; its pods stay. */
    public void silence(String name) {
        status(name, "{\"conditions\":[{\"type\":\"Ready\",\"status\":\"Unknown\"}]}");
    }

    private void status(String name, String status) {
        admin.nodes()
                .withName(name)
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":" + status + "}");
    }

    /** A node goes, and its pods with it. */
    public void remove(String name) {
        admin.nodes().withName(name).withGracePeriod(0).delete();
        admin.pods()
                .inAnyNamespace()
                .withField("spec.nodeName", name)
                .list()
                .getItems()
                .forEach(this::gone);
    }

    private void gone(Pod pod) {
        admin.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .withGracePeriod(0)
                .delete();
    }

    private void run(Pod pod) {
        try {
            admin.pods()
                    .inNamespace(pod.getMetadata().getNamespace())
                    .withName(pod.getMetadata().getName())
                    .subresource("status")
                    .patch(PatchContext.of(PatchType.JSON_MERGE), """
                            {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"},
                              {"type": "PodScheduled", "status": "True"}]}}
                            """);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
        }
    }

    @Override
    public void close() {
        pods.stop();
        kubelets.shutdown();
    }

    private final class Kubelet implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod pod) {
            see(pod);
        }

        @Override
        public void onUpdate(Pod before, Pod pod) {
            see(pod);
        }

        @Override
        public void onDelete(Pod pod, boolean unknown) {}

        private void see(Pod pod) {
            if (pod.getSpec().getNodeName() == null || kubelets.isShutdown()) {
                return;
            }
            if (pod.getMetadata().getDeletionTimestamp() != null) {
                kubelets.execute(() -> gone(pod));
            } else if (!"Running".equals(pod.getStatus().getPhase())) {
                kubelets.execute(() -> run(pod));
            }
        }
    }
}
