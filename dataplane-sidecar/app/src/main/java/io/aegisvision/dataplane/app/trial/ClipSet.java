package io.aegisvision.dataplane.app.trial;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A pulled set of labelled clips: manifest and videos, in the order of a trial.
 *
 * @param manifest what the set says of itself
 * @param order clips in the order in which this trial takes them
 */
record ClipSet(Path folder, Clips manifest, List<Clips.Clip> order) {
    private static final String MANIFEST = "manifest.json";
    private static final String VIDEOS = "clips.zip";
    private static final long MOST_BYTES = 64L << 20;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES) // a set may say more of itself
            .build();

    /** What is wrong with a set, for people. */
    static final class Invalid extends Exception {
        private static final long serialVersionUID = 1;

        Invalid(String message) {
            super(message);
        }
    }

    /** Reads the manifest of a pulled artifact. */
    static ClipSet open(Path folder, String canaryUid) throws IOException, Invalid {
        Clips manifest;
        try {
            manifest = JSON.readValue(folder.resolve(MANIFEST).toFile(), Clips.class);
        } catch (JacksonException e) {
            throw new Invalid("manifest.json of the clips cannot be read");
        }
        String problem = manifest.problem();
        if (!problem.isEmpty()) {
            throw new Invalid(problem);
        }
        return new ClipSet(folder, manifest, TrialOrder.of(canaryUid, manifest.clips()));
    }

    /** Writes one clip's video to a file; its bytes must have the clip's digest. */
    void extract(Clips.Clip clip, Path to) throws IOException, Invalid {
        try (ZipFile zip = new ZipFile(folder.resolve(VIDEOS).toFile())) {
            ZipEntry entry = zip.getEntry(clip.file());
            if (entry == null || entry.getSize() > MOST_BYTES) {
                throw new Invalid(clip.file() + ": not in clips.zip, or too large");
            }
            byte[] bytes = zip.getInputStream(entry).readNBytes((int) MOST_BYTES);
            if (!clip.digest().equals("sha256:" + TrialOrder.sha256(bytes))) {
                throw new Invalid(clip.file() + ": its bytes do not have the digest of the manifest");
            }
            Files.write(to, bytes);
        }
    }
}
