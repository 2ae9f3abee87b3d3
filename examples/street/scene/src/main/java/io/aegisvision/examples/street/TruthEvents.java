package io.aegisvision.examples.street;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The events that a perfect observer of every frame would report. It is written independently of the product's rules, to
 * the same definitions: the reference point is the bottom centre of the whole box, coordinates are fractions of the frame
 * in fixed point (2^-20), polygons are even-odd with half-open edges, an exact zero of a line's side counts as the side
 * before, and a crossing must lie on the half-open segment [A,B).
 *
 * @param lineCross crossings in order of time
 * @param dwell stays that reached the duration
 * @param occupancy alarms
 */
public record TruthEvents(List<Crossing> lineCross, List<Stay> dwell, List<Alarm> occupancy) {
    static final long ONE = 1L << 20;

    /** A crossing is first seen on the frame; seen along A to B it goes from the left hand to the right, or back. */
    public record Crossing(int id, String label, String line, String direction, int frame, long mediaTimeMillis) {}

    /** A stay: first frame inside, the frame on which the duration had passed, and the last frame inside. */
    public record Stay(int id, String label, String zone, int enterFrame, int fireFrame, int lastFrame) {}

    /** First frame above the threshold, frame of the alarm, and the frame of the re-arm (-1: not within the video). */
    public record Alarm(String zone, int aboveFrame, int alarmFrame, int rearmFrame) {}

    private record Point(long x, long y) {}

    /** Derives the events of a video from its truth, frame by frame. */
    public static TruthEvents of(List<List<TruthBox>> frames, StreetRules rules, int framesPerSecond) {
        return new TruthEvents(
                crossings(frames, rules.line(), framesPerSecond),
                stays(frames, rules, framesPerSecond),
                alarms(frames, rules, framesPerSecond));
    }

    private static List<Crossing> crossings(List<List<TruthBox>> frames, StreetRules.Shape line, int fps) {
        long[] ends = line.fixedPoints();
        Point a = new Point(ends[0], ends[1]);
        Point b = new Point(ends[2], ends[3]);
        Map<Integer, Point> lastStrict = new HashMap<>();
        List<Crossing> crossings = new ArrayList<>();
        for (int frame = 0; frame < frames.size(); frame++) {
            for (TruthBox box : frames.get(frame)) {
                Point now = foot(box);
                long side = cross(a, b, now);
                if (side == 0) {
                    continue;
                }
                Point before = lastStrict.put(box.id(), now);
                if (before != null
                        && Long.signum(cross(a, b, before)) == -Long.signum(side)
                        && meets(before, now, a, b)) {
                    String direction = side > 0 ? "LeftToRight" : "RightToLeft";
                    crossings.add(new Crossing(
                            box.id(), box.label().text(), line.name(), direction, frame, frame * 1000L / fps));
                }
            }
        }
        return crossings;
    }

    private static List<Stay> stays(List<List<TruthBox>> frames, StreetRules rules, int fps) {
        long[] zone = rules.zone().fixedPoints();
        long exitFrames = rules.dwell().exitAfterMillis() * fps / 1000;
        Map<Integer, Stay> open = new TreeMap<>();
        List<Stay> done = new ArrayList<>();
        for (int frame = 0; frame < frames.size(); frame++) {
            for (TruthBox box : frames.get(frame)) {
                if (!rules.dwell().labels().contains(box.label().text()) || !inside(zone, foot(box))) {
                    continue;
                }
                Stay stay = open.get(box.id());
                if (stay != null && frame - stay.lastFrame() > exitFrames) {
                    done.add(stay);
                    stay = null;
                }
                int enter = stay == null ? frame : stay.enterFrame();
                int fire = stay == null ? -1 : stay.fireFrame();
                if (fire < 0 && (frame - enter) * 1000L >= rules.dwell().durationMillis() * fps) {
                    fire = frame;
                }
                String label = box.label().text();
                open.put(box.id(), new Stay(box.id(), label, rules.zone().name(), enter, fire, frame));
            }
        }
        done.addAll(open.values());
        done.sort(java.util.Comparator.comparingInt(Stay::enterFrame));
        return done;
    }

    private static List<Alarm> alarms(List<List<TruthBox>> frames, StreetRules rules, int fps) {
        StreetRules.Occupancy rule = rules.occupancy();
        int[] counts = occupancy(frames, rules);
        List<Alarm> alarms = new ArrayList<>();
        int above = -1;
        int alarm = -1;
        for (int frame = 0; frame < counts.length; frame++) {
            if (alarm >= 0) {
                if (counts[frame] <= rule.above() - rule.hysteresis()) {
                    alarms.add(new Alarm(rules.zone().name(), above, alarm, frame));
                    alarm = -1;
                    above = -1;
                }
            } else if (counts[frame] > rule.above()) {
                above = above < 0 ? frame : above;
                alarm = (frame - above) * 1000L >= rule.forMillis() * fps ? frame : -1;
            } else {
                above = -1;
            }
        }
        if (alarm >= 0) {
            alarms.add(new Alarm(rules.zone().name(), above, alarm, -1));
        }
        return alarms;
    }

    /** How many objects of the occupancy rule's labels are in the zone, per frame. */
    static int[] occupancy(List<List<TruthBox>> frames, StreetRules rules) {
        long[] zone = rules.zone().fixedPoints();
        int[] counts = new int[frames.size()];
        for (int frame = 0; frame < counts.length; frame++) {
            for (TruthBox box : frames.get(frame)) {
                if (rules.occupancy().labels().contains(box.label().text()) && inside(zone, foot(box))) {
                    counts[frame]++;
                }
            }
        }
        return counts;
    }

    private static Point foot(TruthBox box) {
        double[] sides = box.box();
        return new Point(
                Math.round((sides[0] + sides[2]) / 2 / Canvas.WIDTH * ONE), Math.round(sides[3] / Canvas.HEIGHT * ONE));
    }

    /** Positive where the point is on the right hand of someone who goes from a to b on the display (y points down). */
    private static long cross(Point a, Point b, Point p) {
        return (b.x() - a.x()) * (p.y() - a.y()) - (b.y() - a.y()) * (p.x() - a.x());
    }

    private static boolean meets(Point from, Point to, Point a, Point b) {
        long sideOfA = cross(from, to, a);
        long sideOfB = cross(from, to, b);
        return sideOfA == 0 || Long.signum(sideOfA) == -Long.signum(sideOfB);
    }

    private static boolean inside(long[] polygon, Point p) {
        boolean inside = false;
        int n = polygon.length / 2;
        for (int i = 0, j = n - 1; i < n; j = i++) {
            Point low = new Point(polygon[2 * i], polygon[2 * i + 1]);
            Point high = new Point(polygon[2 * j], polygon[2 * j + 1]);
            if (low.y() > high.y()) {
                Point swap = low;
                low = high;
                high = swap;
            }
            if (low.y() <= p.y() && p.y() < high.y() && cross(low, high, p) > 0) {
                inside = !inside;
            }
        }
        return inside;
    }
}
