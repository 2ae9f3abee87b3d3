package io.aegisvision.dataplane.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process where nothing but a new one helps: says why in the log and in the container's termination message,
 * and exits, so that the shutdown hooks drain and the kubelet starts the container again.
 */
final class LastWords {
    private static final Logger LOG = LoggerFactory.getLogger(LastWords.class);
    /** Exit status of a restart that the data plane decided itself. */
    static final int STATUS = 3;

    private final Path terminationLog;

    /** @param terminationLog file whose text the kubelet shows as {@code lastState.terminated.message} */
    LastWords(Path terminationLog) {
        this.terminationLog = terminationLog;
    }

    /** Returns at once; the end comes on a thread of its own. */
    void restart(String why) {
        String said = "restarts itself: " + why;
        LOG.error("{}", said);
        try {
            Files.writeString(terminationLog, said);
        } catch (IOException e) {
            LOG.warn("no termination message: {}", e.toString());
        }
        Thread.ofPlatform().name("restart").start(() -> System.exit(STATUS));
    }
}
