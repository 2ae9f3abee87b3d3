package io.aegisvision.examples.street;

import java.util.ArrayList;
import java.util.List;

/**
 * A loop of the demo street that is fit to be counted: arrangements are tried in a fixed order until the truth of one has
 * enough events and none that is close to a threshold.
 *
 * @param scene what to draw
 * @param truth boxes of each frame
 * @param events what a perfect observer reports
 */
record DemoLoop(Scene scene, List<List<TruthBox>> truth, TruthEvents events) {
    static final int FRAMES_PER_SECOND = 25;
    /** Least time between two crossings in opposite directions. */
    private static final double MEETING_SECONDS = 1.5;

    private static final int ARRANGEMENTS = 200;
    private static final int COARSE = 5;

    /** The loop of a seed. The truth's boxes come from the drawing itself, with every frame of the loop drawn. */
    static DemoLoop find(long seed, int seconds, StreetRules rules) {
        SeedRanges.DEMO.require(seed);
        SceneRenderer renderer = new SceneRenderer();
        for (int attempt = 0; attempt < ARRANGEMENTS; attempt++) {
            Scene scene = StreetDemo.of(seed, seconds, attempt);
            if (complete(scene, seconds) && fits(truth(scene, renderer, seconds, COARSE), rules, seconds, COARSE)) {
                List<List<TruthBox>> truth = truth(scene, renderer, seconds, FRAMES_PER_SECOND);
                if (fits(truth, rules, seconds, FRAMES_PER_SECOND)) {
                    return new DemoLoop(scene, truth, TruthEvents.of(truth, rules, FRAMES_PER_SECOND));
                }
            }
        }
        throw new IllegalArgumentException(
                "seed " + seed + " gives no countable loop of " + seconds + " s; try another");
    }

    private static boolean complete(Scene scene, int seconds) {
        return scene.actors().size() >= seconds / 30 * 6;
    }

    private static List<List<TruthBox>> truth(Scene scene, SceneRenderer renderer, int seconds, int rate) {
        List<List<TruthBox>> truth = new ArrayList<>();
        for (int frame = 0; frame < seconds * rate; frame++) {
            truth.add(renderer.truth(scene, frame / (double) rate));
        }
        return truth;
    }

    private static boolean fits(List<List<TruthBox>> truth, StreetRules rules, int seconds, int rate) {
        TruthEvents events = TruthEvents.of(truth, rules, rate);
        double halfMinutes = seconds / 30.0;
        int crossings = events.lineCross().size();
        long left = events.lineCross().stream()
                .filter(crossing -> crossing.direction().equals("RightToLeft"))
                .count();
        return crossings >= 4 * halfMinutes
                && crossings <= 7 * halfMinutes
                && left >= halfMinutes
                && crossings - left >= halfMinutes
                && crossingsAreClear(events, rate)
                && staysAreClear(events, rules, rate)
                && alarmsAreClear(truth, events, rules, seconds, rate)
                && truth.getFirst().isEmpty()
                && truth.getLast().isEmpty();
    }

    /** Nobody meets another on the line who comes the other way: there a small detector loses the one behind. */
    private static boolean crossingsAreClear(TruthEvents events, int rate) {
        return events.lineCross().stream().noneMatch(one -> events.lineCross().stream()
                .anyMatch(other -> !one.direction().equals(other.direction())
                        && Math.abs(one.frame() - other.frame()) < MEETING_SECONDS * rate));
    }

    private static boolean staysAreClear(TruthEvents events, StreetRules rules, int rate) {
        double threshold = rules.dwell().durationMillis() / 1000.0;
        long fired =
                events.dwell().stream().filter(stay -> stay.fireFrame() >= 0).count();
        return fired >= 2
                && events.dwell().stream().allMatch(stay -> {
                    double lasted = (stay.lastFrame() - stay.enterFrame()) / (double) rate;
                    return lasted < threshold * 0.5 || lasted > threshold * 1.5;
                });
    }

    private static boolean alarmsAreClear(
            List<List<TruthBox>> truth, TruthEvents events, StreetRules rules, int seconds, int rate) {
        int[] counts = TruthEvents.occupancy(truth, rules);
        double run = 0;
        for (int count : counts) {
            if (count > rules.occupancy().above()) {
                run += 1.0 / rate;
            } else {
                if (run > 0.2 && run < rules.occupancy().forMillis() / 1000.0 * 2) {
                    return false;
                }
                run = 0;
            }
        }
        int alarms = events.occupancy().size();
        return alarms >= 1
                && alarms <= Math.max(1, seconds / 30)
                && events.occupancy().stream().allMatch(alarm -> alarm.rearmFrame() > 0);
    }
}
