package io.aegisvision.story;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the commands that a person would type. */
final class Shell {
    private static final long SECONDS = 120;

    private final Path kubectl;
    private final Path state;
    private final Path plugins;

    /**
     * @param kubectl the executable file
     * @param state the cluster's folder, with admin.conf and users/NAME.conf
     * @param plugins folder of the kubectl plugin
     */
    Shell(Path kubectl, Path state, Path plugins) {
        this.kubectl = kubectl;
        this.state = state;
        this.plugins = plugins;
    }

    /** How a command ended; output holds both streams. */
    record Ran(int exit, String output) {
        boolean ok() {
            return exit == 0;
        }

        /** The output, when it succeeded. @throws IllegalStateException with the output when not */
        String orThrow() {
            if (exit != 0) {
                throw new IllegalStateException(output.strip());
            }
            return output;
        }
    }

    /** kubectl as a user: {@code admin} or the name of a file in the cluster's users folder. */
    Ran kubectl(String user, String... arguments) throws IOException, InterruptedException {
        return kubectlWith("", user, arguments);
    }

    /** The same with text on its standard input. */
    Ran kubectlWith(String input, String user, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(kubectl.toString()));
        command.addAll(List.of(arguments));
        Path config = user.equals("admin")
                ? state.resolve("admin.conf")
                : state.resolve("users").resolve(user + ".conf");
        return run(
                input, Map.of("KUBECONFIG", config.toString(), "PATH", plugins + ":" + System.getenv("PATH")), command);
    }

    /** Any command. */
    static Ran run(String input, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try (var out = process.getOutputStream()) {
            out.write(input.getBytes(StandardCharsets.UTF_8));
        }
        StringBuilder output = new StringBuilder();
        Thread reader = Thread.ofVirtual().start(() -> {
            try {
                output.append(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                output.append(e.getMessage());
            }
        });
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        reader.join();
        return new Ran(process.waitFor(), output.toString());
    }
}
