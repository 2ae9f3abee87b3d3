package io.aegisvision.dataplane.artifact;

import io.aegisvision.contract.Artifact;
import io.aegisvision.contract.CellState.ModelReason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import land.oras.ContainerRef;
import land.oras.Layer;
import land.oras.Manifest;
import land.oras.Registry;
import land.oras.auth.NoAuthProvider;
import land.oras.auth.UsernamePasswordProvider;
import land.oras.exception.OrasException;
import org.jspecify.annotations.Nullable;

/**
 * Artifacts on disk, by digest. An artifact is in the store whole and verified or not at all: it is fetched into a
 * folder beside, each layer's bytes and the manifest's are hashed here, and the folder is renamed at the end.
 *
 * <p>Safe for several threads; the same artifact is fetched by one of them at a time.
 */
public final class ArtifactStore {
    private static final String TITLE = "org.opencontainers.image.title";
    private static final Pattern ADDRESS = Pattern.compile("oci://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[a-z0-9._-]+)+");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");
    private static final int MOST_LAYERS = 64;
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int REDIRECT = 300;
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

    private final Path root;
    private final Set<String> insecureRegistries;
    private final Duration longestSilence;

    /**
     * @param root a folder of our own on one file system
     * @param insecureRegistries {@code host:port} of registries spoken to over plain HTTP
     */
    public ArtifactStore(Path root, Set<String> insecureRegistries) {
        this(root, insecureRegistries, LONGEST_SILENCE);
    }

    ArtifactStore(Path root, Set<String> insecureRegistries, Duration longestSilence) {
        this.root = root;
        this.insecureRegistries = Set.copyOf(insecureRegistries);
        this.longestSilence = longestSilence;
    }

    /** Fetches an artifact, or finds it; blocks while the registry sends, and gives up when it is silent for 30 s. */
    public synchronized Pulled pull(Artifact artifact) {
        if (!Digests.wellFormed(artifact.digest())) {
            return invalid("'" + artifact.digest() + "' is not a digest; write sha256: and 64 hex digits");
        }
        if (!ADDRESS.matcher(artifact.uri()).matches()) {
            return invalid("the artifact's address must be oci://REGISTRY/REPOSITORY");
        }
        Path folder = root.resolve(artifact.digest().substring("sha256:".length()));
        if (Files.isDirectory(folder)) {
            return new Pulled.Present(folder);
        }
        Path beside = root.resolve(folder.getFileName() + ".part");
        try {
            remove(beside);
            Files.createDirectories(beside);
            @Nullable Pulled failed = fetch(artifact, beside);
            if (failed != null) {
                return failed;
            }
            Files.move(beside, folder, StandardCopyOption.ATOMIC_MOVE);
            return new Pulled.Present(folder);
        } catch (IOException e) {
            return unreachable("the artifact could not be stored or read whole");
        } finally {
            removeQuietly(beside);
        }
    }

    private @Nullable Pulled fetch(Artifact artifact, Path into) throws IOException {
        try (StallGuard guard = new StallGuard(longestSilence)) {
            try {
                return fetch(artifact, into, guard);
            } catch (OrasException e) {
                if (guard.stalled()) {
                    return unreachable("the registry is silent");
                }
                if (causedBy(e, InterruptedException.class)) {
                    Thread.currentThread().interrupt(); // the client has swallowed it
                }
                return refused(e);
            } catch (IllegalArgumentException e) {
                // the client parses what a registry says without expecting nonsense
                return invalid("the registry's answer is not an artifact");
            }
        }
    }

    private @Nullable Pulled fetch(Artifact artifact, Path into, StallGuard guard) throws IOException {
        ContainerRef reference =
                ContainerRef.parse(artifact.uri().substring("oci://".length()) + "@" + artifact.digest());
        Registry registry = registry(artifact, reference.getRegistry());
        Manifest manifest = registry.getManifest(reference);
        guard.moved();
        @Nullable String json = manifest.getJson();
        if (json == null || !Digests.of(json.getBytes(StandardCharsets.UTF_8)).equals(artifact.digest())) {
            return mismatch("the manifest's bytes do not have the digest");
        }
        List<Layer> layers = manifest.getLayers();
        if (layers.isEmpty() || layers.size() > MOST_LAYERS) {
            return invalid("the manifest has " + layers.size() + " layers; 1 to " + MOST_LAYERS + " are allowed");
        }
        Set<String> seen = new HashSet<>();
        for (Layer layer : layers) {
            @Nullable Map<String, String> annotations = layer.getAnnotations();
            @Nullable String title = annotations == null ? null : annotations.get(TITLE);
            if (title == null || !NAME.matcher(title).matches() || !seen.add(title)) {
                return invalid("a layer has no title of its own that is a plain file name");
            }
            @Nullable Pulled failed = fetch(registry, reference, layer, into.resolve(title), guard);
            if (failed != null) {
                return failed;
            }
        }
        return null;
    }

