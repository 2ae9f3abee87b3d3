package io.aegisvision.api.generate;

import io.fabric8.crdv2.generator.CRDGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The CustomResourceDefinitions as files: {@code mvn -pl crds test-compile exec:java} writes them to manifests. */
public final class CrdFiles {
    /** Where they are checked in, seen from the module. */
    static final Path CHECKED_IN = Path.of("manifests");

    private CrdFiles() {}

    /**
     * Writes them anew.
     *
     * @param args the folder to write to, created if absent
     */
    public static void main(String[] args) throws IOException {
        generate(Path.of(args[0]));
    }

    static void generate(Path folder) throws IOException {
        Files.createDirectories(folder);
        new CRDGenerator()
                .inOutputDir(folder.toFile())
                .forCRDVersions("v1")
                .withMinQuotes(true)
                .withPostProcessor(new CrdShape())
                .customResourceClasses(Kinds.ALL.stream()
                        .<Class<? extends io.fabric8.kubernetes.api.model.HasMetadata>>map(type -> type)
                        .toList())
                .generate();
        for (Path file : list(folder)) {
            Files.move(
                    file,
                    folder.resolve(file.getFileName().toString().replace("-v1.yml", ".yaml")),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Name to content of the YAML files in a folder. */
    static Map<String, String> read(Path folder) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(".yaml")).forEach(file -> {
                try {
                    content.put(file.getFileName().toString(), Files.readString(file));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return content;
    }

    private static java.util.List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith("-v1.yml")).toList();
        }
    }
}
