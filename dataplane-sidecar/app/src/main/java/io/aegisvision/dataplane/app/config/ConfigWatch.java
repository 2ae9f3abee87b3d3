package io.aegisvision.dataplane.app.config;

import io.aegisvision.contract.CellApi;
import io.aegisvision.contract.CellConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the mounted Secret. The kubelet swaps the link {@code ..data} to a new folder, which the folder's watch sees;
 * a slow look besides makes up for watches that see nothing.
 *
 * <p>Each new content is read, and given to the consumer if it is valid; otherwise what is in force stays and {@link
 * #problem()} says why. The consumer is called on this watch's thread, one config at a time.
 */
public final class ConfigWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigWatch.class);
    private static final long LOOK_MILLIS = 1_000;
    private static final int MOST_BYTES = 4 << 20; // a Secret holds 1 MiB

    private final Path folder;
    private final Consumer<CellConfig> apply;
    private final Thread thread;
    private byte[] seen = new byte[0];
    private volatile boolean closed;
    private volatile String token = "";
    private volatile String appliedRevision = "";
    private volatile @Nullable String problem = "no config was read yet";

    public ConfigWatch(Path folder, Consumer<CellConfig> apply) {
        this.folder = folder;
        this.apply = apply;
        this.thread = Thread.ofPlatform().name("config").unstarted(this::run);
    }

    /** Begins to watch; the first content is applied at once. */
    public void start() {
        thread.start();
    }

    /** Revision of the config in force, or an empty text before the first. */
    public String appliedRevision() {
        return appliedRevision;
    }

    /** Why the newest content is not in force, or null. */
    public @Nullable String problem() {
        return problem;
    }

    /** The token that callers must show; empty while there is none, and then nobody is let in. */
    public String token() {
        return token;
    }

    private void run() {
        try (WatchService watch = folder.getFileSystem().newWatchService()) {
            folder.register(
                    watch,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            while (!closed) {
                look();
                @Nullable WatchKey key = watch.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (key != null) {
                    key.pollEvents();
                    key.reset();
                }
            }
        } catch (IOException e) {
            problem = "the config folder cannot be watched";
            LOG.error("config folder {} cannot be watched", folder, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    /** Reads what is there now; applies it if it is new. */
    void look() {
        byte[] content;
        try {
            Path secret = folder.resolve(CellApi.TOKEN_KEY);
            token = Files.exists(secret)
                    ? Files.readString(secret, StandardCharsets.UTF_8).strip()
                    : "";
            Path file = folder.resolve(CellApi.CONFIG_KEY);
            if (Files.size(file) > MOST_BYTES) {
                problem = "cell.json is larger than " + MOST_BYTES + " bytes";
                return;
            }
            content = Files.readAllBytes(file);
        } catch (IOException e) {
            problem = "cell.json cannot be read: " + e.getClass().getSimpleName();
            return;
        }
        if (Arrays.equals(content, seen)) {
            return;
        }
        seen = content;
        switch (ConfigReader.read(content)) {
            case ConfigReader.Read.Refused refused -> {
                problem = refused.problem();
                LOG.warn("config not applied: {}", refused.problem());
            }
            case ConfigReader.Read.Valid valid -> accept(valid.config());
        }
    }

    private void accept(CellConfig config) {
        try {
            apply.accept(config);
            appliedRevision = config.revision();
            problem = null;
            LOG.info(
                    "config {} applied: {} streams, {} models, {} trials",
                    config.revision(),
                    config.streams().size(),
                    config.models().size(),
                    config.trials().size());
        } catch (RuntimeException e) { // a bug must not end the watch: a later config may be fine
            problem = "the config could not be applied: " + e.getMessage();
            LOG.error("config {} could not be applied", config.revision(), e);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
