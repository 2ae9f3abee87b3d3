package io.aegisvision.operator.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the chart takes from other folders: definitions from {@code crds/manifests}, admission policies from
 * {@code webhooks/policies} with the operator's account as the chart's reader has it. Run as a program it writes them;
 * {@link ChartFilesTest} compares.
 */
final class ChartFiles {
    private static final String ACCOUNT = "system:serviceaccount:aegis-system:aegis-operator";
    private static final String TEMPLATED_ACCOUNT = "{{ include \"aegisvision.user\" . }}";
    private static final String COPIED = "{{/* copied from webhooks/policies by the build: change it there */}}\n";

    private final Path root;

    /** @param root folder of the checkout */
    ChartFiles(Path root) {
        this.root = root;
    }

    /** Writes what {@link #expected()} gives: {@code mvn -pl operator test-compile exec:java}. */
    public static void main(String[] arguments) throws IOException {
        ChartFiles files = new ChartFiles(Path.of(arguments[0]));
        for (Map.Entry<Path, String> file : files.expected().entrySet()) {
            Files.createDirectories(file.getKey().getParent());
            Files.writeString(file.getKey(), file.getValue());
        }
    }

    /** The chart's folder. */
    Path chart() {
        return root.resolve("helm/aegisvision");
    }

    /** Path and text of every copied file. */
    SortedMap<Path, String> expected() throws IOException {
        SortedMap<Path, String> files = new TreeMap<>();
        for (Map.Entry<Path, String> file :
                texts(root.resolve("crds/manifests")).entrySet()) {
            files.put(chart().resolve("crds").resolve(file.getKey()), file.getValue());
        }
        for (Map.Entry<Path, String> file :
                texts(root.resolve("webhooks/policies")).entrySet()) {
            files.put(chart().resolve("templates/policies").resolve(file.getKey()), template(file.getValue()));
        }
        return files;
    }

    /** Path and text of every file in the folders of copies. */
    SortedMap<Path, String> present() throws IOException {
        SortedMap<Path, String> files = new TreeMap<>();
        for (String folder : new String[] {"crds", "templates/policies"}) {
            Path copies = chart().resolve(folder);
            texts(copies).forEach((name, text) -> files.put(copies.resolve(name), text));
        }
        return files;
    }

    private static String template(String policy) {
        return COPIED + policy.replace("{{", "{{ `{{` }}").replace(ACCOUNT, TEMPLATED_ACCOUNT);
    }

    private static SortedMap<Path, String> texts(Path folder) throws IOException {
        SortedMap<Path, String> texts = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file :
                        files.filter(file -> file.toString().endsWith(".yaml")).toList()) {
                    texts.put(file.getFileName(), Files.readString(file));
                }
            }
        }
        return texts;
    }
}
