package io.aegisvision.examples.street;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import land.oras.ArtifactType;
import land.oras.Config;
import land.oras.ContainerRef;
import land.oras.Layer;
import land.oras.Manifest;
import land.oras.Registry;

/**
 * Files as an OCI artifact. Nothing in its manifest depends on when or where it is made, so the digest that a Model pins
 * can be written into Git before anything is pushed.
 *
 * @param repository where it goes within a registry, for example {@code models/street}
 * @param tag a name for people; nothing pulls by it
 * @param type the artifact's type
 * @param files the layers in order
 */
record Artifact(String repository, String tag, String type, List<Content> files) {
    static final String MODEL = "application/vnd.aegisvision.model.v1";
    static final String CLIPS = "application/vnd.aegisvision.clips.v1";

    private static final String TITLE = "org.opencontainers.image.title";
    private static final String CREATED = "org.opencontainers.image.created";
    private static final LocalDateTime LONG_AGO = LocalDateTime.of(1980, 1, 1, 0, 0);

    /** A layer: its title, media type and bytes. */
    record Content(String title, String mediaType, byte[] bytes) {
        String digest() {
            return sha256(bytes);
        }
    }

    /** A detector: the network, a frame, and the boxes that the network finds in it. */
    static Artifact model(Path folder, String tag) throws IOException {
        return model(tag, Files.readAllBytes(folder.resolve("model.onnx")), folder, "");
    }

    /** A model file that no server can load: it ends in the middle. */
    static Artifact corruptModel(Path folder, String tag) throws IOException {
        byte[] whole = Files.readAllBytes(folder.resolve("model.onnx"));
        return model(tag, java.util.Arrays.copyOf(whole, whole.length / 2), folder, "");
    }

    /** A good model with a layer that no other artifact has, so that it can be spoilt in a registry's store. */
    static Artifact modelToTamperWith(Path folder, String tag) throws IOException {
        return model(tag, Files.readAllBytes(folder.resolve("model.onnx")), folder, " ");
    }

    private static Artifact model(String tag, byte[] network, Path folder, String ending) throws IOException {
        String expected = Files.readString(folder.resolve("warmup.json")) + ending;
        return new Artifact(
                "models/street",
                tag,
                MODEL,
                List.of(
                        new Content("model.onnx", "application/octet-stream", network),
                        new Content(
                                "warmup.rgb",
                                "application/octet-stream",
                                Files.readAllBytes(folder.resolve("warmup.rgb"))),
                        new Content("warmup.json", "application/json", expected.getBytes(StandardCharsets.UTF_8))));
    }

    /** Golden clips: what {@code street-scene clips} wrote. */
    static Artifact clips(Path folder, String tag) throws IOException {
        return new Artifact(
                "clips/street",
                tag,
                CLIPS,
                List.of(
                        new Content(
                                "manifest.json",
                                "application/json",
                                Files.readAllBytes(folder.resolve("manifest.json"))),
                        new Content("clips.zip", "application/zip", zip(folder))));
    }

    /** Repository and tag. */
    String name() {
        return repository + ":" + tag;
    }

    /** Digest of the manifest. */
    String digest() {
        return sha256(manifest().toJson().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Pushes the artifact.
     *
     * @return digest of the manifest, as the registry says it
     * @throws IOException if the registry has made another one
     */
    String push(Registry registry, String host) throws IOException {
        ContainerRef target = ContainerRef.parse(host + "/" + repository + ":" + tag);
        Path draft = Files.createTempFile("layer", null);
        try {
            for (Content file : files) {
                Files.write(draft, file.bytes());
                registry.pushBlob(target, draft);
            }
        } finally {
            Files.delete(draft);
        }
        registry.pushConfig(target, Config.empty());
        registry.pushManifest(target, manifest());
        String stored = registry.getDescriptor(target).getDigest();
        if (!digest().equals(stored)) {
            throw new IOException(target + " became " + stored + " instead of " + digest());
        }
        return stored;
    }

    private Manifest manifest() {
        List<Layer> layers = new ArrayList<>();
        for (Content file : files) {
            layers.add(Layer.fromDigest(file.digest(), file.bytes().length)
                    .withMediaType(file.mediaType())
                    .withAnnotations(Map.of(TITLE, file.title())));
        }
        return Manifest.empty()
                .withArtifactType(ArtifactType.from(type))
                .withConfig(Config.empty())
                .withLayers(layers)
                .withAnnotations(Map.of(CREATED, "2026-01-01T00:00:00Z"));
    }

    private static byte[] zip(Path folder) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : TruthFiles.read(folder.resolve("manifest.json")).clips().stream()
                    .map(TruthFiles.Clip::file)
                    .sorted()
                    .toList()) {
                byte[] clip = Files.readAllBytes(folder.resolve(name));
                CRC32 crc = new CRC32();
                crc.update(clip);
                ZipEntry entry = new ZipEntry(name);
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(clip.length);
                entry.setCrc(crc.getValue());
                entry.setTimeLocal(LONG_AGO);
                zip.putNextEntry(entry);
                zip.write(clip);
            }
        }
        return bytes.toByteArray();
    }

    /** {@code sha256:} and the hexadecimal digest. */
    static String sha256(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
