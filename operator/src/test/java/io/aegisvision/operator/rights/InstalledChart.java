package io.aegisvision.operator.rights;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What {@code helm template} makes of the chart, on an API server that has neither nodes nor a service network. */
final class InstalledChart {
    static final String NAMESPACE = "aegis-system";
    static final String ACCOUNT = "aegis-operator";
    static final String USER = "system:serviceaccount:" + NAMESPACE + ":" + ACCOUNT;
    private static final Path CHART = Path.of("../helm/aegisvision");
    private static final List<String> VALUES = List.of(
            "operator.image=registry.example/operator:1",
            "images.dataplane=registry.example/dataplane:1",
            "images.triton=registry.example/triton:1",
            "gpuOperator.namespace=" + GpuRack.GPU_OPERATOR);

    private final List<HasMetadata> objects;
    private final Deployment deployment;

    private InstalledChart(List<HasMetadata> objects) {
        this.objects = objects;
        deployment = objects.stream()
                .filter(Deployment.class::isInstance)
                .map(Deployment.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /**
     * Applies all that the chart has, as the API server's strictest reader takes it.
     *
     * @param webhookPort where the operator answers on this machine: the API server finds it by a Service that is a name,
     *     since Services have no addresses here
     */
    static InstalledChart install(KubernetesClient admin, int webhookPort) throws IOException, InterruptedException {
        for (String name : List.of(NAMESPACE, GpuRack.GPU_OPERATOR)) {
            admin.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .endMetadata()
                            .build())
                    .create();
        }
        String rendered = helm("template", "aegis", CHART.toString(), "--namespace", NAMESPACE);
        List<HasMetadata> objects = admin.load(new ByteArrayInputStream(rendered.getBytes(StandardCharsets.UTF_8)))
                .items();
        for (HasMetadata object : objects) {
            HasMetadata reached = reached(object, webhookPort);
            admin.resource(reached)
                    .fieldValidation(io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation.STRICT)
                    .create();
        }
        return new InstalledChart(objects);
    }

    private static HasMetadata reached(HasMetadata object, int webhookPort) {
        if (object instanceof Service service) {
            return new ServiceBuilder(service)
                    .withNewSpec()
                    .withType("ExternalName")
                    .withExternalName("localhost")
                    .endSpec()
                    .build();
        }
        if (object instanceof MutatingWebhookConfiguration configuration) {
            configuration
                    .getWebhooks()
                    .getFirst()
                    .getClientConfig()
                    .getService()
                    .setPort(webhookPort);
        }
        return object;
    }

    /** Everything that is rendered. */
    List<HasMetadata> objects() {
        return objects;
    }

    /** The environment that the kubelet would give the operator's container. */
    Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>();
        for (EnvVar variable : deployment
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getEnv()) {
            environment.put(variable.getName(), value(variable));
        }
        return environment;
    }

    private static String value(EnvVar variable) {
        if (variable.getValueFrom() == null) {
            return variable.getValue();
        }
        return switch (variable.getValueFrom().getFieldRef().getFieldPath()) {
            case "metadata.namespace" -> NAMESPACE;
            case "metadata.name" -> ACCOUNT + "-0";
            case String other -> throw new IllegalStateException("no pod has " + other);
        };
    }

    /** Runs helm, with the least values that the chart needs; what it prints. */
    static String helm(String... arguments) throws IOException, InterruptedException {
        String tools = System.getenv("AEGIS_TOOLS");
        if (tools == null) {
            throw new IllegalStateException("AEGIS_TOOLS names no folder: make test sets it, after local/setup tools");
        }
        List<String> command = new ArrayList<>(List.of(Path.of(tools, "helm").toString()));
        command.addAll(List.of(arguments));
        command.add("--kube-version=1.34.2");
        VALUES.forEach(value -> command.addAll(List.of("--set", value)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + printed);
        }
        return printed;
    }
}
