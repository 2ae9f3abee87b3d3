package io.aegisvision.dataplane.app.trial;

import io.aegisvision.dataplane.app.detect.Box;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * F1 of one version on one clip, whole and per class: detections and truths of all its frames are counted, then F1 is
 * taken once (SEMANTICS, Canary: evidence).
 *
 * <p>In a frame, detections are matched greedily from the highest score to the free truth of the same class that they
 * overlap most, from {@value #MATCH} on. A detection that matches only an object to be ignored is neither right nor
 * wrong.
 */
final class ClipScore {
    static final double MATCH = 0.5;

    /** Right, wrong and missed. */
    private static final class Counts {
        private long right;
        private long wrong;
        private long missed;

        double f1() {
            long all = right + wrong + missed;
            return all == 0 ? 1 : 2.0 * right / (2.0 * right + wrong + missed);
        }
    }

    private final Counts whole = new Counts();
    private final Map<String, Counts> byClass = new TreeMap<>();

    /** Adds one frame. */
    void frame(List<Box> found, List<Clips.Truth> truths) {
        boolean[] taken = new boolean[truths.size()];
        List<Box> byScore = new ArrayList<>(found);
        byScore.sort(Comparator.comparingDouble(Box::score).reversed());
        for (Box box : byScore) {
            int match = bestFree(box, truths, taken);
            if (match >= 0) {
                taken[match] = true;
                count(box.label(), 0);
            } else if (!matchesIgnored(box, truths)) {
                count(box.label(), 1);
            }
        }
        for (int i = 0; i < taken.length; i++) {
            if (!taken[i] && !truths.get(i).ignore()) {
                count(truths.get(i).label(), 2);
            }
        }
    }

    private static int bestFree(Box box, List<Clips.Truth> truths, boolean[] taken) {
        int best = -1;
        double most = MATCH;
        for (int i = 0; i < taken.length; i++) {
            Clips.Truth truth = truths.get(i);
            if (!taken[i] && !truth.ignore() && truth.label().equals(box.label())) {
                double overlap = box.overlap(truth.asBox());
                if (overlap >= most) {
                    best = i;
                    most = overlap;
                }
            }
        }
        return best;
    }

    private static boolean matchesIgnored(Box box, List<Clips.Truth> truths) {
        return truths.stream()
                .anyMatch(truth ->
                        truth.ignore() && truth.label().equals(box.label()) && box.overlap(truth.asBox()) >= MATCH);
    }

    private void count(String label, int kind) {
        for (Counts counts : List.of(whole, byClass.computeIfAbsent(label, any -> new Counts()))) {
            switch (kind) {
                case 0 -> counts.right++;
                case 1 -> counts.wrong++;
                default -> counts.missed++;
            }
        }
    }

    /** The clip's F1, 0..1. */
    double f1() {
        return whole.f1();
    }

    /** Classes that the truth or this version has in the clip. */
    Set<String> classes() {
        return byClass.keySet();
    }

    /** F1 of one class; 1 where it is in neither. */
    double f1(String label) {
        Counts counts = byClass.get(label);
        return counts == null ? 1 : counts.f1();
    }
}
