package io.aegisvision.structure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The tree under test. */
final class Checkout {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent().getParent();

    private Checkout() {}

    /** Every Java source of the project, tests included, generated ones not. */
    static List<Path> sources() {
        return find("/src/(main|test)/java/.*\\.java");
    }

    /** The folder of compiled main classes of each module. */
    static List<Path> classFolders() {
        return find("/target/classes").stream().filter(Files::isDirectory).toList();
    }

    static Path relative(Path file) {
        return ROOT.relativize(file);
    }

    private static List<Path> find(String tail) {
        try (Stream<Path> all = Files.walk(ROOT)) {
            String pattern = "(?!target/)[^.].*" + tail;
            return all.filter(path -> relative(path).toString().matches(pattern))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
