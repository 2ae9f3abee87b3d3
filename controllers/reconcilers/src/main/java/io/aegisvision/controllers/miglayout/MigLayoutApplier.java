package io.aegisvision.controllers.miglayout;

import io.aegisvision.controllers.cell.CellCaches;
import io.aegisvision.domain.miglayout.MigLayoutPlan.Step;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;

/** Does one step. */
final class MigLayoutApplier {
    private final KubernetesClient client;
    private final CellCaches caches;
    private final MigManagerConfig config;

    MigLayoutApplier(KubernetesClient client, CellCaches caches, MigManagerConfig config) {
        this.client = client;
        this.caches = caches;
        this.config = config;
    }

    /** What became of a step. */
    enum Outcome {
        /** There was nothing to do. */
        Nothing,
        /** It is done. */
        Done,
        /** What it was planned from has changed: plan anew. */
        Stale
    }

    /** Does it. @param name of the node */
    Outcome apply(String name, Step step) {
        try {
            return switch (step) {
                case Step.None _ -> Outcome.Nothing;
                case Step.Name layout -> {
                    config.add(layout.name(), layout.groups());
                    yield Outcome.Done;
                }
                case Step.Close _ -> patch(name, NodeLayout::close);
                case Step.Open _ -> patch(name, NodeLayout::open);
                case Step.Admit _ -> patch(name, NodeLayout::admit);
                case Step.Ask ask -> patch(name, node -> NodeLayout.ask(node, ask.config(), ask.change()));
            };
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return Outcome.Stale;
            }
            throw e;
        }
    }

    private interface Change {
        String of(Node node);
    }

    private Outcome patch(String name, Change change) {
        Node node = caches.nodes().get("", name).orElse(null);
        if (node == null) {
            return Outcome.Stale;
        }
        caches.nodes()
                .wrote(client.nodes().withName(name).patch(PatchContext.of(PatchType.JSON_MERGE), change.of(node)));
        return Outcome.Done;
    }
}
