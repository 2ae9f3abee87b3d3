package io.aegisvision.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The machine a report was made on.
 *
 * @param cpu the processor's model name
 * @param cores processors this process may use
 * @param memoryGiB main memory
 * @param kernel release
 * @param java version of the JVM
 */
public record Machine(String cpu, int cores, long memoryGiB, String kernel, String java) {
    /** Reads it from Linux's {@code /proc}. */
    public static Machine here() {
        try (Stream<String> cpu = Files.lines(Path.of("/proc/cpuinfo"));
                Stream<String> memory = Files.lines(Path.of("/proc/meminfo"))) {
            return new Machine(
                    cpu.filter(line -> line.startsWith("model name"))
                            .map(line -> line.substring(line.indexOf(':') + 1).strip())
                            .findFirst()
                            .orElse("unknown"),
                    Runtime.getRuntime().availableProcessors(),
                    memory.filter(line -> line.startsWith("MemTotal"))
                                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                                    .findFirst()
                                    .orElse(0)
                            >> 20,
                    System.getProperty("os.version"),
                    Runtime.version().toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
