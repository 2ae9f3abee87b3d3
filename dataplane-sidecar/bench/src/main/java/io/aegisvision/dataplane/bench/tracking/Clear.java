package io.aegisvision.dataplane.bench.tracking;

import java.util.Arrays;

/**
 * CLEAR measures (Bernardin and Stiefelhagen 2008; as TrackEval computes them) at a least overlap of .5.
 *
 * @param mota accuracy: 1 less misses, false alarms and switches for each object box; may be below 0
 * @param motp mean overlap of right boxes
 * @param switches of an object's track
 * @param falseAlarms boxes of tracks with no object
 * @param misses boxes of objects with no track
 * @param mostlyTracked objects tracked in more than 80 % of their frames
 * @param mostlyLost in fewer than 20 %
 */
record Clear(double mota, double motp, int switches, int falseAlarms, int misses, int mostlyTracked, int mostlyLost) {
    private static final double LEAST = .5;
    private static final double EPSILON = Math.ulp(1.0);
    /** What going on with the track of the frame before is worth against overlap. */
    private static final double CONTINUES = 1000;

    private static final int NONE = -1;

    static Clear of(Comparison sequence) {
        int[] last = new int[sequence.truths];
        int[] before = new int[sequence.truths];
        int[] present = new int[sequence.truths];
        int[] tracked = new int[sequence.truths];
        Arrays.fill(last, NONE);
        Arrays.fill(before, NONE);
        int right = 0;
        int switches = 0;
        double overlaps = 0;
        for (Comparison.Frame frame : sequence.frames) {
            for (int truth : frame.truths()) {
                present[truth]++;
            }
            if (frame.truths().length == 0 || frame.tracks().length == 0) {
                continue; // the reference too leaves the frame before as it was
            }
            double[][] worth = worth(frame, before);
            int[] columns = Matching.best(worth, frame.tracks().length);
            Arrays.fill(before, NONE);
            for (int i = 0; i < columns.length; i++) {
                if (columns[i] >= 0 && worth[i][columns[i]] > EPSILON) {
                    int truth = frame.truths()[i];
                    int track = frame.tracks()[columns[i]];
                    if (last[truth] != NONE && last[truth] != track) {
                        switches++;
                    }
                    last[truth] = track;
                    before[truth] = track;
                    tracked[truth]++;
                    right++;
                    overlaps += frame.overlap()[i][columns[i]];
                }
            }
        }
        int mostly = 0;
        int hardly = 0;
        for (int truth = 0; truth < sequence.truths; truth++) {
            double share = (double) tracked[truth] / present[truth];
            mostly += share > .8 ? 1 : 0;
            hardly += share < .2 ? 1 : 0;
        }
        int falseAlarms = sequence.trackBoxes - right;
        double mota = (right - falseAlarms - switches) / Math.max(1.0, sequence.truthBoxes);
        return new Clear(
                mota,
                overlaps / Math.max(1, right),
                switches,
                falseAlarms,
                sequence.truthBoxes - right,
                mostly,
                hardly);
    }

    private static double[][] worth(Comparison.Frame frame, int[] before) {
        double[][] worth = new double[frame.truths().length][frame.tracks().length];
        for (int i = 0; i < worth.length; i++) {
            for (int j = 0; j < worth[i].length; j++) {
                if (frame.overlap()[i][j] >= LEAST - EPSILON) {
                    boolean continues = before[frame.truths()[i]] == frame.tracks()[j];
                    worth[i][j] = frame.overlap()[i][j] + (continues ? CONTINUES : 0);
                }
            }
        }
        return worth;
    }
}
