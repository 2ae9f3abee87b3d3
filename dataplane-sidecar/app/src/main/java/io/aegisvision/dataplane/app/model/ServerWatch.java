package io.aegisvision.dataplane.app.model;

import io.aegisvision.contract.CellState;
import io.aegisvision.dataplane.app.detect.InferenceServer;
import io.aegisvision.dataplane.ring.SlotRing;
import io.aegisvision.dataplane.triton.InferenceHandler;
import io.aegisvision.dataplane.triton.InferenceRequest;
import io.aegisvision.dataplane.triton.RegisteredRegion;
import io.aegisvision.dataplane.triton.SharedMemoryRegion;
import io.aegisvision.dataplane.triton.TritonClient;
import io.aegisvision.dataplane.triton.TritonException;
import io.aegisvision.dataplane.triton.TritonFailure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether the server lives and which life it is in, and keeps the rings of this process registered with it. A
 * small region of ours is registered last in each life: where it is missing, the server was restarted, however short its
 * absence was.
 */
public final class ServerWatch implements InferenceServer, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerWatch.class);
    private static final long LOOK_MILLIS = 500;
    /** Above a slow inference, below what status must tell. No more than a sampled second of frames is lost by it. */
    private static final Duration OVERDUE = Duration.ofSeconds(2);

    private static final String PREFIX = "aegis-";

    private final TritonClient client;
    private final String mark;
    private final SharedMemoryRegion markRegion;
    private final Map<String, SlotRing> rings = new ConcurrentHashMap<>();
    private final Semaphore looks = new Semaphore(0);
    private final Thread thread;
    private volatile int life;
    private volatile boolean live;
    private volatile boolean closed;
    private volatile Runnable lifeBegan = () -> {};

    /**
     * @param sharedMemory the mount
     * @param bootId of this process, part of every region's name
     */
    public ServerWatch(TritonClient client, Path sharedMemory, String bootId) throws IOException {
        this.client = client;
        this.mark = regionName(bootId, "mark");
        this.markRegion = SharedMemoryRegion.create(sharedMemory, mark, 1);
        this.thread = Thread.ofPlatform().name("triton-watch").unstarted(this::run);
    }

    /** Name of a region of this process. */
    public static String regionName(String bootId, String what) {
        return PREFIX + bootId + "-" + what;
    }

    /** Removes the files that an earlier process of ours left in the mount. */
    public static void removeLeftovers(Path sharedMemory) throws IOException {
        try (DirectoryStream<Path> old = Files.newDirectoryStream(sharedMemory, PREFIX + "*")) {
            for (Path file : old) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Begins to watch; the runnable is called on the watch's thread at the beginning of each life. */
    public void start(Runnable onLife) {
        lifeBegan = onLife;
        thread.start();
    }

    private void run() {
        while (!closed) {
            try {
                look();
                if (looks.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    looks.drainPermits();
                    Thread.sleep(20); // a burst of failures is one look
                }
            } catch (InterruptedException e) {
                return; // closed
            } catch (RuntimeException e) {
                LOG.error("looking at the inference server failed", e);
            }
        }
    }

    private void look() {
        boolean was = live;
        if (!client.live()) {
            live = false;
            if (was) {
                LOG.warn("the inference server does not answer");
            }
            return;
        }
        try {
            Set<String> known =
                    client.regions().stream().map(RegisteredRegion::name).collect(Collectors.toSet());
            boolean begins = !known.contains(mark);
            forget(known);
            for (SlotRing ring : rings.values()) {
                if (begins || !known.contains(ring.name())) {
                    makeKnown(ring);
                }
            }
            if (begins) {
                client.register(mark, markRegion);
                life++;
                LOG.info("inference server: life {}", life);
            } else if (life == 0) {
                life = 1;
            }
            live = true;
            if (begins || !was) {
                lifeBegan.run();
            }
        } catch (TritonException e) {
            live = false;
            LOG.warn("the inference server answers, but: {}", e.getMessage());
        }
    }

    /** Regions of an earlier process of ours, and of rings that went while the server still had a request on them. */
    private void forget(Set<String> known) {
        for (String region : known) {
            if (region.startsWith(PREFIX) && !region.equals(mark) && !rings.containsKey(region)) {
                takeAway(region);
            }
        }
    }

    private void makeKnown(SlotRing ring) throws TritonException {
        try {
            client.register(ring.name(), ring.key(), 0, ring.layout().totalBytes());
        } catch (TritonException e) {
            if (!rings.containsKey(ring.name())) {
                return; // its file has gone meanwhile
            }
            if (e.failure() != TritonFailure.ALREADY_EXISTS) {
                throw e;
            }
        }
        if (!rings.containsKey(ring.name())) { // taken away on another thread, which the server heard too early
            client.unregister(ring.name());
        }
    }

    @Override
    public int life() {
        return live ? life : 0;
    }

    @Override
    public void register(SlotRing ring) {
        rings.put(ring.name(), ring);
        if (!live) {
            return;
        }
        try {
            makeKnown(ring);
        } catch (TritonException e) {
            LOG.debug("region {} is not registered yet: {}", ring.name(), e.getMessage());
            suspect();
        }
    }

    @Override
    public void unregister(SlotRing ring) {
        rings.remove(ring.name());
        takeAway(ring.name());
    }

    /** What the server refuses now it is asked again at the next look. */
    private void takeAway(String region) {
        try {
            client.unregister(region);
        } catch (TritonException e) {
            if (e.failure() != TritonFailure.UNAVAILABLE) {
                LOG.debug("region {}: {}", region, e.getMessage());
            }
        }
    }

    @Override
    public void infer(InferenceRequest request, long ticket, InferenceHandler handler) {
        client.infer(request, ticket, OVERDUE, handler);
    }

    @Override
    public void suspect() {
        if (looks.availablePermits() == 0) {
            looks.release();
        }
    }

    /** For the cell's state. */
    public CellState.Engine state() {
        @Nullable String problem = live ? null : life == 0 ? "not answered yet" : "does not answer";
        return new CellState.Engine(live, Math.max(0, life - 1), problem, ModelAgent.LARGEST_BATCH);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        thread.interrupt();
        try {
            client.unregister(mark);
        } catch (TritonException e) {
            LOG.debug("mark: {}", e.getMessage());
        }
        markRegion.close();
    }
}
