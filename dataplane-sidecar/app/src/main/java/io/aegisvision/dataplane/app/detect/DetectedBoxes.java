package io.aegisvision.dataplane.app.detect;

/**
 * What a detector found in one frame, in columns, reused from frame to frame. Positions are fractions of the display
 * frame. One thread.
 */
public final class DetectedBoxes {
    /** Most boxes of a frame that are looked at. */
    public static final int CAPACITY = 1024;

    private final double[] x1 = new double[CAPACITY];
    private final double[] y1 = new double[CAPACITY];
    private final double[] x2 = new double[CAPACITY];
    private final double[] y2 = new double[CAPACITY];
    private final double[] score = new double[CAPACITY];
    private final int[] label = new int[CAPACITY];
    private int count;

    /** Number of boxes. */
    public int count() {
        return count;
    }

    /** Left edge, 0..1. */
    public double x1(int box) {
        return x1[box];
    }

    /** Upper edge, 0..1. */
    public double y1(int box) {
        return y1[box];
    }

    /** Right edge, 0..1. */
    public double x2(int box) {
        return x2[box];
    }

    /** Lower edge, 0..1. */
    public double y2(int box) {
        return y2[box];
    }

    /** Score, 0..1. */
    public double score(int box) {
        return score[box];
    }

    /** Position of the class in the version's labels. */
    public int label(int box) {
        return label[box];
    }

    /** Forgets all. */
    public void clear() {
        count = 0;
    }

    /** One more box; beyond the capacity it is left out. */
    public void add(double left, double top, double right, double bottom, double value, int klass) {
        if (count == CAPACITY) {
            return;
        }
        x1[count] = left;
        y1[count] = top;
        x2[count] = right;
        y2[count] = bottom;
        score[count] = value;
        label[count] = klass;
        count++;
    }

    /** Takes over what another holds. */
    public void copyOf(DetectedBoxes other) {
        count = other.count;
        System.arraycopy(other.x1, 0, x1, 0, count);
        System.arraycopy(other.y1, 0, y1, 0, count);
        System.arraycopy(other.x2, 0, x2, 0, count);
        System.arraycopy(other.y2, 0, y2, 0, count);
        System.arraycopy(other.score, 0, score, 0, count);
        System.arraycopy(other.label, 0, label, 0, count);
    }

    /**
     * Class-wise non-maximum suppression: of two boxes of one class that overlap by more than the limit the one with
     * the lower score goes. Order is by falling score afterwards.
     *
     * @param limit intersection over union, 0..1; 1 suppresses nothing
     */
    void suppress(double limit) {
        sortByScore();
        int kept = 0;
        for (int i = 0; i < count; i++) {
            boolean keep = true;
            for (int k = 0; k < kept && keep; k++) {
                keep = label[k] != label[i] || overlap(k, i) <= limit;
            }
            if (keep) {
                move(i, kept++);
            }
        }
        count = kept;
    }

    private void sortByScore() {
        // insertion sort: few boxes, nearly sorted as detectors give them, nothing allocated
        for (int i = 1; i < count; i++) {
            for (int k = i; k > 0 && score[k] > score[k - 1]; k--) {
                swap(k, k - 1);
            }
        }
    }

    private double overlap(int a, int b) {
        double width = Math.min(x2[a], x2[b]) - Math.max(x1[a], x1[b]);
        double height = Math.min(y2[a], y2[b]) - Math.max(y1[a], y1[b]);
        double shared = Math.max(0, width) * Math.max(0, height);
        double all = (x2[a] - x1[a]) * (y2[a] - y1[a]) + (x2[b] - x1[b]) * (y2[b] - y1[b]) - shared;
        return all > 0 ? shared / all : 0;
    }

    private void move(int from, int to) {
        x1[to] = x1[from];
        y1[to] = y1[from];
        x2[to] = x2[from];
        y2[to] = y2[from];
        score[to] = score[from];
        label[to] = label[from];
    }

    private void swap(int a, int b) {
        double left = x1[a];
        double top = y1[a];
        double right = x2[a];
        double bottom = y2[a];
        double value = score[a];
        int klass = label[a];
        move(b, a);
        x1[b] = left;
        y1[b] = top;
        x2[b] = right;
        y2[b] = bottom;
        score[b] = value;
        label[b] = klass;
    }
}
