package io.aegisvision.dataplane.testkit;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A web server on loopback with the files of one folder, byte ranges among what it understands. A playlist {@code
 * live.m3u8} is made of {@code index.m3u8}: a window of three segments that moves on as time passes, and begins again
 * where the recording ends.
 */
public final class MediaServer implements AutoCloseable {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");
    private static final int WINDOW = 3;

    private final HttpServer server;
    private final Path folder;
    private final long begun = System.nanoTime();
    private volatile int status = 200;

    /** Serves to everybody. */
    public MediaServer(Path folder) throws IOException {
        this(folder, "", "");
    }

    /** Serves to one user, by basic authentication; to everybody where the name is empty. */
    public MediaServer(Path folder, String user, String password) throws IOException {
        this.folder = folder;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        HttpContext context = server.createContext("/", this::answer);
        if (!user.isEmpty()) {
            context.setAuthenticator(new BasicAuthenticator("video") {
                @Override
                public boolean checkCredentials(String name, String word) {
                    return name.equals(user) && word.equals(password);
                }
            });
        }
        server.start();
    }

    /** Where it listens. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Address of a file. */
    public String url(String name) {
        return "http://127.0.0.1:" + port() + "/" + name;
    }

    /** What every request is answered with from now on; 200: what was asked for. */
    public void status(int code) {
        status = code;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String name = exchange.getRequestURI().getPath().substring(1);
            Path file = folder.resolve(name).normalize();
            if (status != 200) {
                exchange.sendResponseHeaders(status, -1);
            } else if (name.equals("live.m3u8")) {
                byte[] list = live().getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/vnd.apple.mpegurl");
                exchange.sendResponseHeaders(200, list.length);
                exchange.getResponseBody().write(list);
            } else if (!file.startsWith(folder) || !Files.isRegularFile(file)) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                send(exchange, Files.readAllBytes(file));
            }
        }
    }

    private static void send(HttpExchange exchange, byte[] bytes) throws IOException {
        String asked = exchange.getRequestHeaders().getFirst("Range");
        Matcher range = RANGE.matcher(asked == null ? "" : asked);
        int from = 0;
        int to = bytes.length;
        exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
        boolean partial = range.matches();
        if (partial) {
            from = Integer.parseInt(range.group(1));
            to = range.group(2).isEmpty() ? bytes.length : Math.min(bytes.length, Integer.parseInt(range.group(2)) + 1);
            if (from >= to) {
                exchange.getResponseHeaders().set("Content-Range", "bytes */" + bytes.length);
                exchange.sendResponseHeaders(416, -1);
                return;
            }
            exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + bytes.length);
        }
        exchange.sendResponseHeaders(partial ? 206 : 200, to - from);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(bytes, from, to - from);
        }
    }

    private String live() throws IOException {
        List<String> names = new ArrayList<>();
        List<Double> seconds = new ArrayList<>();
        double whole = 0;
        for (String line : Files.readAllLines(folder.resolve("index.m3u8"))) {
            if (line.startsWith("#EXTINF:")) {
                seconds.add(Double.parseDouble(line.substring(8).replaceAll(",.*", "")));
                whole += seconds.getLast();
            } else if (!line.startsWith("#") && !line.isBlank()) {
                names.add(line);
            }
        }
        // the window's newest segment is complete
        double now = (System.nanoTime() - begun) / 1e9 + WINDOW * seconds.getFirst();
        int complete = (int) (now / whole * names.size());
        int first = Math.max(0, complete - WINDOW);
        StringBuilder list = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:"
                + Math.ceilDiv(Math.round(seconds.getFirst() * 1000), 1000) + "\n#EXT-X-MEDIA-SEQUENCE:" + first
                + "\n");
        for (int i = first; i < complete; i++) {
            int of = i % names.size();
            if (of == 0 && i > 0) {
                list.append("#EXT-X-DISCONTINUITY\n");
            }
            list.append("#EXTINF:")
                    .append(seconds.get(of))
                    .append(",\n")
                    .append(names.get(of))
                    .append('\n');
        }
        return list.toString();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
