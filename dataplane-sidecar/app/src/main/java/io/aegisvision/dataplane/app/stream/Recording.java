package io.aegisvision.dataplane.app.stream;

import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.contract.StreamAssignment.Kind;
import io.aegisvision.contract.StreamAssignment.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file that is read once, as fast as it can be analysed. Read again by the same stream with the same detectors and
 * trackers, after a crash or in another cell, its epochs have the same ids, and so have its events: what was delivered
 * before is known to consumers by id. A file that plays like a camera, paced or looped, is a camera: it leaves out frames
 * where there is no time for them, and never tells the same twice.
 *
 * @param content digest of its size and its first bytes
 */
record Recording(String content) {
    private static final int FIRST_BYTES = 1 << 16;
    private static final int ID_BYTES = 16;

    /** Null where the source is none. Reads the file: to be called where a call may hang. */
    static @Nullable Recording of(Source source) {
        if (source.kind() != Kind.FILE || source.loop() || source.paced()) {
            return null;
        }
        Path file = Path.of(source.url().replaceFirst("^file://", ""));
        if (!Files.isRegularFile(file)) {
            return null;
        }
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = sha256();
            digest.update(Long.toString(Files.size(file)).getBytes(StandardCharsets.US_ASCII));
            digest.update(in.readNBytes(FIRST_BYTES));
            return new Recording(HexFormat.of().formatHex(digest.digest()));
        } catch (IOException e) {
            return null; // then it cannot be played either
        }
    }

    /**
     * The id of an epoch.
     *
     * @param number of the epoch within a reading of the file, from 0
     */
    String epoch(StreamRunner.Plan plan, int number) {
        StreamAssignment stream = plan.assignment();
        MessageDigest digest = sha256();
        Stream.of(
                        content,
                        stream.uid(),
                        stream.zones(),
                        stream.lines(),
                        String.valueOf(stream.ground()),
                        stream.arms(),
                        plan.graph().sampling(),
                        plan.graph().detectors(),
                        plan.graph().trackers(),
                        number)
                .forEach(part -> digest.update((part + "\n").getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(digest.digest(), 0, ID_BYTES);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
