package io.aegisvision.dataplane.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** SHA-256 as OCI writes it, computed here: the store believes neither the registry nor the client library. */
final class Digests {
    private Digests() {}

    private static final Pattern FORM = Pattern.compile("sha256:[0-9a-f]{64}");

    static boolean wellFormed(String digest) {
        return FORM.matcher(digest).matches();
    }

    static String of(byte[] bytes) {
        return text(sha256().digest(bytes));
    }

    /** There is more than was announced. */
    static final class TooLong extends IOException {
        private static final long serialVersionUID = 1;
    }

    /**
     * Copies at most so many bytes into a new file; the digest of what was written.
     *
     * @param moved told of every piece that comes
     * @throws TooLong when there is more
     */
    static String copy(InputStream from, Path to, long most, Runnable moved) throws IOException {
        MessageDigest digest = sha256();
        try (OutputStream file = Files.newOutputStream(to);
                OutputStream out = new DigestOutputStream(file, digest)) {
            byte[] buffer = new byte[1 << 16];
            long left = most;
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                left -= n;
                if (left < 0) {
                    throw new TooLong();
                }
                out.write(buffer, 0, n);
                moved.run();
            }
        }
        return text(digest.digest());
    }

    private static String text(byte[] digest) {
        return "sha256:" + HexFormat.of().formatHex(digest);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
