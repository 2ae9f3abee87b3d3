package io.aegisvision.dataplane.app.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part of an address behind the question mark. */
final class Query {
    private Query() {}

    static Map<String, String> of(@Nullable String raw) {
        Map<String, String> values = new HashMap<>();
        if (raw != null) {
            for (String pair : raw.split("&", -1)) {
                int at = pair.indexOf('=');
                if (at > 0) {
                    values.put(
                            pair.substring(0, at), URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
                }
            }
        }
        return values;
    }

    /** A number of 0 or more, 0 where there is none, -1 where it is no such number. */
    static int number(Map<String, String> query, String name) {
        String text = query.getOrDefault(name, "0");
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
    }
}
