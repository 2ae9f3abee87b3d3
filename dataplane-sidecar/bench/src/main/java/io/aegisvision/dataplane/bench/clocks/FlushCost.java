package io.aegisvision.dataplane.bench.clocks;

import io.aegisvision.contract.Durability;
import io.aegisvision.contract.Durability.Policy;
import io.aegisvision.dataplane.outbox.Outbox;
import io.aegisvision.dataplane.outbox.OutboxSettings;
import io.aegisvision.report.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** What each policy of durability costs who writes, and how long an event is in the kernel's memory alone. */
final class FlushCost {
    private static final int EVENT_BYTES = 1000;
    private static final int EVENTS_PER_SECOND = 500;
    private static final long EVERY_MILLIS = 100;
    private static final double MICRO = 1e3;
    private static final double MILLI = 1e6;

    private final Path folder;

    FlushCost(Path folder) {
        this.folder = folder;
    }

    Measured measure(int rounds, int seconds) throws Exception {
        Map<Policy, Clock> writes = new EnumMap<>(Policy.class);
        Clock window = new Clock("durability: an event in the kernel's memory alone, FsyncEvery 100 ms");
        List<Double> longest = new ArrayList<>();
        round(Policy.Fsync, seconds, new Histogram(3)); // compilers and caches
        for (int i = 0; i < rounds; i++) {
            for (Policy policy : Policy.values()) {
                Histogram risk = new Histogram(3);
                writes.computeIfAbsent(policy, key -> new Clock("durability: append and sync, " + key))
                        .add(round(policy, seconds, risk));
                if (policy == Policy.FsyncEvery) {
                    window.add(risk);
                    longest.add(risk.getMaxValue() / MILLI);
                }
            }
        }
        List<Figure> figures = new ArrayList<>();
        String note = EVENTS_PER_SECOND + " events of " + EVENT_BYTES + " bytes a second, one thread, on "
                + Files.getFileStore(folder).type();
        writes.values().forEach(clock -> figures.addAll(clock.figures("us", MICRO, note)));
        figures.addAll(window.figures("ms", MILLI, note + "; from written to flushed"));
        figures.add(Figure.of(
                window.name() + ", longest", "ms", longest, note + "; what a power failure loses if nobody got it"));
        figures.add(Figure.of(
                "durability: an event in the kernel's memory alone, None, at most",
                "s",
                List.of(kernelSeconds()),
                "not measured: vm.dirty_expire_centisecs and vm.dirty_writeback_centisecs of this kernel, added"));
        return new Measured(figures);
    }

    private static double kernelSeconds() throws IOException {
        double centis = 0;
        for (String name : List.of("dirty_expire_centisecs", "dirty_writeback_centisecs")) {
            // in one read: these files do not go on where a read ended
            centis += Double.parseDouble(
                    Files.readAllLines(Path.of("/proc/sys/vm", name)).getFirst());
        }
        return centis / 100;
    }

    /** Time of each append and sync, from when it was due; into the other how long each was not flushed. */
    private Histogram round(Policy policy, int seconds, Histogram risk) throws Exception {
        Histogram times = new Histogram(3);
        Queue<Long> unflushed = new ConcurrentLinkedQueue<>();
        Path place = Files.createTempDirectory(folder, "outbox");
        Durability durability = new Durability(policy, EVERY_MILLIS);
        try (Outbox outbox = Outbox.open(place, OutboxSettings.DEFAULT.with(durability), InstantSource.system())) {
            Thread flusher = policy == Policy.FsyncEvery
                    ? Thread.ofPlatform().daemon().start(() -> flush(outbox, unflushed, risk))
                    : null;
            long period = TimeUnit.SECONDS.toNanos(1) / EVENTS_PER_SECOND;
            long begin = System.nanoTime();
            byte[] payload = new byte[EVENT_BYTES];
            for (int n = 0; n < seconds * EVENTS_PER_SECOND; n++) {
                long due = begin + n * period;
                boolean late = System.nanoTime() - due >= 0;
                while (System.nanoTime() - due < 0) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                long from = late ? due : System.nanoTime();
                long sequence = outbox.append("gate", "bench/gate", Integer.toString(n), payload);
                if (sequence == Outbox.DROPPED || !outbox.sync()) {
                    throw new IOException("an event was dropped");
                }
                times.recordValue(System.nanoTime() - from);
                if (flusher != null) {
                    unflushed.add(System.nanoTime());
                }
                outbox.acknowledge(sequence - EVENTS_PER_SECOND);
            }
            if (flusher != null) {
                flusher.interrupt();
                flusher.join();
            }
        }
        return times;
    }

    private static void flush(Outbox outbox, Queue<Long> unflushed, Histogram risk) {
        try {
            while (true) {
                Thread.sleep(EVERY_MILLIS);
                int count = unflushed.size();
                outbox.force();
                long now = System.nanoTime();
                for (int i = 0; i < count; i++) {
                    Long written = unflushed.poll();
                    if (written != null) {
                        risk.recordValue(now - written);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
