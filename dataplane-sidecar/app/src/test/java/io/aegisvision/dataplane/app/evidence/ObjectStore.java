package io.aegisvision.dataplane.app.evidence;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** S3Proxy, a process of its own that checks signatures; a bucket is a folder. Its port stays when it is killed. */
final class ObjectStore implements AutoCloseable {
    static final String KEY_ID = "evidence-writer";
    static final String SECRET = "s3cret-that-must-not-be-seen";
    static final String BUCKET = "plant-7";

    private final Path folder;
    private final int port;
    private @Nullable Process process;

    ObjectStore(Path folder) throws IOException {
        this.folder = folder;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.createDirectories(folder.resolve("objects").resolve(BUCKET));
        Files.writeString(
                folder.resolve("s3proxy.conf"), """
                s3proxy.endpoint=http://127.0.0.1:%d
                s3proxy.authorization=aws-v4
                s3proxy.identity=%s
                s3proxy.credential=%s
                jclouds.provider=filesystem-nio2
                jclouds.filesystem.basedir=%s
                """.formatted(port, KEY_ID, SECRET, folder.resolve("objects")));
    }

    String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    /** What is stored under a key. */
    Path object(String key) {
        return folder.resolve("objects").resolve(BUCKET).resolve(key);
    }

    /** Starts it, and returns when it takes connections. */
    void start() throws IOException, InterruptedException {
        Process fresh = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-jar",
                        Path.of(System.getProperty("s3proxy.jar", "target/s3proxy/s3proxy.jar"))
                                .toAbsolutePath()
                                .toString(),
                        "--properties",
                        folder.resolve("s3proxy.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("s3proxy.log").toFile()))
                .start();
        process = fresh;
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!answers()) {
            if (System.nanoTime() - until > 0 || !fresh.isAlive()) {
                throw new IOException(Files.readString(folder.resolve("s3proxy.log")));
            }
            Thread.sleep(50);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** SIGKILL. */
    void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
            process = null;
        }
    }

    @Override
    public void close() {
        kill();
    }
}
