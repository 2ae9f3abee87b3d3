package io.aegisvision.dataplane.app.trial;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/** The order in which a trial takes its clips: by SHA-256 over {@code uid/digest} as hex, the same in every cell. */
final class TrialOrder {
    private TrialOrder() {}

    private record Keyed(String key, Clips.Clip clip) {}

    static List<Clips.Clip> of(String canaryUid, List<Clips.Clip> clips) {
        return clips.stream()
                .map(clip ->
                        new Keyed(sha256((canaryUid + "/" + clip.digest()).getBytes(StandardCharsets.UTF_8)), clip))
                .sorted(Comparator.comparing(Keyed::key))
                .map(Keyed::clip)
                .toList();
    }

    /** Lower-case hex. */
    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
