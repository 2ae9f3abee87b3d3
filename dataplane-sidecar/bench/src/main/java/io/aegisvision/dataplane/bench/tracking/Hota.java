package io.aegisvision.dataplane.bench.tracking;

/**
 * Higher order tracking accuracy (Luiten and others, IJCV 2020; as TrackEval computes it): means over the nineteen least
 * overlaps .05 to .95. All in 0..1.
 *
 * @param hota geometric mean of the next two
 * @param detection right among all detections and objects
 * @param association how far the tracks of right detections are their objects' own
 * @param location mean overlap of right detections
 */
record Hota(double hota, double detection, double association, double location) {
    private static final int LEVELS = 19;
    private static final double EPSILON = Math.ulp(1.0);

    static Hota of(Comparison sequence) {
        int[] truthCount = new int[sequence.truths];
        int[] trackCount = new int[sequence.tracks];
        double[][] alignment = alignment(sequence, truthCount, trackCount);
        int[][][] matches = new int[LEVELS][sequence.truths][sequence.tracks];
        int[] right = new int[LEVELS];
        double[] located = new double[LEVELS];
        for (Comparison.Frame frame : sequence.frames) {
            int[] columns = matched(frame, alignment);
            for (int i = 0; i < columns.length; i++) {
                double overlap = columns[i] < 0 ? 0 : frame.overlap()[i][columns[i]];
                for (int level = 0; level < LEVELS && overlap >= least(level) - EPSILON; level++) {
                    right[level]++;
                    located[level] += overlap;
                    matches[level][frame.truths()[i]][frame.tracks()[columns[i]]]++;
                }
            }
        }
        double hota = 0;
        double detection = 0;
        double association = 0;
        double location = 0;
        for (int level = 0; level < LEVELS; level++) {
            double detected = right[level] / Math.max(1.0, sequence.truthBoxes + sequence.trackBoxes - right[level]);
            double associated = associated(matches[level], truthCount, trackCount) / Math.max(1, right[level]);
            hota += Math.sqrt(detected * associated);
            detection += detected;
            association += associated;
            location += Math.max(1e-10, located[level]) / Math.max(1e-10, right[level]);
        }
        return new Hota(hota / LEVELS, detection / LEVELS, association / LEVELS, location / LEVELS);
    }

    private static double least(int level) {
        return .05 * (level + 1);
    }

    /** How well each track fits each object over the whole sequence, before anything is matched. */
    private static double[][] alignment(Comparison sequence, int[] truthCount, int[] trackCount) {
        double[][] possible = new double[sequence.truths][sequence.tracks];
        for (Comparison.Frame frame : sequence.frames) {
            double[] ofTruth = new double[frame.truths().length];
            double[] ofTrack = new double[frame.tracks().length];
            for (int i = 0; i < ofTruth.length; i++) {
                for (int j = 0; j < ofTrack.length; j++) {
                    ofTruth[i] += frame.overlap()[i][j];
                    ofTrack[j] += frame.overlap()[i][j];
                }
            }
            for (int i = 0; i < ofTruth.length; i++) {
                truthCount[frame.truths()[i]]++;
                for (int j = 0; j < ofTrack.length; j++) {
                    double either = ofTruth[i] + ofTrack[j] - frame.overlap()[i][j];
                    if (either > EPSILON) {
                        possible[frame.truths()[i]][frame.tracks()[j]] += frame.overlap()[i][j] / either;
                    }
                }
            }
            for (int track : frame.tracks()) {
                trackCount[track]++;
            }
        }
        for (int i = 0; i < sequence.truths; i++) {
            for (int j = 0; j < sequence.tracks; j++) {
                possible[i][j] /= truthCount[i] + trackCount[j] - possible[i][j];
            }
        }
        return possible;
    }

    private static int[] matched(Comparison.Frame frame, double[][] alignment) {
        double[][] worth = new double[frame.truths().length][frame.tracks().length];
        for (int i = 0; i < worth.length; i++) {
            for (int j = 0; j < worth[i].length; j++) {
                worth[i][j] = alignment[frame.truths()[i]][frame.tracks()[j]] * frame.overlap()[i][j];
            }
        }
        return Matching.best(worth, frame.tracks().length);
    }

    private static double associated(int[][] matches, int[] truthCount, int[] trackCount) {
        double sum = 0;
        for (int i = 0; i < truthCount.length; i++) {
            for (int j = 0; j < trackCount.length; j++) {
                double both = matches[i][j];
                sum += both * both / Math.max(1, truthCount[i] + trackCount[j] - both);
            }
        }
        return sum;
    }
}
