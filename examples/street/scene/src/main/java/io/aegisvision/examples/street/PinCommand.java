package io.aegisvision.examples.street;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Writes into manifests the digests that {@code publish} gives: where a line says {@code digest: sha256:... # NAME}, the
 * digest of the artifact of that name. Run it after a detector was trained or the clips were made anew.
 */
@Command(name = "pin", description = "Writes the artifacts' digests into manifests.")
final class PinCommand implements Callable<Integer> {
    private static final Pattern PINNED = Pattern.compile("(sha256:[0-9a-f]{64})( # ([a-z/]+:[a-z0-9]+))");

    @Parameters(index = "0", description = "folder of manifests")
    private Path manifests = Path.of(".");

    @Option(names = "--models", required = true, description = "folder with a folder per version")
    private Path models = Path.of(".");

    @Option(names = "--clips", description = "folder of golden clips; without it their digest is left")
    private @Nullable Path clips;

    @Override
    public Integer call() throws IOException {
        Map<String, String> digests = digests(models);
        if (clips != null) {
            Artifact artifact = Artifact.clips(clips, "golden");
            digests.put(artifact.name(), artifact.digest());
        }
        for (Path file : files(manifests)) {
            String before = Files.readString(file);
            String after = PINNED.matcher(before)
                    .replaceAll(match -> Matcher.quoteReplacement(
                            digests.getOrDefault(match.group(3), match.group(1)) + match.group(2)));
            if (!after.equals(before)) {
                Files.writeString(file, after);
            }
        }
        return 0;
    }

    /** Digests by name of all that is made from the folder of detectors. */
    static Map<String, String> digests(Path models) throws IOException {
        Map<String, String> digests = new LinkedHashMap<>();
        for (Artifact artifact : List.of(
                Artifact.model(models.resolve("v1"), "v1"),
                Artifact.model(models.resolve("v2"), "v2"),
                Artifact.model(models.resolve("v3"), "v3"),
                Artifact.corruptModel(models.resolve("v1"), "corrupt"),
                Artifact.modelToTamperWith(models.resolve("v1"), "tampered"))) {
            digests.put(artifact.name(), artifact.digest());
        }
        return digests;
    }

    /** Digests by name as the manifests of a folder have them; each name has one digest. */
    static Map<String, String> pinned(Path manifests) throws IOException {
        Map<String, String> pinned = new LinkedHashMap<>();
        for (Path file : files(manifests)) {
            Matcher matcher = PINNED.matcher(Files.readString(file));
            while (matcher.find()) {
                String other = pinned.put(matcher.group(3), matcher.group(1));
                if (other != null && !other.equals(matcher.group(1))) {
                    throw new IOException(file + " has another digest for " + matcher.group(3));
                }
            }
        }
        return pinned;
    }

    private static List<Path> files(Path manifests) throws IOException {
        try (Stream<Path> files = Files.walk(manifests, 2)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }
}
