package io.aegisvision.dataplane.app.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.aegisvision.contract.CellApi;
import io.aegisvision.contract.CellConfig;
import io.aegisvision.contract.CellState;
import io.aegisvision.contract.GuardWindows;
import io.aegisvision.contract.StreamExplanation;
import io.aegisvision.contract.TrialUnits;
import io.aegisvision.dataplane.app.stream.LiveView;
import io.aegisvision.dataplane.app.stream.Snapshot;
import io.aegisvision.dataplane.video.PngEncoder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cell's HTTP interface ({@link CellApi}). Health and metrics are open; all else needs the cell's token in its
 * header. Errors are RFC 9457 problems. A virtual thread per request.
 */
public final class CellServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CellServer.class);
    private static final long SNAPSHOT_SECONDS = 5;
    private static final String JSON_TYPE = "application/json";

    /** What the cell can tell. */
    public interface Cell {
        /** Now. */
        CellState state();

        /** Whether a config is in force. */
        boolean ready();

        /** What callers must show; empty lets nobody in. */
        String token();

        /** Units of a trial of this cell. */
        Optional<TrialUnits> units(String canaryUid, int from);

        /** Guard windows of a trial of this cell. */
        Optional<GuardWindows> windows(String canaryUid, int from, String boot);

        /** The next processed frame of a stream of this cell. */
        Optional<CompletableFuture<Snapshot>> snapshot(String stream);

        /** A stream of this cell, for people. */
        Optional<Watched> watched(String stream);

        /** What a stream of this cell is doing, and why it is late. */
        Optional<StreamExplanation> explanation(String stream);

        /** Whether people may see pictures. */
        CellConfig.View view();

        /** Prometheus text. */
        String metrics();
    }

    /** A stream for people, and what it is doing now. */
    public record Watched(LiveView view, Supplier<StreamExplanation> state) {}

    private static final Duration VIEWER_PATIENCE = Duration.ofSeconds(10);
    private static final Answer NO_VIEW =
            Answer.problem(403, "viewing is turned off: spec.cells.view of the Pipeline is Disabled");

    private final Cell cell;
    private final HttpServer server;
    private final ObjectMapper json = new ObjectMapper();
    private final ViewEvents viewers;

    /** @param port 0 takes a free one */
    public CellServer(int port, Cell cell) throws IOException {
        this(port, cell, VIEWER_PATIENCE);
    }

    CellServer(int port, Cell cell, Duration viewerPatience) throws IOException {
        this.cell = cell;
        this.viewers = new ViewEvents(json, viewerPatience);
        this.server = HttpServer.create(new InetSocketAddress(port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
    }

    /** Begins to answer. */
    public void start() {
        server.start();
    }

    /** The port it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer;
            try {
                Optional<Watched> watched = watched(exchange);
                if (watched.isPresent()) {
                    viewers.serve(
                            exchange,
                            () -> cell.view() == CellConfig.View.Enabled,
                            watched.get().view(),
                            watched.get().state());
                    return;
                }
                answer = route(exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                answer = Answer.problem(503, "stopping");
            } catch (IOException | RuntimeException e) {
                LOG.error("{} failed", exchange.getRequestURI().getPath(), e);
                answer = Answer.problem(500, "internal error; see the cell's log");
            }
            answer.send(exchange);
        }
    }

    /** The stream that a viewer who may do so looks at; all other requests are answered at once. */
    private Optional<Watched> watched(HttpExchange exchange) {
        String[] parts = exchange.getRequestURI().getPath().split("/", -1);
        return exchange.getRequestMethod().equals("GET")
                        && exchange.getRequestURI().getPath().startsWith(CellApi.STREAMS)
                        && parts.length == 5
                        && parts[4].equals("view")
                        && authorised(exchange)
                        && cell.view() == CellConfig.View.Enabled
                ? cell.watched(parts[3])
                : Optional.empty();
    }

    private Answer route(HttpExchange exchange) throws IOException, InterruptedException {
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return Answer.problem(405, "this interface is read-only");
        }
        String path = exchange.getRequestURI().getPath();
        switch (path) {
            case CellApi.LIVE -> {
                return Answer.text("ok");
            }
            case CellApi.READY -> {
                return cell.ready() ? Answer.text("ok") : Answer.problem(503, "no config is in force");
            }
            case CellApi.METRICS -> {
                return new Answer(
                        200,
                        "text/plain; version=0.0.4; charset=utf-8",
                        cell.metrics().getBytes(StandardCharsets.UTF_8));
            }
            default -> {
                Optional<Answer> page = ViewPage.at(path);
                if (page.isPresent()) {
                    return cell.view() == CellConfig.View.Enabled ? page.get() : NO_VIEW;
                }
                return authorised(exchange)
                        ? guarded(exchange, path)
                        : Answer.problem(401, "the cell's token is needed");
            }
        }
    }

    /** In constant time, so that an answer's delay tells nothing of the token. */
    private boolean authorised(HttpExchange exchange) {
        @Nullable String given = exchange.getRequestHeaders().getFirst(CellApi.TOKEN_HEADER);
        String wanted = cell.token();
        return given != null
                && !wanted.isEmpty()
                && MessageDigest.isEqual(
                        given.getBytes(StandardCharsets.UTF_8), wanted.getBytes(StandardCharsets.UTF_8));
    }

    private Answer guarded(HttpExchange exchange, String path) throws IOException, InterruptedException {
        if (path.equals(CellApi.STATE)) {
            return json(cell.state());
        }
        Map<String, String> query = Query.of(exchange.getRequestURI().getRawQuery());
        String[] parts = path.split("/", -1);
        // "", "v1", "trials", uid, what
        if (path.startsWith(CellApi.TRIALS) && parts.length == 5) {
            int from = Query.number(query, "from");
            if (from < 0) {
                return Answer.problem(400, "from is not a number of 0 or more");
            }
            if (parts[4].equals("units")) {
                return cell.units(parts[3], from).map(this::json).orElse(Answer.problem(404, "no such trial here"));
            }
            if (parts[4].equals("windows")) {
                return cell.windows(parts[3], from, query.getOrDefault("boot", ""))
                        .map(this::json)
                        .orElse(Answer.problem(404, "no such trial here"));
            }
        }
        if (path.startsWith(CellApi.STREAMS) && parts.length == 5 && parts[4].equals("explain")) {
            return cell.explanation(parts[3]).map(this::json).orElse(Answer.problem(404, "no such stream here"));
        }
        if (path.startsWith(CellApi.STREAMS)
                && parts.length == 5
                && (parts[4].equals("snapshot") || parts[4].equals("view"))) {
            if (cell.view() != CellConfig.View.Enabled) {
                return NO_VIEW;
            }
            return parts[4].equals("snapshot") ? snapshot(parts[3]) : Answer.problem(404, "no such stream here");
        }
        return Answer.problem(404, "nothing here");
    }

    private Answer snapshot(String stream) throws InterruptedException {
        Optional<CompletableFuture<Snapshot>> asked = cell.snapshot(stream);
        if (asked.isEmpty()) {
            return Answer.problem(404, "no such stream here");
        }
        try {
            Snapshot snapshot = asked.get().get(SNAPSHOT_SECONDS, TimeUnit.SECONDS);
            return new Answer(200, "image/png", PngEncoder.encode(SnapshotPainter.paint(snapshot)));
        } catch (TimeoutException | ExecutionException | CancellationException e) {
            return Answer.problem(503, "no frame was processed in time");
        }
    }

    private Answer json(Object value) {
        try {
            return new Answer(200, JSON_TYPE, json.writeValueAsBytes(value));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException("the contract is plain records", e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        viewers.close();
    }
}
