package io.aegisvision.testkit;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What NVIDIA's GPU Operator leaves in a cluster that has it, as far as others read it: the definitions of its kinds and the
 * policy of its sample, both as published, and a configuration of MIG Manager. No part of it runs.
 */
public final class GpuOperator {
    private static final String LAYOUTS = "layouts";
    private static final List<String> DEFINITIONS =
            List.of("nvidia.com_clusterpolicies.yaml", "nvidia.com_nvidiadrivers.yaml");
    private static final String POLICY = "v1_clusterpolicy.yaml";
    private static final int TRIES = 100;
    private static final int BETWEEN_TRIES_MILLIS = 100;

    private GpuOperator() {}

    /**
     * Installs it.
     *
     * @param namespace that its parts would run in
     * @param layouts the configuration of MIG Manager, {@code mig-configs} among it
     */
    public static void install(KubernetesClient admin, String namespace, String layouts) throws InterruptedException {
        for (String definition : DEFINITIONS) {
            admin.resource(Serialization.unmarshal(published(definition), CustomResourceDefinition.class))
                    .create();
        }
        admin.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(LAYOUTS)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withData(Map.of("config.yaml", layouts))
                        .build())
                .create();
        GenericKubernetesResource policy = Serialization.unmarshal(published(POLICY), GenericKubernetesResource.class);
        policy.<Map<String, Object>>get("spec", "migManager").put("config", Map.of("name", LAYOUTS));
        GenericKubernetesResource made = create(admin, policy);
        made.setAdditionalProperty("status", Map.of("state", "ready", "namespace", namespace));
        admin.resource(made).updateStatus();
    }

    /** The API server serves a new kind a moment after its definition. */
    private static GenericKubernetesResource create(KubernetesClient admin, GenericKubernetesResource policy)
            throws InterruptedException {
        for (int i = 0; ; i++) {
            try {
                return admin.resource(policy).create();
            } catch (KubernetesClientException e) {
                if (i == TRIES) {
                    throw e;
                }
                Thread.sleep(BETWEEN_TRIES_MILLIS);
            }
        }
    }

    private static String published(String file) {
        Path folder = Path.of(System.getenv("AEGIS_TOOLS")).resolveSibling("gpu-operator");
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException("local/setup tools brings it: " + folder.resolve(file), e);
        }
    }
}
