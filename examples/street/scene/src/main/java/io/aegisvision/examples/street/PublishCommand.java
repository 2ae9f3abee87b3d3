package io.aegisvision.examples.street;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import land.oras.Registry;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Pushes the detectors and the golden clips, and prints a JSON object of name and digest. What is there already is not
 * sent again. With {@code --broken} it also pushes a model file that ends in the middle; with {@code --store}, the folder
 * in which the registry keeps its blobs, one more whose bytes are then changed there, behind the registry's back.
 */
@Command(name = "publish", description = "Pushes detectors and golden clips to an OCI registry; prints their digests.")
final class PublishCommand implements Callable<Integer> {
    private static final List<String> VERSIONS = List.of("v1", "v2", "v3");

    @Parameters(index = "0", paramLabel = "REGISTRY", description = "HOST:PORT of the registry")
    private String registry = "";

    @Option(names = "--models", required = true, description = "folder with a folder per version")
    private Path models = Path.of(".");

    @Option(names = "--clips", description = "folder of golden clips; without it none are pushed")
    private @Nullable Path clips;

    @Option(names = "--plain-http", description = "HTTP instead of HTTPS")
    private boolean plainHttp;

    @Option(names = "--broken", description = "also push models/street:corrupt")
    private boolean broken;

    @Option(
            names = "--store",
            description = "the registry's folder: also push models/street:tampered and spoil it there")
    private @Nullable Path store;

    @Override
    public Integer call() throws IOException {
        Registry target = Registry.builder().defaults().withInsecure(plainHttp).build();
        Map<String, String> digests = new LinkedHashMap<>();
        for (Artifact artifact : artifacts()) {
            digests.put(artifact.name(), artifact.push(target, registry));
        }
        if (store != null) {
            Artifact artifact = Artifact.modelToTamperWith(models.resolve("v1"), "tampered");
            Path blob = blob(store, artifact.files().getLast().digest());
            // An earlier run has spoilt it: pushing finds the blob there and would leave it as it is.
            Files.deleteIfExists(blob);
            digests.put(artifact.name(), artifact.push(target, registry));
            byte[] bytes = Files.readAllBytes(blob);
            bytes[bytes.length - 1] = '\n';
            Files.write(blob, bytes);
        }
        System.out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(digests));
        return 0;
    }

    private List<Artifact> artifacts() throws IOException {
        List<Artifact> artifacts = new ArrayList<>();
        for (String version : VERSIONS) {
            artifacts.add(Artifact.model(models.resolve(version), version));
        }
        if (broken) {
            artifacts.add(Artifact.corruptModel(models.resolve("v1"), "corrupt"));
        }
        if (clips != null) {
            artifacts.add(Artifact.clips(clips, "golden"));
        }
        return artifacts;
    }

    private static Path blob(Path store, String digest) {
        String hex = digest.substring("sha256:".length());
        return store.resolve("docker/registry/v2/blobs/sha256")
                .resolve(hex.substring(0, 2))
                .resolve(hex)
                .resolve("data");
    }
}
