package io.aegisvision.dataplane.bench.tracking;

import io.aegisvision.dataplane.tracker.ByteTracker;
import io.aegisvision.dataplane.tracker.Tracker;
import io.aegisvision.dataplane.tracker.Tracks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Runs one of our trackers over a file of detections: the same usage and output as {@code local/peers/drive.py}. It warms up
 * for as long as it measures, since the virtual machine compiles while it runs. Beside the file of detections there may be a
 * times.txt, which only ours reads: the others take no times.
 */
public final class Drive {
    private final Algorithm algorithm;
    private final int width;
    private final int height;
    private final double rate;
    private final Frames frames;

    private Drive(Algorithm algorithm, Frames frames, int width, int height, double rate) {
        this.algorithm = algorithm;
        this.frames = frames;
        this.width = width;
        this.height = height;
        this.rate = rate;
    }

    /** Arguments: algorithm, detections, frames, width, height, rate, seconds, trackers, out. */
    public static void main(String[] arguments) throws IOException {
        Locale.setDefault(Locale.ROOT);
        double seconds = Double.parseDouble(arguments[6]);
        int trackers = Integer.parseInt(arguments[7]);
        Path detections = Path.of(arguments[1]);
        int width = Integer.parseInt(arguments[3]);
        int height = Integer.parseInt(arguments[4]);
        double rate = Double.parseDouble(arguments[5]);
        Path times = detections.resolveSibling("times.txt");
        long[] micros = Files.exists(times)
                ? Files.readAllLines(times).stream().mapToLong(Long::parseLong).toArray()
                : Frames.even(Integer.parseInt(arguments[2]), rate);
        Frames frames = new Frames(MotFile.read(detections), micros, width, height);
        Drive drive = new Drive(Algorithm.valueOf(arguments[0]), frames, width, height, rate);
        if (!arguments[8].equals("-")) {
            MotFile.write(Path.of(arguments[8]), drive.tracks());
        }
        if (seconds > 0) {
            drive.passes(seconds, trackers);
            double[] passes = drive.passes(seconds, trackers);
            Arrays.sort(passes);
            System.out.println("passes " + passes.length);
            System.out.println("median " + passes[passes.length / 2]);
            System.out.println("best " + passes[0]);
        }
    }

    private Tracker make() {
        return algorithm.make(width, height, rate);
    }

    private List<Box> tracks() {
        Tracker tracker = make();
        List<Box> boxes = new ArrayList<>();
        for (int frame = 0; frame < frames.count(); frame++) {
            tracker.update(frames.micros(frame), frames.get(frame));
            Tracks tracks = tracker.tracks();
            for (int i = 0; i < tracks.size(); i++) {
                if (tracks.seen(i)) {
                    boxes.add(box(frame + 1, tracker, i));
                }
            }
        }
        return boxes;
    }

    /** What the reference gives: ByteTrack's the filtered box, OC-SORT's the observed one. */
    private Box box(int frame, Tracker tracker, int index) {
        Tracks tracks = tracker.tracks();
        double[] box = new double[4];
        if (tracker instanceof ByteTracker filtering) {
            filtering.filtered(index, box);
        } else {
            double aspect = (double) width / height;
            box[0] = tracks.x1(index) * aspect;
            box[1] = tracks.y1(index);
            box[2] = tracks.x2(index) * aspect;
            box[3] = tracks.y2(index);
        }
        return new Box(
                frame,
                tracks.id(index),
                box[0] * height,
                box[1] * height,
                (box[2] - box[0]) * height,
                (box[3] - box[1]) * height,
                1);
    }

    /** Microseconds a frame of each pass, with fresh trackers each. */
    private double[] passes(double seconds, int count) {
        List<Double> passes = new ArrayList<>();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        do {
            Tracker[] trackers = new Tracker[count];
            Arrays.setAll(trackers, i -> make());
            passes.add(pass(trackers));
        } while (System.nanoTime() < end);
        return passes.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private double pass(Tracker[] trackers) {
        long seen = 0;
        long begin = System.nanoTime();
        for (int frame = 0; frame < frames.count(); frame++) {
            long micros = frames.micros(frame);
            for (Tracker tracker : trackers) {
                tracker.update(micros, frames.get(frame));
                seen += tracker.tracks().size();
            }
        }
        long nanos = System.nanoTime() - begin;
        if (seen == 0) {
            throw new IllegalStateException("the tracker followed nothing");
        }
        return nanos / 1e3 / ((double) frames.count() * trackers.length);
    }
}
