package io.aegisvision.dataplane.bench.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@link SlotStress} in a few seconds, in the modes of the compiler that cost no process each; {@code make stress-ring}
 * takes its time.
 */
class SlotStressIT {
    @TempDir
    Path folder;

    @Test
    void noForbiddenOutcome() throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        Process jcstress = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.openjdk.jcstress.Main",
                        "-m",
                        "sanity",
                        "-sc",
                        "false",
                        "-t",
                        "SlotStress"))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(new File(log.toString()))
                .start();
        try {
            assertThat(jcstress.waitFor(5, TimeUnit.MINUTES)).isTrue();
            assertThat(jcstress.exitValue()).as(Files.readString(log)).isZero();
            assertThat(Files.readString(log)).contains("All remaining tests: 7 matching");
        } finally {
            jcstress.destroyForcibly();
        }
    }
}
