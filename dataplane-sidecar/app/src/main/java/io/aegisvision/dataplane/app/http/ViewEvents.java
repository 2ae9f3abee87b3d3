package io.aegisvision.dataplane.app.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import io.aegisvision.contract.StreamExplanation;
import io.aegisvision.dataplane.app.stream.LiveView;
import io.aegisvision.dataplane.app.stream.Sight;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stream as server-sent events, until the viewer goes: {@code frame} is a {@link Sight}, the newest whenever the viewer
 * has taken the one before; {@code state}, a {@link StreamExplanation}, comes every second, so that a viewer sees why there is no frame, and a
 * connection that broke is noticed. Bounded: so many viewers a cell, and one that takes nothing for a while is sent away.
 */
final class ViewEvents implements AutoCloseable {
    /** Most viewers of a cell. */
    static final int MOST_VIEWERS = 8;

    private static final long STATE_MILLIS = 1000;

    private final ObjectMapper json;
    private final Duration patience;
    private final Semaphore places = new Semaphore(MOST_VIEWERS);
    private final ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("viewers").factory());

    /** @param patience a viewer that takes nothing for so long is sent away */
    ViewEvents(ObjectMapper json, Duration patience) {
        this.json = json;
        this.patience = patience;
    }

    /**
     * Answers; returns when the viewer is gone or is to go.
     *
     * @param allowed whether people may look
     * @param state what the stream is doing
     */
    void serve(HttpExchange exchange, BooleanSupplier allowed, LiveView view, Supplier<StreamExplanation> state)
            throws IOException, InterruptedException {
        if (!places.tryAcquire()) {
            Answer.problem(429, MOST_VIEWERS + " viewers look at this cell already")
                    .send(exchange);
            return;
        }
        try {
            view.join();
            try {
                send(exchange, allowed, view, state);
            } catch (IOException e) {
                Thread.interrupted(); // the viewer went, or took nothing for so long that the watchdog ended it
            } finally {
                view.leave();
            }
        } finally {
            places.release();
        }
    }

    private void send(HttpExchange exchange, BooleanSupplier allowed, LiveView view, Supplier<StreamExplanation> state)
            throws IOException, InterruptedException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            long shown = 0;
            long told = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(STATE_MILLIS);
            while (!view.closed() && allowed.getAsBoolean()) {
                long sinceTold = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - told);
                if (sinceTold >= STATE_MILLIS) {
                    write(out, "state", state.get());
                    told = System.nanoTime();
                    sinceTold = 0;
                }
                @Nullable Sight sight = view.newer(shown, STATE_MILLIS - sinceTold);
                if (sight != null) {
                    shown = sight.seq();
                    write(out, "frame", sight);
                }
            }
        }
    }

    private void write(OutputStream out, String event, Object data) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream(64 * 1024);
        message.writeBytes(("event: " + event + "\ndata: ").getBytes(StandardCharsets.UTF_8));
        message.writeBytes(json.writeValueAsBytes(data)); // JSON on one line
        message.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
        Thread viewer = Thread.currentThread();
        // an interrupt closes the connection that the write is blocked on
        Future<?> guard = watchdog.schedule(viewer::interrupt, patience.toMillis(), TimeUnit.MILLISECONDS);
        try {
            message.writeTo(out);
            out.flush();
        } finally {
            guard.cancel(false);
        }
    }

    @Override
    public void close() {
        watchdog.shutdownNow();
    }
}
