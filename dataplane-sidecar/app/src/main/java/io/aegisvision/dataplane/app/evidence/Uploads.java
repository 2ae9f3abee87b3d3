package io.aegisvision.dataplane.app.evidence;

import io.aegisvision.contract.EvidenceData;
import io.aegisvision.contract.EvidenceData.Item;
import io.aegisvision.contract.EvidenceData.Lost;
import io.aegisvision.contract.EvidenceStage;
import io.aegisvision.dataplane.app.evidence.EvidenceMaker.Made;
import io.aegisvision.dataplane.store.EvidenceStore;
import io.aegisvision.dataplane.store.S3Store;
import io.aegisvision.dataplane.store.StoreException;
import io.aegisvision.dataplane.store.VolumeStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings files to the store that is configured, some at a time. What fails while another store is configured is tried
 * there; the store's client does all other retrying.
 */
final class Uploads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);
    /** How long a store may be away before a file is given up. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final int AT_A_TIME = 4;

    private final Path volume;
    private final Duration patience;
    private final ExecutorService threads = Executors.newFixedThreadPool(
            AT_A_TIME, Thread.ofPlatform().daemon().name("evidence-store-", 0).factory());
    // all guarded by this
    private final Set<Thread> storing = new HashSet<>();
    private EvidenceStage.@Nullable Store configured;
    private @Nullable EvidenceStore store;
    private boolean closed;

    /** @param patience for one file */
    Uploads(Path volume, Duration patience) {
        this.volume = volume;
        this.patience = patience;
    }

    /** Stores there from now on, also what is on its way. */
    synchronized void to(EvidenceStage.@Nullable Store next) {
        if (next == null || next.equals(configured)) {
            return; // without one, what is on its way still has the last
        }
        EvidenceStore before = store;
        configured = next;
        EvidenceStage.S3 s3 = next.s3();
        EvidenceStage.Volume claim = next.volume();
        if (s3 != null) {
            store = new S3Store(s3, patience);
        } else if (claim != null) {
            store = new VolumeStore(volume, claim.claimName());
        }
        storing.forEach(Thread::interrupt);
        if (before != null) {
            before.close();
        }
    }

    /** Stores both, and tells what the follow-up says, on a thread of its own. */
    void put(Noted noted, @Nullable Made picture, @Nullable Made video, Consumer<EvidenceData> then) {
        try {
            threads.execute(() -> then.accept(noted.follow(item(noted, picture, ".jpg"), item(noted, video, ".mp4"))));
        } catch (RejectedExecutionException e) {
            then.accept(noted.lost(Lost.Stopped));
        }
    }

    private @Nullable Item item(Noted noted, @Nullable Made made, String suffix) {
        return switch (made) {
            case null -> null;
            case Made.Not(Lost why) -> Item.lost(why);
            case Made.Ready ready -> stored(noted, ready, suffix);
        };
    }

    private Item stored(Noted noted, Made.Ready ready, String suffix) {
        LocalDate day =
                Instant.ofEpochMilli(noted.at() / 1000).atOffset(ZoneOffset.UTC).toLocalDate();
        String key = noted.stream() + "/" + day + "/" + noted.id() + suffix;
        try {
            long bytes = Files.size(ready.file());
            String digest = digest(ready.file());
            String uri = put(key, ready, digest);
            return new Item(uri, digest, ready.mediaType(), bytes, ready.begin(), ready.end(), ready.redacted(), null);
        } catch (StoreException e) {
            LOG.warn("stream {}: {} was not stored: {}", noted.stream(), key, e.getMessage());
            return Item.lost(e.refused() ? Lost.StoreRefused : Lost.StoreUnreachable);
        } catch (InterruptedException e) {
            return Item.lost(Lost.Stopped);
        } catch (IOException | RuntimeException e) {
            LOG.error("stream {}: {} could not be stored", noted.stream(), key, e);
            return Item.lost(Lost.Failed);
        }
    }

    private String put(String key, Made.Ready ready, String digest) throws StoreException, InterruptedException {
        while (true) {
            EvidenceStore to = begin();
            try {
                return to.put(key, ready.file(), ready.mediaType(), digest);
            } catch (StoreException | InterruptedException | RuntimeException e) {
                if (isCurrent(to)) {
                    throw e;
                }
            } finally {
                end();
            }
        }
    }

    private synchronized EvidenceStore begin() throws StoreException {
        EvidenceStore to = store;
        if (to == null) {
            throw new StoreException("no store is configured", true);
        }
        storing.add(Thread.currentThread());
        return to;
    }

    private synchronized boolean isCurrent(EvidenceStore of) {
        return closed || of == store;
    }

    private synchronized void end() {
        storing.remove(Thread.currentThread());
        Thread.interrupted(); // meant for the store that was left
    }

    private static String digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] part = new byte[1 << 16];
            for (int read = in.read(part); read >= 0; read = in.read(part)) {
                digest.update(part, 0, read);
            }
            return "sha256:" + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        threads.shutdown();
        storing.forEach(Thread::interrupt);
        EvidenceStore last = store;
        if (last != null) {
            last.close();
        }
    }
}
