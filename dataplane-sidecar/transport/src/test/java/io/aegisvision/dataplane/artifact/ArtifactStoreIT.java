package io.aegisvision.dataplane.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.contract.Artifact;
import io.aegisvision.contract.CellState.ModelReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pulls from a real registry, whose files are changed behind its back. */
class ArtifactStoreIT {
    private static final String NETWORK = "0123456789".repeat(20_000);
    private static final Map<String, String> FILES = Map.of("model.onnx", NETWORK, "warmup.json", "{}");

    @TempDir
    Path folder;

    private LocalRegistry registry;
    private ArtifactStore store;
    private Path kept;

    @BeforeEach
    void start() throws Exception {
        registry = new LocalRegistry(Files.createDirectory(folder.resolve("registry")), false);
        kept = folder.resolve("store");
        store = new ArtifactStore(kept, Set.of(registry.host()));
    }

    @AfterEach
    void stop() throws Exception {
        registry.close();
    }

    private static String digest(String bytes) {
        return Digests.of(bytes.getBytes(StandardCharsets.UTF_8));
    }

    private static Artifact with(Artifact artifact, String digest) {
        return new Artifact(artifact.uri(), digest, null, null);
    }

    private void assertFailed(Artifact artifact, ModelReason reason, String message) throws IOException {
        Pulled pulled = store.pull(artifact);
        assertThat(pulled).isInstanceOfSatisfying(Pulled.Failed.class, failed -> {
            assertThat(failed.reason()).as(failed.message()).isEqualTo(reason);
            assertThat(failed.message()).contains(message).doesNotContain(LocalRegistry.PASSWORD);
        });
        if (Files.exists(kept)) {
            try (var left = Files.list(kept)) {
                assertThat(left).as("left in the store").isEmpty();
            }
        }
    }

    @Test
    void pullsByDigestOnceAndKeepsWhatIsNeeded() throws Exception {
        Artifact artifact = registry.push("models/street", FILES);
        Artifact other = registry.push("models/street", Map.of("model.onnx", "another"));
        assertThat(store.pull(artifact)).isInstanceOfSatisfying(Pulled.Present.class, present -> {
            assertThat(present.folder().resolve("model.onnx")).hasContent(NETWORK);
            assertThat(present.folder().resolve("warmup.json")).hasContent("{}");
        });
        assertThat(store.pull(other)).isInstanceOf(Pulled.Present.class);
        registry.close();
        assertThat(store.pull(artifact)).as("from the store").isInstanceOf(Pulled.Present.class);
        store.keepOnly(Set.of(artifact.digest()));
        assertThat(store.pull(artifact)).isInstanceOf(Pulled.Present.class);
        store.keepOnly(Set.of());
        assertFailed(artifact, ModelReason.ArtifactUnreachable, "does not answer");
    }

    /** As long, shorter, longer, or empty: none of it is taken for the layer. */
    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1, -200_000})
    void aLayerWithOtherBytesIsRefused(int longer) throws Exception {
        Artifact artifact = registry.push("models/street", FILES);
        String spoilt = longer <= 0 ? NETWORK.substring(0, NETWORK.length() + longer) : NETWORK + "x".repeat(longer);
        Files.writeString(registry.blob(digest(NETWORK)), spoilt.replace('5', '6'));
        assertFailed(artifact, ModelReason.DigestMismatch, "model.onnx");
    }

    @Test
    void aManifestWithOtherBytesIsRefused() throws Exception {
        Artifact artifact = registry.push("models/street", FILES);
        Path manifest = registry.blob(artifact.digest());
        Files.writeString(manifest, Files.readString(manifest).replace("model.onnx", "model.exec"));
        assertFailed(artifact, ModelReason.DigestMismatch, "do");
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        Artifact artifact = registry.push("models/street", FILES);
        assertFailed(with(artifact, digest("never pushed")), ModelReason.ArtifactNotFound, "no such");
        String elsewhere = "oci://" + registry.host() + "/models/nowhere";
        assertFailed(new Artifact(elsewhere, artifact.digest(), null, null), ModelReason.ArtifactNotFound, "no such");
        Files.delete(registry.blob(digest(NETWORK)));
        assertFailed(artifact, ModelReason.ArtifactNotFound, "no such");
    }

    @Test
    void credentialsAreAskedForAndTaken() throws Exception {
        Path closed = Files.createDirectory(folder.resolve("closed"));
        try (LocalRegistry secret = new LocalRegistry(closed, true)) {
            store = new ArtifactStore(kept, Set.of(secret.host()));
            Artifact artifact = secret.push("models/street", FILES);
            assertFailed(artifact, ModelReason.ArtifactUnauthorized, "refuses these");
            assertFailed(
                    new Artifact(artifact.uri(), artifact.digest(), LocalRegistry.USER, "open barley"),
                    ModelReason.ArtifactUnauthorized,
                    "refuses these");
            assertThat(store.pull(new Artifact(
                            artifact.uri(), artifact.digest(), LocalRegistry.USER, LocalRegistry.PASSWORD)))
                    .isInstanceOf(Pulled.Present.class);
        }
    }

    @Test
    void whatIsNoArtifactOfOursIsInvalid() throws Exception {
        assertFailed(registry.push("odd/untitled", Map.of("", "x")), ModelReason.InvalidArtifact, "no title");
        assertFailed(
                registry.push("odd/path", Map.of("../escape", "x")), ModelReason.InvalidArtifact, "plain file name");
        assertFailed(registry.push("odd/empty", Map.of()), ModelReason.InvalidArtifact, "0 layers");
        Artifact good = registry.push("models/street", FILES);
        assertFailed(with(good, "latest"), ModelReason.InvalidArtifact, "is not a digest");
        for (String uri : List.of("https://" + registry.host() + "/models/street", "oci://", "oci://host:port:x/a b")) {
            assertFailed(new Artifact(uri, good.digest(), null, null), ModelReason.InvalidArtifact, "address");
        }
    }

    /** It takes the connection and says nothing, or stops or hangs up in the middle of a layer. */
    @Test
    void aRegistryThatFallsSilentOrBreaksOffIsUnreachable() throws Exception {
        for (Troubled.Trouble trouble : Troubled.Trouble.values()) {
            Artifact artifact = registry.push("models/street", FILES);
            try (Troubled between = new Troubled(registry.host(), trouble)) {
                store = new ArtifactStore(kept, Set.of(between.host()), Duration.ofMillis(300));
                assertFailed(
                        new Artifact("oci://" + between.host() + "/models/street", artifact.digest(), null, null),
                        ModelReason.ArtifactUnreachable,
                        switch (trouble) {
                            case SILENT -> "the registry is silent";
                            case STOPS -> "the transfer of model.onnx stands still";
                            case HANGS_UP -> "the transfer of model.onnx broke off";
                        });
                assertThat(Thread.interrupted()).as("interrupted").isFalse();
            }
        }
    }

    /** TLS is spoken to whatever is not listed as a plain registry. */
    @Test
    void aPlainRegistryThatIsNotListedIsNotSpokenTo() throws Exception {
        Artifact artifact = registry.push("models/street", FILES);
        store = new ArtifactStore(kept, Set.of());
        assertFailed(artifact, ModelReason.ArtifactUnreachable, "does not answer");
    }
}
