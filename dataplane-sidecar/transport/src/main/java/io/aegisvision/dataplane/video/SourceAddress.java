package io.aegisvision.dataplane.video;

import io.aegisvision.contract.StreamAssignment.Kind;
import io.aegisvision.contract.StreamAssignment.Source;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What FFmpeg is asked to open. FFmpeg takes a user within the URL, so that this text must never be shown. */
final class SourceAddress {
    private SourceAddress() {}

    /** The address with user and password, percent-encoded, where there are any. */
    static String of(Source source) {
        if (source.kind() == Kind.FILE) {
            return source.url().startsWith("file://") ? source.url().substring("file://".length()) : source.url();
        }
        @Nullable String user = source.username();
        int host = source.url().indexOf("://");
        if (user == null || host < 0) {
            return source.url();
        }
        @Nullable String password = source.password();
        String who = encode(user) + (password == null ? "" : ":" + encode(password));
        return source.url().substring(0, host + 3) + who + "@" + source.url().substring(host + 3);
    }

    /** Everything but letters and digits, byte by byte: nothing in a password can end the user part. */
    private static String encode(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if ((b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z')) {
                encoded.append((char) b);
            } else {
                encoded.append(String.format("%%%02X", b & 0xff));
            }
        }
        return encoded.toString();
    }
}
