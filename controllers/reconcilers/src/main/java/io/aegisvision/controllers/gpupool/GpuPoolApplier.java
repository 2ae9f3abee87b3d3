package io.aegisvision.controllers.gpupool;

import io.aegisvision.domain.gpupool.GpuPoolPlan;
import io.aegisvision.domain.gpupool.GpuPoolPlan.Action;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;

/** Does what a plan says. One that fails is noted, and the others go on. */
final class GpuPoolApplier {
    private static final int TOO_MANY_REQUESTS = 429;

    private final KubernetesClient client;

    GpuPoolApplier(KubernetesClient client) {
        this.client = client;
    }

    /** Does it. @return what did not work, for people; such actions are in the next plan too */
    List<String> apply(GpuPoolPlan plan) {
        List<String> failures = new ArrayList<>();
        for (Action action : plan.actions()) {
            switch (action) {
                case Action.Evict evict -> evict(evict, failures);
            }
        }
        return failures;
    }

    private void evict(Action.Evict evict, List<String> failures) {
        try {
            client.pods().inNamespace(evict.namespace()).withName(evict.pod()).evict();
        } catch (KubernetesClientException e) {
            switch (e.getCode()) {
                case HttpURLConnection.HTTP_NOT_FOUND -> {}
                case TOO_MANY_REQUESTS -> failures.add("pod " + evict.pod() + ": a disruption budget keeps it");
                default ->
                    failures.add("pod " + evict.pod() + ": "
                            + (e.getStatus() == null
                                    ? "the API server does not answer"
                                    : e.getStatus().getMessage()));
            }
        }
    }
}
