package io.aegisvision.structure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The pages of docs/reference, from the code: {@value #COMMAND} writes them. */
public final class ReferencePages {
    static final String COMMAND = "mvn -pl local/structure test-compile exec:java";
    static final String FOLDER = "docs/reference";

    private ReferencePages() {}

    /**
     * Writes them anew.
     *
     * @param args the root of the checkout
     */
    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[0]);
        Files.createDirectories(root.resolve(FOLDER));
        for (Map.Entry<String, String> page : generate(root).entrySet()) {
            Files.writeString(root.resolve(FOLDER).resolve(page.getKey()), page.getValue());
        }
    }

    /** Name to content of each page. */
    static Map<String, String> generate(Path root) throws IOException {
        Map<String, String> pages = new TreeMap<>();
        pages.put("resources.md", ResourcesPage.of(root.resolve("crds/manifests")));
        pages.put("reasons.md", ReasonsPage.of(root));
        pages.put("events.md", EventsPage.of(root));
        pages.put("metrics.md", MetricsPage.of(root));
        pages.put("configuration.md", ConfigurationPage.of(root));
        pages.replaceAll((name, content) -> "<!-- generated: " + COMMAND + " -->\n" + content.stripTrailing() + "\n");
        return pages;
    }
}
