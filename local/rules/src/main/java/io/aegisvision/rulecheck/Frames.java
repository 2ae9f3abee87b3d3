package io.aegisvision.rulecheck;

import io.aegisvision.dataplane.tracker.Tracks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The frames of a scene, in the order in which they arrive. */
final class Frames {
    /** Time of second 0, microseconds; a whole hour. */
    static final long BASE = 1_767_225_600_000_000L;

    private static final long LOST_AFTER = 2_000_000;
    private static final double MICROS = 1e6;

    private Frames() {}

    /**
     * A box on a frame.
     *
     * @param id null: not confirmed
     */
    record Seen(@Nullable Long id, String label, double x1, double y1, double x2, double y2, double score) {}

    /**
     * A frame.
     *
     * @param time microseconds since {@link #BASE}
     * @param begins whether an epoch begins with it
     * @param ended tracks that the tracker gave up
     */
    record Frame(long time, boolean begins, List<Seen> seen, List<Long> ended) {
        double second() {
            return time / MICROS;
        }
    }

    static List<Frame> of(Scene scene) {
        List<Frame> frames = new ArrayList<>();
        Map<Long, Long> alive = new HashMap<>();
        TreeMap<Double, Integer> rates = new TreeMap<>(scene.rates());
        rates.putIfAbsent(0.0, scene.framesPerSecond());
        long end = micros(scene.seconds());
        long before = -1;
        int number = 0;
        for (long time = 0; time <= end; time += period(rates, time)) {
            List<Seen> seen = new ArrayList<>();
            for (Scene.Mover mover : scene.tracks()) {
                Seen box = box(mover, time, number);
                if (box != null) {
                    seen.add(box);
                }
            }
            List<Long> ended = ended(scene, alive, seen, time);
            boolean begins = false;
            for (double gap : scene.gaps()) {
                begins |= micros(gap) > before && micros(gap) <= time;
            }
            Frame frame = new Frame(time, begins, seen, ended);
            frames.add(frame);
            for (Scene.Late late : scene.late()) {
                if (micros(late.after()) > before && micros(late.after()) <= time) {
                    frames.stream()
                            .filter(each -> each.time() == micros(late.time()))
                            .findFirst()
                            .ifPresent(old -> frames.add(new Frame(old.time(), false, old.seen(), List.of())));
                }
            }
            before = time;
            number++;
        }
        return frames;
    }

    private static long period(TreeMap<Double, Integer> rates, long time) {
        return 1_000_000 / rates.floorEntry(time / MICROS).getValue();
    }

    static long micros(double seconds) {
        return Math.round(seconds * MICROS);
    }

    private static List<Long> ended(Scene scene, Map<Long, Long> alive, List<Seen> seen, long time) {
        for (Seen box : seen) {
            Long id = box.id();
            if (id != null) {
                alive.put(id, time);
            }
        }
        List<Long> ended = new ArrayList<>();
        for (Scene.Mover mover : scene.tracks()) {
            Long id = mover.id();
            Double ends = mover.ends();
            Long last = id == null ? null : alive.get(id);
            if (last != null && (ends == null ? time - last > LOST_AFTER : time >= micros(ends))) {
                alive.remove(id);
                ended.add(id);
            }
        }
        return ended;
    }

    private static @Nullable Seen box(Scene.Mover mover, long time, int number) {
        double second = time / MICROS;
        List<List<Double>> hidden = mover.hidden();
        Double ends = mover.ends();
        if (ends != null && second >= ends
                || hidden != null && hidden.stream().anyMatch(h -> second >= h.get(0) && second < h.get(1))) {
            return null;
        }
        double[] at = place(mover.path(), second);
        if (at == null) {
            return null;
        }
        double[] size = pair(mover.size(), "x");
        String shake = mover.shake();
        double[] jump = shake == null ? new double[2] : pair(shake, ",");
        double side = number % 2 == 0 ? 1 : -1;
        double x = at[0] + side * jump[0];
        double y = at[1] + side * jump[1];
        Map<Double, String> labels = mover.labels();
        Map.Entry<Double, String> label = labels == null ? null : new TreeMap<>(labels).floorEntry(second);
        Integer score = mover.score();
        return new Seen(
                mover.id(),
                label == null ? mover.label() : label.getValue(),
                x - size[0] / 2,
                y - size[1],
                x + size[0] / 2,
                y,
                score == null ? .9 : score / 100.0);
    }

    private static double @Nullable [] place(String path, double second) {
        double[] before = null;
        for (String point : path.split("\\|")) {
            String[] parts = point.strip().split("\\s+");
            double[] xy = pair(parts[1], ",");
            double[] here = {Double.parseDouble(parts[0]), xy[0], xy[1]};
            if (second == here[0]) {
                return xy;
            }
            if (before != null && second > before[0] && second < here[0]) {
                double share = (second - before[0]) / (here[0] - before[0]);
                return new double[] {
                    before[1] + share * (here[1] - before[1]), before[2] + share * (here[2] - before[2])
                };
            }
            before = here;
        }
        return null;
    }

    private static double[] pair(String text, String by) {
        String[] parts = text.split(by);
        return new double[] {Double.parseDouble(parts[0]), Double.parseDouble(parts[1])};
    }

    /** The confirmed tracks of a frame, as rules see them. */
    static Tracks confirmed(Frame frame, List<String> classes) {
        List<Seen> seen = frame.seen().stream().filter(box -> box.id() != null).toList();
        return new FrameTracks(seen, frame.ended(), classes);
    }
}
