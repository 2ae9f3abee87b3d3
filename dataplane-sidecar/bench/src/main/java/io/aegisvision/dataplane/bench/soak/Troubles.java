package io.aegisvision.dataplane.bench.soak;

import io.aegisvision.dataplane.testkit.FaultProxy;
import io.aegisvision.dataplane.testkit.FaultProxy.Fault;
import io.aegisvision.dataplane.testkit.KafkaBroker;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Plays faults, one after another, each healed before the next. */
final class Troubles {
    /** What can happen. */
    enum Trouble {
        /** A camera's connection breaks in one of six ways. */
        CAMERA,
        /** The broker's process is killed, and comes back after a while. */
        BROKER_KILLED,
        /** The broker's connections stay open, and nothing passes. */
        BROKER_HANGS,
        /** Each connection to the broker is reset. */
        BROKER_RESETS,
        /** The file system of the outbox is full. */
        DISK_FULL,
        /** The data plane's process is killed, and started again at once. */
        KILLED
    }

    private static final List<Fault> OF_CAMERAS =
            List.of(Fault.CUT, Fault.RESET, Fault.REFUSE, Fault.STALL, Fault.CORRUPT, Fault.DRIP);
    private static final int BLOCK = 1 << 16;

    private final KafkaBroker broker;
    private final List<FaultProxy> cameras;
    private final CellProcess cell;
    private final Path disk;
    private final Random random;
    private final Map<Trouble, Integer> played = new EnumMap<>(Trouble.class);

    /** @param disk root of the file system on which the outbox is */
    Troubles(KafkaBroker broker, List<FaultProxy> cameras, CellProcess cell, Path disk, long seed) {
        this.broker = broker;
        this.cameras = List.copyOf(cameras);
        this.cell = cell;
        this.disk = disk;
        this.random = new Random(seed);
    }

    Map<Trouble, Integer> played() {
        return new EnumMap<>(played);
    }

    /** Until then, from these kinds in turn, in a random order of each turn. */
    void play(long untilNanos, List<Trouble> kinds) throws Exception {
        while (true) {
            List<Trouble> turn = new ArrayList<>(kinds);
            Collections.shuffle(turn, random);
            for (Trouble trouble : turn) {
                if (System.nanoTime() - untilNanos >= 0) {
                    return;
                }
                Thread.sleep(1000 + random.nextInt(3000)); // all is well for a while
                play(trouble);
                played.merge(trouble, 1, Integer::sum);
                System.out.println("played: " + trouble + "; promised so far: " + cell.promises());
            }
        }
    }

    private void play(Trouble trouble) throws Exception {
        switch (trouble) {
            case CAMERA -> {
                FaultProxy camera = cameras.get(random.nextInt(cameras.size()));
                camera.set(OF_CAMERAS.get(random.nextInt(OF_CAMERAS.size())));
                some(1, 5);
                camera.set(Fault.NONE);
            }
            case BROKER_KILLED -> {
                broker.kill();
                some(3, 15);
                broker.start();
            }
            case BROKER_HANGS -> broken(Fault.STALL);
            case BROKER_RESETS -> broken(Fault.RESET);
            case DISK_FULL -> full();
            case KILLED -> {
                cell.kill();
                cell.start();
                cell.awaitPromise();
            }
        }
    }

    private void broken(Fault how) throws Exception {
        broker.faults().set(how);
        some(3, 10);
        broker.faults().set(Fault.NONE);
    }

    private void some(int leastSeconds, int mostSeconds) throws InterruptedException {
        Thread.sleep(TimeUnit.SECONDS.toMillis(leastSeconds)
                + random.nextInt((int) TimeUnit.SECONDS.toMillis(mostSeconds - leastSeconds)));
    }

    /** Every byte that the outbox lets go is taken by somebody else. Nobody is killed before the gaps are told. */
    private void full() throws Exception {
        Path filler = disk.resolve("filler");
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(5 + random.nextInt(6));
        long dropped = cell.dropped();
        try (OutputStream out = Files.newOutputStream(filler)) {
            byte[] block = new byte[BLOCK];
            while (System.nanoTime() - until < 0) {
                int length = BLOCK;
                while (length > 0) {
                    try {
                        out.write(block, 0, length);
                    } catch (IOException e) {
                        length /= 2;
                    }
                }
                Thread.sleep(5);
            }
        } finally {
            Files.delete(filler);
        }
        Thread.sleep(5000); // in which the gaps are written, and their number is told
        System.out.println("dropped while the disk was full: " + (cell.dropped() - dropped));
    }

    /** The broker is away for so long, while cameras go on. */
    void away(long seconds) throws Exception {
        broker.kill();
        System.out.println("the broker is away for " + seconds + " s");
        Thread.sleep(TimeUnit.SECONDS.toMillis(seconds));
        broker.start();
    }
}
