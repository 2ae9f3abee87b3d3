package io.aegisvision.kubectl;

import io.fabric8.kubernetes.client.KubernetesClientException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Entry point of the plugin. */
@Command(
        name = "kubectl aegis",
        description = "Looks at models, pipelines, streams and trials, and decides gates.",
        mixinStandardHelpOptions = true,
        subcommands = {
            StatusCommand.class,
            WhyCommand.class,
            EvidenceCommand.class,
            EventsCommand.class,
            SnapshotCommand.class,
            ViewCommand.class,
            ExplainCommand.class,
            GpusCommand.class,
            PlanCommand.class,
            ApproveCommand.class,
            RejectCommand.class,
            RevokeCommand.class
        })
public final class Aegis {
    @Mixin
    private Connection connection = new Connection();

    /** The cluster that the command line names. */
    Connection connection() {
        return connection;
    }

    /** Exit status: 0 done, 1 the cluster refused or the answer is bad news, 2 bad arguments. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Aegis());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((problem, command, result) -> {
            command.getErr().println("error: " + explain(problem));
            return 1;
        });
        return line;
    }

    /** The API server's own words where it answered, without the client's wrapping. */
    static String explain(Exception problem) {
        if (problem instanceof KubernetesClientException refusal && refusal.getStatus() != null) {
            return refusal.getStatus().getMessage();
        }
        String message = problem.getMessage();
        return message == null ? problem.getClass().getSimpleName() : message;
    }
}
