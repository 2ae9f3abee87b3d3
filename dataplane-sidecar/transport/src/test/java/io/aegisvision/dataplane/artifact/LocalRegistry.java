package io.aegisvision.dataplane.artifact;

import io.aegisvision.contract.Artifact;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import land.oras.ArtifactType;
import land.oras.Config;
import land.oras.ContainerRef;
import land.oras.Layer;
import land.oras.Manifest;
import land.oras.Registry;
import land.oras.auth.UsernamePasswordProvider;

/** The registry program that {@code local/setup} builds, on a folder and a port of its own; nothing of it is played. */
final class LocalRegistry implements AutoCloseable {
    static final String USER = "reader";
    static final String PASSWORD = "open sesame";
    private static final String HASH = "$2a$04$l.sIRvCU7s/P0VWs18sZzujFvcq2beHZVnfzFqqDygERaSwUCyfyS";

    private final Path folder;
    private final String host;
    private final Process process;

    /** @param closed whether it asks for {@link #USER} and {@link #PASSWORD} */
    LocalRegistry(Path folder, boolean closed) throws IOException, InterruptedException {
        this.folder = folder;
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        host = "127.0.0.1:" + port;
        String auth = "";
        if (closed) {
            Path users = Files.writeString(folder.resolve("users"), USER + ":" + HASH + "\n");
            auth = "auth: {htpasswd: {realm: models, path: \"" + users + "\"}}\n";
        }
        Path config = Files.writeString(folder.resolve("registry.yaml"), """
                version: 0.1
                log: {level: warn, accesslog: {disabled: true}}
                storage: {filesystem: {rootdirectory: "%s"}, cache: {}}
                http: {addr: "%s"}
                """.formatted(folder, host) + auth);
        process = new ProcessBuilder(tools().resolve("registry").toString(), "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("registry.log").toFile())
                .start();
        awaitPort(port);
    }

    private static Path tools() {
        String tools = System.getenv("AEGIS_TOOLS");
        if (tools == null) {
            throw new IllegalStateException("AEGIS_TOOLS names no folder: make test sets it, after local/setup tools");
        }
        return Path.of(tools);
    }

    private void awaitPort(int port) throws IOException, InterruptedException {
        for (int tries = 0; tries < 200; tries++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return;
            } catch (IOException e) {
                if (!process.isAlive()) {
                    break;
                }
                Thread.sleep(50); // there is nothing to wait for but the port
            }
        }
        throw new IOException("the registry does not start: " + Files.readString(folder.resolve("registry.log")));
    }

    String host() {
        return host;
    }

    /** Pushes files as layers; the artifact by the digest of its manifest. */
    Artifact push(String repository, Map<String, String> files) throws IOException {
        Registry registry = Registry.builder()
                .withRegistry(host)
                .withInsecure(true)
                .withAuthProvider(new UsernamePasswordProvider(USER, PASSWORD))
                .build();
        ContainerRef target = ContainerRef.parse(host + "/" + repository + ":pushed");
        List<Layer> layers = new ArrayList<>();
        for (Map.Entry<String, String> file : new TreeMap<>(files).entrySet()) {
            byte[] bytes = file.getValue().getBytes(StandardCharsets.UTF_8);
            Path draft = Files.write(folder.resolve("draft"), bytes);
            registry.pushBlob(target, draft);
            Layer layer = Layer.fromDigest(Digests.of(bytes), bytes.length).withMediaType("application/octet-stream");
            layers.add(
                    file.getKey().isEmpty()
                            ? layer
                            : layer.withAnnotations(Map.of("org.opencontainers.image.title", file.getKey())));
        }
        registry.pushConfig(target, Config.empty());
        registry.pushManifest(
                target,
                Manifest.empty()
                        .withArtifactType(ArtifactType.from("application/vnd.aegisvision.model.v1"))
                        .withConfig(Config.empty())
                        .withLayers(layers));
        return new Artifact(
                "oci://" + host + "/" + repository,
                registry.getDescriptor(target).getDigest(),
                null,
                null);
    }

    /** The file in which the registry keeps a blob. */
    Path blob(String digest) {
        String hex = digest.substring("sha256:".length());
        return folder.resolve("docker/registry/v2/blobs/sha256")
                .resolve(hex.substring(0, 2))
                .resolve(hex)
                .resolve("data");
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
