package io.aegisvision.dataplane.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process whose calls into FFmpeg really hang: it says so, drains, and ends itself. */
class LastWordsIT {
    @TempDir
    Path folder;

    @Test
    void hungCallsEndTheProcessWithItsReason() throws IOException, InterruptedException {
        Path log = Files.createFile(folder.resolve("termination-log"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                HangingProgram.class.getName(),
                log.toString()));
        for (String name : List.of("north.ts", "south.ts")) {
            // a pipe that nobody writes: to open it waits in the kernel
            Path pipe = folder.resolve(name);
            assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                    .isZero();
            command.add(pipe.toString());
        }
        Process program = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(program.waitFor(60, TimeUnit.SECONDS)).as(said).isTrue();
            assertThat(program.exitValue()).as(said).isEqualTo(LastWords.STATUS);
            assertThat(said)
                    .contains("hangs", "restarts itself: 2 calls into the video library do not return", "drained");
            assertThat(log).hasContent("restarts itself: 2 calls into the video library do not return");
        } finally {
            program.destroyForcibly();
        }
    }
}
