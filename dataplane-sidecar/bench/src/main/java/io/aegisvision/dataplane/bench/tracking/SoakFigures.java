package io.aegisvision.dataplane.bench.tracking;

import com.sun.management.ThreadMXBean;
import io.aegisvision.dataplane.tracker.Tracker;
import io.aegisvision.report.Figure;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** Ten million frames through each of our trackers: what they allocate, and what the heap holds on the way. */
final class SoakFigures {
    private static final long FRAMES = 10_000_000;
    private static final int STAGES = 10;
    private static final int OBJECTS = 25;

    private SoakFigures() {}

    static List<Figure> measure(long seed) {
        List<Figure> figures = new ArrayList<>();
        for (Algorithm algorithm : Algorithm.values()) {
            soak(algorithm, seed, figures);
        }
        return figures;
    }

    private static void soak(Algorithm algorithm, long seed, List<Figure> figures) {
        GeneratedScene scene = GeneratedScene.of(OBJECTS, 600, seed);
        Frames frames = new Frames(
                scene.detections(),
                Frames.even(scene.frames(), GeneratedScene.FRAMES_PER_SECOND),
                GeneratedScene.WIDTH,
                GeneratedScene.HEIGHT);
        Tracker tracker = algorithm.make(GeneratedScene.WIDTH, GeneratedScene.HEIGHT, GeneratedScene.FRAMES_PER_SECOND);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long at = go(tracker, frames, 0, FRAMES / 100);
        List<Double> allocated = new ArrayList<>();
        List<Double> heap = new ArrayList<>();
        threads.getCurrentThreadAllocatedBytes();
        for (int stage = 0; stage < STAGES; stage++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            at = go(tracker, frames, at, FRAMES / STAGES);
            long bytes = threads.getCurrentThreadAllocatedBytes() - before;
            allocated.add((double) bytes * STAGES / FRAMES);
            heap.add(heapKibibytes());
        }
        String name = FRAMES + " frames, " + (algorithm == Algorithm.BYTETRACK ? "ByteTrack" : "OC-SORT");
        String note = OBJECTS + " objects, in " + STAGES + " stages after " + FRAMES / 100 + " frames";
        figures.add(Figure.of(name + ": allocation", "B/frame", allocated, "the thread's allocated bytes; " + note)
                .atMost(0));
        double grown = heap.getLast() - heap.getFirst();
        figures.add(Figure.of(
                        name + ": heap in use after the last stage less after the first",
                        "KiB",
                        List.of(grown),
                        "after a full collection each; %.0f to %.0f KiB; ".formatted(heap.getFirst(), heap.getLast())
                                + note)
                .atMost(64));
    }

    private static long go(Tracker tracker, Frames frames, long from, long count) {
        for (long number = from; number < from + count; number++) {
            tracker.update(frames.micros(number), frames.get((int) (number % frames.count())));
        }
        if (tracker.tracks().size() == 0) {
            throw new IllegalStateException("the tracker followed nothing");
        }
        return from + count;
    }

    private static double heapKibibytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024.0;
    }
}
