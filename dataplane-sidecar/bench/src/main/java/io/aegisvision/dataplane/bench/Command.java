package io.aegisvision.dataplane.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs a command to its end. */
final class Command {
    /** Words of a command in a message: enough to know it. */
    private static final int SHOWN = 4;

    private Command() {}

    /**
     * Gives what it prints; its errors go to ours.
     *
     * @param input for its standard input
     * @throws IOException when its exit status is not 0
     */
    static String run(String input, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var out = process.getOutputStream()) {
            out.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            List<String> begin = command.subList(0, Math.min(SHOWN, command.size()));
            throw new IOException(String.join(" ", begin) + ": exit status " + process.exitValue() + " " + printed);
        }
        return printed;
    }
}
