package io.aegisvision.dataplane.bench.tracking;

/**
 * Identity measures (Ristani and others 2016; as TrackEval computes them) at a least overlap of .5: each object has at
 * most one track for good, chosen so that most boxes are right.
 *
 * @param f1 harmonic mean of the next two
 * @param precision boxes of tracks that are right
 * @param recall boxes of objects that are right
 */
record Identity(double f1, double precision, double recall) {
    private static final double LEAST = .5;

    static Identity of(Comparison sequence) {
        double[][] together = new double[sequence.truths][sequence.tracks];
        for (Comparison.Frame frame : sequence.frames) {
            for (int i = 0; i < frame.truths().length; i++) {
                for (int j = 0; j < frame.tracks().length; j++) {
                    if (frame.overlap()[i][j] >= LEAST) {
                        together[frame.truths()[i]][frame.tracks()[j]]++;
                    }
                }
            }
        }
        // a pair saves its boxes from being missed and from being false: the most boxes together is the least of both
        int[] columns = Matching.best(together, sequence.tracks);
        double right = 0;
        for (int i = 0; i < columns.length; i++) {
            right += columns[i] < 0 ? 0 : together[i][columns[i]];
        }
        return new Identity(
                2 * right / Math.max(1, sequence.truthBoxes + sequence.trackBoxes),
                right / Math.max(1, sequence.trackBoxes),
                right / Math.max(1, sequence.truthBoxes));
    }
}
