package io.aegisvision.dataplane.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * NVIDIA's inference server as a program on loopback, as {@code local/setup} lays it down, with models of ours behind its
 * Python backend. It can be killed and started again at the same port. Shared memory is this machine's.
 */
public final class TritonProgram implements AutoCloseable {
    private static final long UP_SECONDS = 60;

    private final Path program;
    private final Path folder;
    private final int port;
    private final List<String> models = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private @Nullable Process process;

    /**
     * Nothing runs yet.
     *
     * @param program folder with {@code bin/tritonserver}
     * @param folder of its models and its log; exists
     * @param options further ones of the server
     */
    public TritonProgram(Path program, Path folder, String... options) throws IOException {
        this.program = program.toAbsolutePath();
        this.folder = folder;
        this.options.addAll(List.of(options));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    /** The program that {@code local/setup} made, by the tests' environment. */
    public static Path installed() {
        String tools = System.getenv("AEGIS_TOOLS");
        if (tools == null) {
            throw new IllegalStateException("AEGIS_TOOLS is not set: it names target/tools/bin");
        }
        return Path.of(tools).resolveSibling("triton");
    }

    /**
     * A detector named so that answers with the number of a frame, a colour of 24 bits: {@code number.py} says how.
     *
     * @param width of its input of three bytes a pixel, at least 64
     * @param height of it
     * @param largestBatch frames that the server joins
     * @param batchMicros time that a batch takes
     * @param frameMicros time that each frame in it takes besides
     */
    public void number(String name, int width, int height, int largestBatch, int batchMicros, int frameMicros)
            throws IOException {
        model(name, "number.py", """
                max_batch_size: %d
                input [ { name: "images" data_type: TYPE_UINT8 dims: [ %d, %d, 3 ] } ]
                output [
                  { name: "boxes" data_type: TYPE_FP32 dims: [ -1, 4 ] },
                  { name: "scores" data_type: TYPE_FP32 dims: [ -1 ] },
                  { name: "labels" data_type: TYPE_INT64 dims: [ -1 ] }
                ]
                dynamic_batching { }
                parameters [
                  { key: "batch_micros" value: { string_value: "%d" } },
                  { key: "frame_micros" value: { string_value: "%d" } }
                ]
                """.formatted(largestBatch, height, width, batchMicros, frameMicros));
    }

    /** A model from {@code images} to {@code out}, both float32 without a batch, that answers with its first element. */
    public void echo(String name, List<Long> in, List<Long> out) throws IOException {
        model(name, "echo.py", """
                max_batch_size: 0
                input [ { name: "images" data_type: TYPE_FP32 dims: %s } ]
                output [ { name: "out" data_type: TYPE_FP32 dims: %s } ]
                """.formatted(in, out));
    }

    private void model(String name, String script, String config) throws IOException {
        Path version = Files.createDirectories(repository().resolve(name).resolve("1"));
        try (InputStream text = TritonProgram.class.getResourceAsStream(script)) {
            if (text == null) {
                throw new IOException("no " + script);
            }
            Files.write(version.resolve("model.py"), text.readAllBytes());
        }
        String head = "name: \"" + name + "\"\nbackend: \"python\"\ninstance_group [ { count: 1 kind: KIND_CPU } ]\n";
        Files.writeString(version.resolveSibling("config.pbtxt"), head + config, StandardCharsets.UTF_8);
        models.add(name);
    }

    private Path repository() {
        return folder.resolve("models");
    }

    /** Port of its gRPC, of every life. */
    public int port() {
        return port;
    }

    /** Starts it with all models, and waits until it listens: it does when they are loaded. */
    public void start() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                program.resolve("bin/tritonserver").toString(),
                "--model-repository=" + repository(),
                "--backend-directory=" + program.resolve("backends"),
                "--model-control-mode=explicit",
                "--grpc-address=127.0.0.1",
                "--grpc-port=" + port,
                "--allow-http=false",
                "--allow-metrics=false"));
        models.forEach(model -> command.add("--load-model=" + model));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .putAll(Map.of("LD_LIBRARY_PATH", program.resolve("libs").toString(), "PATH", "/usr/bin:/bin"));
        Path log = folder.resolve("triton.log");
        Process started = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        process = started;
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(UP_SECONDS);
        while (!listens()) {
            if (!started.isAlive() || System.nanoTime() - until > 0) {
                throw new IOException("the inference server did not start:\n" + Files.readString(log));
            }
            Thread.sleep(20); // it says so only in its log
        }
    }

    private boolean listens() {
        try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return connection.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Ends it at once, in the middle of what it does. */
    public void kill() throws InterruptedException {
        end(true);
    }

    /** Ends it as a pod does, and waits: what it writes at its end is written. */
    @Override
    public void close() {
        try {
            end(false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(boolean atOnce) throws InterruptedException {
        Process running = process;
        process = null;
        if (running == null) {
            return;
        }
        List<ProcessHandle> stubs = running.descendants().toList();
        if (atOnce) {
            running.destroyForcibly();
        } else {
            running.destroy();
        }
        if (!running.waitFor(20, TimeUnit.SECONDS)) {
            running.destroyForcibly().waitFor();
        }
        stubs.forEach(ProcessHandle::destroyForcibly);
    }
}
