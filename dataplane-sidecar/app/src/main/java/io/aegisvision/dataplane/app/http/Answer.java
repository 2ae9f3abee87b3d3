package io.aegisvision.dataplane.app.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A whole answer.
 *
 * @param headers besides those that every answer has
 */
record Answer(int status, String type, byte[] body, Map<String, String> headers) {
    Answer(int status, String type, byte[] body) {
        this(status, type, body, Map.of());
    }

    static Answer text(String text) {
        return new Answer(200, "text/plain", text.getBytes(StandardCharsets.UTF_8));
    }

    /** As of RFC 9457; the title is for people and holds nothing that JSON would quote. */
    static Answer problem(int status, String title) {
        return new Answer(
                status,
                "application/problem+json",
                ("{\"type\":\"about:blank\",\"status\":" + status + ",\"title\":\"" + title + "\"}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    /** Sends it, without its body where only its head was asked for. */
    void send(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        headers.forEach(exchange.getResponseHeaders()::set);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }
}
