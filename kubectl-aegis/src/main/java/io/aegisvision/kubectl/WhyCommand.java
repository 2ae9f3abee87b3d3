package io.aegisvision.kubectl;

import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.api.v1alpha1.Stream;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** The conditions that keep an object from Ready, and what to do. */
@Command(
        name = "why",
        description = "What keeps an object from Ready, and what to do.",
        mixinStandardHelpOptions = true)
final class WhyCommand implements Callable<Integer> {
    @ParentCommand
    private Aegis aegis = new Aegis();

    @Mixin
    private Output output = new Output();

    @Parameters(index = "0", description = "${COMPLETION-CANDIDATES}")
    private Kind kind = Kind.STREAM;

    @Parameters(index = "1", description = "its name")
    private String name = "";

    @Override
    public Integer call() {
        try (KubernetesClient client = aegis.connection().open()) {
            HasMetadata object = kind.get(client, name);
            List<Tree> below = new ArrayList<>(causes(Kind.conditions(object)));
            if (object instanceof Stream stream) {
                HasMetadata pipeline = client.resources(io.aegisvision.api.v1alpha1.Pipeline.class)
                        .inNamespace(client.getNamespace())
                        .withName(stream.getSpec().pipelineRef().name())
                        .get();
                if (pipeline != null) {
                    below.add(new Tree(
                            "Pipeline",
                            pipeline.getMetadata().getName(),
                            Sentence.of(pipeline),
                            causes(Kind.conditions(pipeline))));
                }
            }
            output.print(new Tree(object.getKind(), name, Sentence.of(object), below));
            return 0;
        }
    }

    /** One line for each condition that is not as it should be, with what to do below it. */
    static List<Tree> causes(List<Condition> conditions) {
        return conditions.stream()
                .filter(WhyCommand::troubles)
                .map(condition -> new Tree(
                        condition.getType(),
                        condition.getReason(),
                        condition.getMessage(),
                        advice(condition.getReason())
                                .map(text -> List.of(Tree.leaf("do:", text, "")))
                                .orElse(List.of())))
                .toList();
    }

    private static boolean troubles(Condition condition) {
        boolean abnormalWhenTrue =
                condition.getType().equals("Reconciling") || condition.getType().equals("Stalled");
        return "True".equals(condition.getStatus()) == abnormalWhenTrue;
    }

    /** What to do about a reason, where it is a known one. */
    static Optional<String> advice(String reason) {
        return Arrays.stream(Reason.values())
                .filter(known -> known.name().equals(reason))
                .map(Reason::remedy)
                .findFirst();
    }
}
