package io.aegisvision.dataplane.tracker;

import java.util.Arrays;

/**
 * The boxes of one frame from left to right, in heights of the display, so that a track looks at those only that reach
 * its own columns (sweep). Sorted by content, so that the order of arrival decides nothing. One thread; grows, never
 * shrinks.
 */
final class FrameBoxes {
    /** What may still be done with a box. */
    static final byte LOW = 0;

    static final byte HIGH = 1;
    static final byte TAKEN = 2;
    /** Shorter runs than this are sorted by insertion. */
    private static final int RUN = 16;
    /** Columns of the picture, from the leftmost to the rightmost box. */
    private static final int COLUMNS = 64;

    private final double aspect;
    private final double edge;
    int size;
    /** Position in the detections. */
    int[] index = new int[64];

    byte[] state = new byte[64];
    double[] left = new double[64];
    double[] top = new double[64];
    double[] right = new double[64];
    double[] bottom = new double[64];
    double[] area = new double[64];
    private double widest;
    private final int[] first = new int[COLUMNS];
    private double columnsPerLength;
    private long[] keys = new long[64];
    private long[] merged = new long[64];

    /**
     * @param aspect width of the display over its height
     * @param edge added to widths and heights before overlaps are taken
     */
    FrameBoxes(double aspect, double edge) {
        this.aspect = aspect;
        this.edge = edge;
    }

    /**
     * Takes a frame's boxes of at least the low score.
     *
     * @return how many detections were no boxes
     */
    int read(Detections seen, double lowScore, double highScore) {
        reserve(seen.size());
        int refused = 0;
        size = 0;
        for (int i = 0; i < seen.size(); i++) {
            if (!seen.isBox(i)) {
                refused++;
            } else if (seen.score[i] >= lowScore) {
                keys[size++] = (long) ordered(seen.x1[i]) << 32 | i;
            }
        }
        sort();
        breakTies(seen);
        widest = 0;
        for (int k = 0; k < size; k++) {
            int i = (int) keys[k];
            index[k] = i;
            state[k] = seen.score[i] >= highScore ? HIGH : LOW;
            left[k] = seen.x1[i] * aspect;
            top[k] = seen.y1[i];
            right[k] = seen.x2[i] * aspect + edge;
            bottom[k] = seen.y2[i] + edge;
            double width = right[k] - left[k];
            area[k] = width * (bottom[k] - top[k]);
            widest = Math.max(widest, width);
        }
        index();
        return refused;
    }

    /**
     * Where those boxes begin that can overlap by the share of the larger of two widths with one that begins there: a box
     * of which more lies to the left of the edge than {@code 1 - least} of its width cannot. A few before it may be
     * counted in.
     *
     * @param least IoU asked for, above 0: also says that neither box is wider than the other's width over it
     */
    int firstNear(double edgeOfTrack, double widthOfTrack, double least) {
        if (size == 0) {
            return 0;
        }
        return first[columnOf(edgeOfTrack - (1 - least) * Math.min(widest, widthOfTrack / least))];
    }

    private int columnOf(double x) {
        return Math.clamp((int) ((x - left[0]) * columnsPerLength), 0, COLUMNS - 1);
    }

    /** The first box of each column or right of it, so that none has to be searched for. */
    private void index() {
        columnsPerLength = size == 0 ? 0 : COLUMNS / (left[size - 1] - left[0] + Double.MIN_NORMAL);
        int column = 0;
        for (int k = 0; k < size; k++) {
            for (int of = columnOf(left[k]); column <= of; column++) {
                first[column] = k;
            }
        }
        Arrays.fill(first, column, COLUMNS, size);
    }

    /** Intersection over union with another box. */
    double overlap(int k, double otherLeft, double otherTop, double otherRight, double otherBottom, double otherArea) {
        double width = Math.min(right[k], otherRight) - Math.max(left[k], otherLeft);
        double height = Math.min(bottom[k], otherBottom) - Math.max(top[k], otherTop);
        if (!(width > 0 && height > 0)) {
            return 0;
        }
        double shared = width * height;
        return shared / (area[k] + otherArea - shared);
    }

    private void reserve(int count) {
        if (index.length < count) {
            int room = count * 2;
            index = new int[room];
            state = new byte[room];
            left = new double[room];
            top = new double[room];
            right = new double[room];
            bottom = new double[room];
            area = new double[room];
            keys = new long[room];
            merged = new long[room];
        }
    }

    /** Bits that order as integers as {@link Float#compare} orders the numbers. */
    private static int ordered(float value) {
        int bits = Float.floatToIntBits(value);
        return bits ^ (bits >> 31 & Integer.MAX_VALUE);
    }

    /** Merge sort; that of the JDK allocates where it finds runs. */
    private void sort() {
        for (int from = 0; from < size; from += RUN) {
            int to = Math.min(from + RUN, size);
            for (int i = from + 1; i < to; i++) {
                long key = keys[i];
                int at = i;
                for (; at > from && keys[at - 1] > key; at--) {
                    keys[at] = keys[at - 1];
                }
                keys[at] = key;
            }
        }
        for (int run = RUN; run < size; run *= 2) {
            for (int from = 0; from < size; from += 2 * run) {
                merge(from, Math.min(from + run, size), Math.min(from + 2 * run, size));
            }
            long[] swap = keys;
            keys = merged;
            merged = swap;
        }
    }

    private void merge(int from, int middle, int to) {
        int a = from;
        int b = middle;
        for (int at = from; at < to; at++) {
            merged[at] = b == to || (a < middle && keys[a] <= keys[b]) ? keys[a++] : keys[b++];
        }
    }

    private void breakTies(Detections seen) {
        for (int i = 1; i < size; i++) {
            for (int at = i; at > 0 && keys[at - 1] >> 32 == keys[at] >> 32; at--) {
                if (seen.compare((int) keys[at - 1], (int) keys[at]) <= 0) {
                    break;
                }
                long swap = keys[at - 1];
                keys[at - 1] = keys[at];
                keys[at] = swap;
            }
        }
    }
}
