package io.aegisvision.dataplane.app.http;

import io.aegisvision.contract.CellApi;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/**
 * The page that shows a stream: files of this package, which say nothing of any stream, so that no token is needed to
 * load them. The page finds its token in the fragment of its address, which no browser sends anywhere.
 */
final class ViewPage {
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin");

    private static final Map<String, Answer> FILES = Map.of(
            CellApi.VIEW,
            file("view.html", "text/html; charset=utf-8"),
            CellApi.VIEW + "/view.css",
            file("view.css", "text/css; charset=utf-8"),
            CellApi.VIEW + "/view.js",
            file("view.js", "text/javascript; charset=utf-8"),
            CellApi.VIEW + "/editor.js",
            file("editor.js", "text/javascript; charset=utf-8"));

    private ViewPage() {}

    /** The file of that path. */
    static Optional<Answer> at(String path) {
        return Optional.ofNullable(FILES.get(path));
    }

    private static Answer file(String name, String type) {
        try (InputStream file = ViewPage.class.getResourceAsStream("view/" + name)) {
            if (file == null) {
                throw new IllegalStateException(name + " is not in the jar");
            }
            return new Answer(200, type, file.readAllBytes(), HEADERS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
