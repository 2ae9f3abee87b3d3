package io.aegisvision.kubectl;

import io.aegisvision.api.v1alpha1.Canary;
import io.aegisvision.api.v1alpha1.Gate;
import io.aegisvision.api.v1alpha1.Model;
import io.aegisvision.api.v1alpha1.Pipeline;
import io.aegisvision.api.v1alpha1.Stream;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** An object and what hangs on it. */
@Command(name = "status", description = "An object and all that hangs on it.", mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    private static final Duration REFRESH = Duration.ofSeconds(1);

    @ParentCommand
    private Aegis aegis = new Aegis();

    @Mixin
    private Output output = new Output();

    @Parameters(index = "0", description = "${COMPLETION-CANDIDATES}")
    private Kind kind = Kind.MODEL;

    @Parameters(index = "1", description = "its name")
    private String name = "";

    @Option(
            names = {"-w", "--watch"},
            description = "print again whenever it changes, until interrupted")
    private boolean watch;

    @Override
    public Integer call() throws InterruptedException {
        try (KubernetesClient client = aegis.connection().open()) {
            Tree shown = tree(client, kind.get(client, name));
            output.print(shown);
            while (watch) {
                Thread.sleep(REFRESH);
                Tree now = tree(client, kind.get(client, name));
                if (!now.equals(shown)) {
                    System.out.println();
                    output.print(now);
                    shown = now;
                }
            }
            return 0;
        }
    }

    static Tree tree(KubernetesClient client, HasMetadata object) {
        List<Tree> below = new ArrayList<>();
        String name = object.getMetadata().getName();
        switch (object) {
            case Model _ ->
                all(client, Canary.class).stream()
                        .filter(canary -> canary.getSpec().modelRef().name().equals(name))
                        .forEach(canary -> below.add(tree(client, canary)));
            case Pipeline _ ->
                all(client, Stream.class).stream()
                        .filter(stream -> stream.getSpec().pipelineRef().name().equals(name))
                        .forEach(stream -> below.add(tree(client, stream)));
            case Canary _ ->
                all(client, Gate.class).stream()
                        .filter(gate -> gate.getSpec().target().name().equals(name))
                        .forEach(gate -> below.add(tree(client, gate)));
            default -> {}
        }
        return new Tree(object.getKind(), name, Sentence.of(object), below);
    }

    private static <T extends HasMetadata> List<T> all(KubernetesClient client, Class<T> kind) {
        return client.resources(kind).inNamespace(client.getNamespace()).list().getItems();
    }
}
