package io.aegisvision.dataplane.app.evidence;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files on their way to the store, and which events wait for theirs. Notes are not flushed to the device: they outlive
 * the process, which is what they are for, and not the machine.
 */
final class Spool {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    /** The cell's disk is shared with its outboxes. */
    static final long MOST_BYTES = 256L << 20;

    private static final String NOTE = ".json";

    private final Path folder;
    private final ObjectMapper json = new ObjectMapper();

    Spool(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void remember(Noted noted) {
        try {
            Files.write(file(noted, NOTE), json.writeValueAsBytes(noted));
        } catch (IOException e) {
            LOG.warn(
                    "event {} has no note: a crash now would leave it without a follow-up: {}",
                    noted.id(),
                    e.toString());
        }
    }

    /** A file of an event. */
    Path file(Noted noted, String suffix) {
        return folder.resolve(noted.id() + suffix);
    }

    /** All that there is of an event. */
    void forget(Noted noted) {
        for (String suffix : List.of(".jpg", ".mp4", NOTE)) {
            try {
                Files.deleteIfExists(file(noted, suffix));
            } catch (IOException e) {
                LOG.warn("{} stays: {}", file(noted, suffix), e.toString());
            }
        }
    }

    /** Whether there is no room for more files. */
    boolean isFull() throws IOException {
        long bytes = 0;
        for (Path file : files()) {
            bytes += Files.size(file);
        }
        return bytes > MOST_BYTES;
    }

    /** The events that wait since an earlier process. */
    List<Noted> left() {
        List<Noted> left = new ArrayList<>();
        try {
            for (Path file : files()) {
                if (file.toString().endsWith(NOTE)) {
                    read(file, left);
                }
            }
        } catch (IOException e) {
            LOG.warn("notes of evidence cannot be read: {}", e.toString());
        }
        return left;
    }

    private void read(Path file, List<Noted> into) throws IOException {
        try {
            into.add(json.readValue(Files.readAllBytes(file), Noted.class));
        } catch (IOException e) {
            LOG.warn("{} is no note: {}", file, e.getClass().getSimpleName());
            Files.deleteIfExists(file);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