    private static @Nullable Pulled fetch(
            Registry registry, ContainerRef artifact, Layer layer, Path file, StallGuard guard) throws IOException {
        String name = String.valueOf(file.getFileName());
        @Nullable Long size = layer.getSize();
        if (!Digests.wellFormed(layer.getDigest()) || size == null || size < 0) {
            return invalid("layer " + name + " has no SHA-256 digest or no size");
        }
        String got;
        try (InputStream blob = registry.fetchBlob(artifact.withDigest(layer.getDigest()))) {
            got = Digests.copy(blob, file, size, guard::moved);
        } catch (OrasException e) {
            if (saysMismatch(e)) {
                return otherBytes(name); // the client compares some registries' headers and bodies by itself
            }
            throw e;
        } catch (Digests.TooLong e) {
            return mismatch(name + " is longer than its manifest says");
        } catch (IOException e) {
            return unreachable("the transfer of " + name + (guard.stalled() ? " stands still" : " broke off"));
        }
        return got.equals(layer.getDigest()) ? null : otherBytes(name);
    }

    private Registry registry(Artifact artifact, String host) {
        @Nullable String user = artifact.username();
        @Nullable String password = artifact.password();
        // never the credentials of a user's own container tools
        return Registry.builder()
                .withRegistry(host)
                .withInsecure(insecureRegistries.contains(host))
                .withAuthProvider(
                        user == null || password == null
                                ? new NoAuthProvider()
                                : new UsernamePasswordProvider(user, password))
                .build();
    }

    private static boolean saysMismatch(OrasException e) {
        @Nullable String message = e.getMessage();
        return message != null
                && message.toLowerCase(java.util.Locale.ROOT).contains("digest")
                && (e.getStatusCode() == null || e.getStatusCode() < REDIRECT);
    }

    private static Pulled refused(OrasException e) {
        @Nullable Integer status = e.getStatusCode();
        if (saysMismatch(e)) {
            return mismatch("the registry's bytes do not have the digest");
        }
        if (status == null || status < OK) {
            return withoutStatus(e);
        }
        return switch (status) {
            case UNAUTHORIZED, FORBIDDEN ->
                new Pulled.Failed(
                        ModelReason.ArtifactUnauthorized, "the registry refuses the credentials (" + status + ")");
            case NOT_FOUND ->
                new Pulled.Failed(ModelReason.ArtifactNotFound, "the registry has no such repository or digest");
            default ->
                status < REDIRECT
                        ? invalid("the registry's answer is not an artifact")
                        : unreachable("the registry answers " + status);
        };
    }

    /** The client loses the status where it does not understand the challenge that came with it. */
    private static Pulled withoutStatus(OrasException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            @Nullable String message = cause.getMessage();
            if (cause instanceof OrasException && message != null && message.contains("WWW-Authenticate")) {
                return new Pulled.Failed(
                        ModelReason.ArtifactUnauthorized, "the registry asks for credentials, or refuses these");
            }
        }
        return causedBy(e, IOException.class) || causedBy(e, InterruptedException.class)
                ? unreachable("the registry does not answer")
                : invalid("the registry's answer is not an artifact");
    }

    private static boolean causedBy(Throwable e, Class<? extends Throwable> kind) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static Pulled unreachable(String message) {
        return new Pulled.Failed(ModelReason.ArtifactUnreachable, message);
    }

    private static Pulled otherBytes(String name) {
        return mismatch("the bytes of " + name + " do not have the digest");
    }

    private static Pulled invalid(String message) {
        return new Pulled.Failed(ModelReason.InvalidArtifact, message);
    }

    private static Pulled mismatch(String message) {
        return new Pulled.Failed(ModelReason.DigestMismatch, message);
    }

    /**
     * Removes artifacts that nobody needs any more.
     *
     * @param digests those to keep
     */
    public synchronized void keepOnly(Set<String> digests) throws IOException {
        if (!Files.isDirectory(root)) {
            return;
        }
        try (Stream<Path> folders = Files.list(root)) {
            for (Path folder : folders.toList()) {
                if (!digests.contains("sha256:" + folder.getFileName())) {
                    remove(folder);
                }
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void removeQuietly(Path folder) {
        try {
            remove(folder);
        } catch (IOException e) {
            // the next pull begins by removing it
        }
    }
}
