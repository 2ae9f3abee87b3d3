package io.aegisvision.kubectl;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Which cluster and namespace: the options that kubectl has, before or after the command, and its kubeconfig. */
final class Connection {
    @Option(
            names = {"-n", "--namespace"},
            scope = ScopeType.INHERIT,
            description = "namespace (default: that of the kubeconfig's context)")
    private @Nullable String namespace;

    @Option(
            names = "--context",
            scope = ScopeType.INHERIT,
            description = "context of the kubeconfig (default: the current one)")
    private @Nullable String context;

    /** A client; the caller closes it. */
    KubernetesClient open() {
        ConfigBuilder config = new ConfigBuilder(Config.autoConfigure(context)).withRequestRetryBackoffLimit(1);
        if (namespace != null) {
            config.withNamespace(namespace);
        }
        return new KubernetesClientBuilder().withConfig(config.build()).build();
    }

    /** The object, or an error that says what is missing. */
    static <T extends HasMetadata> T get(KubernetesClient client, Class<T> kind, String name) {
        T found = client.resources(kind)
                .inNamespace(client.getNamespace())
                .withName(name)
                .get();
        if (found == null) {
            throw new IllegalArgumentException(
                    "there is no " + HasMetadata.getKind(kind) + " " + name + " in namespace " + client.getNamespace());
        }
        return found;
    }
}
