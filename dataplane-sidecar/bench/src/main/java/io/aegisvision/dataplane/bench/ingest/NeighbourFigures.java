package io.aegisvision.dataplane.bench.ingest;

import io.aegisvision.contract.StreamAssignment.Transport;
import io.aegisvision.dataplane.bench.Quantiles;
import io.aegisvision.dataplane.testkit.Clip;
import io.aegisvision.dataplane.testkit.FaultProxy.Fault;
import io.aegisvision.dataplane.testkit.PlayedCamera;
import io.aegisvision.report.Figure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.ToLongFunction;

/**
 * How late frames of healthy streams are while another stream fails all the time, against the same streams while it is
 * well: in pairs of runs one right after the other, so that what else the machine does meets both.
 */
final class NeighbourFigures {
    private static final int NEIGHBOURS = 3;
    private static final int FRAMES_A_RUN = 250;
    private static final int FRAMES_KNOWN = 1 << 16;
    private static final List<Fault> KINDS = FaultLoad.ALL;

    private NeighbourFigures() {}

    /**
     * How late a frame was sampled, nanoseconds, or a quantile of it.
     *
     * @param whole since it was handed to the network
     * @param released since the next one was: FFmpeg's parser gives a frame when the next begins, a period later
     */
    private record Late(long whole, long released) {}

    /** One round. */
    private record Pair(Late well, Late troubled) {}

    /** A healthy stream, and when its camera sent what. */
    private static final class Neighbour implements AutoCloseable {
        private final PlayedCamera camera;
        private final AtomicLongArray sent = new AtomicLongArray(FRAMES_KNOWN);
        private final Bed.Played stream;

        Neighbour(Bed bed, Clip clip, String name) throws IOException {
            camera = new PlayedCamera(clip);
            camera.watch((number, nanos) -> sent.set((int) (number % FRAMES_KNOWN), nanos));
            stream = bed.run(name, Bed.rtsp(camera.port(), Transport.TCP));
        }

        /** Of the next frames, every one of which must come. */
        List<Late> lateness(int frames) throws InterruptedException {
            int from = stream.frames.count();
            while (stream.frames.count() < from + frames) {
                Thread.sleep(20);
            }
            if (stream.runner.state().sessions() != 1
                    || !stream.runner.state().dropped().isEmpty()) {
                throw new IllegalStateException("a healthy stream lost something: " + stream.runner.state());
            }
            long[] came = stream.frames.between(from, from + frames);
            List<Late> late = new ArrayList<>();
            for (int i = 0; i < frames; i++) {
                late.add(new Late(came[i] - sent(from + i), came[i] - sent(from + i + 1)));
            }
            return late;
        }

        private long sent(int frame) {
            return sent.get(frame % FRAMES_KNOWN);
        }

        @Override
        public void close() throws IOException {
            camera.close();
        }
    }

    static List<Figure> measure(int rounds, long seed) throws Exception {
        Clip clip = Clip.encode(Clip.Codec.H264, 320, 192, 2);
        List<Neighbour> neighbours = new ArrayList<>();
        List<Pair> pairs = new ArrayList<>();
        try (Bed bed = new Bed(1000);
                FaultLoad load = new FaultLoad(1, seed)) {
            for (int i = 0; i < NEIGHBOURS; i++) {
                neighbours.add(new Neighbour(bed, clip, "neighbour-" + i));
            }
            p95(neighbours, FRAMES_A_RUN); // warms up
            for (int round = 0; round < rounds; round++) {
                // each comes first as often as the other
                boolean faultsFirst = round % 2 == 1;
                Late first = run(neighbours, load, faultsFirst);
                Late second = run(neighbours, load, !faultsFirst);
                pairs.add(faultsFirst ? new Pair(second, first) : new Pair(first, second));
                System.out.println("round " + (round + 1) + ": " + pairs.getLast());
            }
        } finally {
            for (Neighbour neighbour : neighbours) {
                neighbour.close();
            }
        }
        String how =
                NEIGHBOURS + " healthy streams of 25 frames/s beside one that is well, or fails without pause in six "
                        + "ways; " + FRAMES_A_RUN + " frames of each a run, no sample missed; ";
        List<Figure> figures = new ArrayList<>();
        figures.addAll(figures(
                "p95 from sent to sampled",
                pairs,
                Late::whole,
                how + "from a frame's hand-over to the network to its sampling"));
        figures.addAll(figures(
                "p95 from complete to sampled",
                pairs,
                Late::released,
                how + "the same less a frame period: from the hand-over of the next frame, which completes it for "
                        + "FFmpeg's parser"));
        return figures;
    }

    private static List<Figure> figures(String what, List<Pair> pairs, ToLongFunction<Late> of, String how) {
        return List.of(
                Figure.of(
                                "neighbours: " + what + ", with faults over without",
                                "x",
                                pairs.stream()
                                        .map(pair ->
                                                (double) of.applyAsLong(pair.troubled()) / of.applyAsLong(pair.well()))
                                        .toList(),
                                how + "; " + pairs.size() + " pairs of runs")
                        .atMost(1.1),
                millis("neighbours: " + what + ", without faults", pairs, pair -> of.applyAsLong(pair.well()), how),
                millis("neighbours: " + what + ", with faults", pairs, pair -> of.applyAsLong(pair.troubled()), how));
    }

    private static Figure millis(String name, List<Pair> pairs, ToLongFunction<Pair> of, String how) {
        return Figure.of(
                name,
                "ms",
                pairs.stream().map(pair -> of.applyAsLong(pair) / 1e6).toList(),
                how);
    }

    private static Late run(List<Neighbour> neighbours, FaultLoad load, boolean faults) throws Exception {
        if (!faults) {
            load.held(); // it is well
            return p95(neighbours, FRAMES_A_RUN);
        }
        try (ExecutorService player = Executors.newSingleThreadExecutor()) {
            Stop stop = new Stop();
            Future<?> played = player.submit((Callable<Integer>) () -> {
                int count = 0;
                while (!stop.asked) {
                    load.play(1, List.of(KINDS.get(count++ % KINDS.size())));
                }
                return count;
            });
            try {
                return p95(neighbours, FRAMES_A_RUN);
            } finally {
                stop.asked = true;
                played.get();
            }
        }
    }

    private static final class Stop {
        private volatile boolean asked;
    }

    /** Over the frames of all. */
    private static Late p95(List<Neighbour> neighbours, int frames) throws InterruptedException, ExecutionException {
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Late>>> read = neighbours.stream()
                    .map(neighbour -> readers.submit(() -> neighbour.lateness(frames)))
                    .toList();
            List<Late> all = new ArrayList<>();
            for (Future<List<Late>> one : read) {
                all.addAll(one.get());
            }
            return new Late(p95(all, Late::whole), p95(all, Late::released));
        }
    }

    private static long p95(List<Late> all, ToLongFunction<Late> of) {
        return new Quantiles(all.stream().mapToLong(of).toArray()).at(0.95);
    }
}
