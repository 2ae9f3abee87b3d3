package io.aegisvision.operator.rights;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The operator as it is packaged, in a process of its own. Like a kubelet it starts one that ended again: while it starts,
 * the operator ends rather than act on caches that are not whole, for example when the API server closes a connection.
 */
final class OperatorProcess implements AutoCloseable {
    private static final Path APPLICATION = Path.of("target/quarkus-app/quarkus-run.jar");
    private static final int MOST_STARTS = 3;

    private final Path log = Path.of("target/operator-it.log");
    private final int managementPort = freePort();
    private final ProcessBuilder builder;
    private Process process;
    private int starts = 1;

    /** Starts it. */
    OperatorProcess(Map<String, String> environment, Path kubeconfig, int webhookPort) throws IOException {
        Files.deleteIfExists(log);
        builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        APPLICATION.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        builder.environment().put("QUARKUS_HTTP_SSL_PORT", Integer.toString(webhookPort));
        builder.environment().put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
        process = builder.start();
    }

    static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether its readiness probe succeeds; starts it again where it has ended. */
    boolean ready() throws IOException {
        if (!process.isAlive()) {
            if (starts == MOST_STARTS) {
                throw new IOException("ended " + starts + " times: " + log());
            }
            starts++;
            process = builder.start();
        }
        try {
            return get("/health/ready").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** What its metrics endpoint says. */
    String metrics() throws IOException {
        return get("/metrics").body();
    }

    private HttpResponse<String> get(String path) throws IOException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path))
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The last lines of what it has logged. */
    String log() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return log.toAbsolutePath() + "\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    /** SIGTERM, as the kubelet sends it; whether it has ended within the grace period of the chart. */
    boolean terminate() throws InterruptedException {
        process.destroy();
        return process.waitFor(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
