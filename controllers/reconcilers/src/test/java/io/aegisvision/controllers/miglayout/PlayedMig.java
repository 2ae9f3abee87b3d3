package io.aegisvision.controllers.miglayout;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Does with labels what MIG Manager does: says pending, and then success or failed; it has no GPU. */
final class PlayedMig implements AutoCloseable {
    private final KubernetesClient admin;
    private final SharedIndexInformer<Node> nodes;
    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    /** What each layout comes to; success where none is named. */
    final Map<String, String> results = new ConcurrentHashMap<>();

    PlayedMig(KubernetesClient admin) {
        this.admin = admin;
        this.nodes = admin.nodes().inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Node node) {
                see(node);
            }

            @Override
            public void onUpdate(Node before, Node node) {
                see(node);
            }

            @Override
            public void onDelete(Node node, boolean unknown) {}
        });
    }

    private void see(Node node) {
        Map<String, String> labels = node.getMetadata().getLabels();
        String config = labels == null ? null : labels.get(NodeLayout.CONFIG);
        if (config != null && !worker.isShutdown() && labels.get(NodeLayout.STATE) == null) {
            worker.execute(() -> apply(node.getMetadata().getName(), config));
        }
    }

    private void apply(String node, String config) {
        Map<String, String> labels =
                admin.nodes().withName(node).get().getMetadata().getLabels();
        if (!config.equals(labels.get(NodeLayout.CONFIG)) || labels.get(NodeLayout.STATE) != null) {
            return;
        }
        say(node, "pending");
        say(node, results.getOrDefault(config, "success"));
    }

    private void say(String node, String state) {
        admin.nodes()
                .withName(node)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"labels\":{\"" + NodeLayout.STATE + "\":\"" + state + "\"}}}");
    }

    @Override
    public void close() {
        nodes.stop();
        worker.shutdown();
    }
}
