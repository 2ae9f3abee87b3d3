package io.aegisvision.dataplane.bench.ingest;

import io.aegisvision.contract.CellState.StreamPhase;
import io.aegisvision.contract.StreamAssignment.Transport;
import io.aegisvision.dataplane.testkit.Clip;
import io.aegisvision.dataplane.testkit.FaultProxy;
import io.aegisvision.dataplane.testkit.FaultProxy.Fault;
import io.aegisvision.dataplane.testkit.PlayedCamera;
import io.aegisvision.dataplane.testkit.ProcessUse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Streams that fail and come back, again and again, each behind a proxy of its own. */
final class FaultLoad implements AutoCloseable {
    /** Faults that are noticed at once. */
    static final List<Fault> QUICK = List.of(Fault.CUT, Fault.RESET, Fault.REFUSE);
    /** All of them. */
    static final List<Fault> ALL =
            List.of(Fault.CUT, Fault.RESET, Fault.REFUSE, Fault.STALL, Fault.CORRUPT, Fault.DRIP);

    /** Longest that a stream may take to notice a fault, or to come back: longer is an error, not a figure. */
    private static final long MOST_NANOS = 60_000_000_000L;

    private final PlayedCamera camera;
    private final List<FaultProxy> proxies = new ArrayList<>();
    private final List<Bed.Played> streams = new ArrayList<>();
    private final Bed bed = new Bed(1000);
    private final ExecutorService players;
    private final Random random;

    /**
     * What the process holds.
     *
     * @param threads of Java
     * @param handles open file descriptors
     * @param nativeBytes allocated by {@code malloc}
     */
    record Held(int threads, int handles, long nativeBytes) {}

    /** Begins that many streams; the order of faults follows from the seed. */
    FaultLoad(int count, long seed) throws IOException {
        camera = new PlayedCamera(Clip.encode(Clip.Codec.H264, 320, 192, 2));
        players = Executors.newFixedThreadPool(count);
        random = new Random(seed);
        for (int i = 0; i < count; i++) {
            FaultProxy proxy = new FaultProxy(camera.port(), seed + i);
            proxies.add(proxy);
            streams.add(bed.run("troubled-" + i, Bed.rtsp(proxy.port(), Transport.TCP)));
        }
    }

    /**
     * Plays faults, one at a time on each stream, and waits until each stream has come back.
     *
     * @param faults a multiple of the number of streams
     * @return milliseconds from the end of each fault to the first frame after it
     */
    List<Long> play(int faults, List<Fault> kinds) throws InterruptedException, IOException {
        List<Future<List<Long>>> played = new ArrayList<>();
        for (int i = 0; i < streams.size(); i++) {
            int number = i;
            List<Fault> order = new ArrayList<>();
            for (int n = 0; n < faults / streams.size(); n++) {
                order.add(kinds.get(random.nextInt(kinds.size())));
            }
            played.add(players.submit(() -> one(streams.get(number), proxies.get(number), order)));
        }
        List<Long> recoveries = new ArrayList<>();
        for (Future<List<Long>> stream : played) {
            try {
                recoveries.addAll(stream.get());
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
        return recoveries;
    }

    private static List<Long> one(Bed.Played stream, FaultProxy proxy, List<Fault> order) throws Exception {
        List<Long> recoveries = new ArrayList<>();
        for (Fault fault : order) {
            comesBack(stream, stream.frames.count());
            long sessions = stream.runner.state().sessions();
            proxy.set(fault);
            await(stream, fault + " is noticed", () -> stream.runner.state().phase() == StreamPhase.Backoff);
            proxy.set(Fault.NONE);
            long healed = System.nanoTime();
            int frames = stream.frames.count();
            comesBack(stream, frames);
            recoveries.add((System.nanoTime() - healed) / 1_000_000);
            if (stream.runner.state().sessions() == sessions) {
                throw new IllegalStateException("the same session goes on after " + fault);
            }
        }
        return recoveries;
    }

    private static void comesBack(Bed.Played stream, int frames) throws InterruptedException {
        await(
                stream,
                "it comes back",
                () -> stream.frames.count() > frames && stream.runner.state().phase() == StreamPhase.Running);
    }

    private interface Holds {
        boolean now();
    }

    private static void await(Bed.Played stream, String what, Holds holds) throws InterruptedException {
        long from = System.nanoTime();
        while (!holds.now()) {
            if (System.nanoTime() - from > MOST_NANOS) {
                throw new IllegalStateException("waited too long until " + what + ": " + stream.runner.state());
            }
            Thread.sleep(5);
        }
    }

    /** What the process holds while every stream is well. */
    Held held() throws InterruptedException, IOException {
        for (Bed.Played stream : streams) {
            comesBack(stream, stream.frames.count());
        }
        System.gc(); // what only a finaliser would free is no leak
        Thread.sleep(500); // sockets of the ended sessions' servers close beside
        ProcessUse use = ProcessUse.now();
        return new Held(ManagementFactory.getThreadMXBean().getThreadCount(), use.handles(), use.nativeBytes());
    }

    /** Calls into the video library that were given up. */
    long abandoned() {
        return bed.calls().abandoned();
    }

    @Override
    public void close() throws IOException {
        players.shutdownNow();
        bed.close();
        for (FaultProxy proxy : proxies) {
            proxy.close();
        }
        camera.close();
    }
}
