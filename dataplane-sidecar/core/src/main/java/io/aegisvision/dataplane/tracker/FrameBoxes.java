package io.aegisvision.dataplane.tracker;

import java.util.Arrays;

/**
 * Boxes of one frame from left to right, in heights of the display, so that a track looks at those only that reach
 * its own columns (sweep). Sorted by content, so that the order of arrival decides nothing. One thread; grows, never
 * shrinks.
 */
final class FrameBoxes {
    /** Columns of the picture, from the leftmost to the rightmost box. */
    private static final int COLUMNS = 64;

    private final double aspect;
    private final double edge;
    int size;
    /** Position in the detections. */
    int[] index = new int[64];

    /** Matched with a track. */
    boolean[] taken = new boolean[64];

    double[] left = new double[64];
    double[] top = new double[64];
    double[] right = new double[64];
    double[] bottom = new double[64];
    double[] area = new double[64];
    private double widest;
    /** The first box of each column or right of it, so that none has to be searched for. */
    private final int[] first = new int[COLUMNS];

    private final int[] next = new int[COLUMNS];
    private double origin;
    private double columnsPerLength;
    // as found, before they are in order: the detection, and the box's column
    private int[] found = new int[64];
    private byte[] column = new byte[64];

    /**
     * @param aspect width of the display over its height
     * @param edge added to widths and heights before overlaps are taken
     */
    FrameBoxes(double aspect, double edge) {
        this.aspect = aspect;
        this.edge = edge;
    }

    /**
     * Takes a frame's boxes of at least a score, and below another.
     *
     * @return how many detections were no boxes
     */
    int read(Detections seen, double least, double below) {
        reserve(seen.size());
        int refused = 0;
        size = 0;
        float leftmost = Float.POSITIVE_INFINITY;
        float rightmost = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < seen.size(); i++) {
            if (!seen.isBox(i)) {
                refused++;
            } else if (seen.score[i] >= least && seen.score[i] < below) {
                found[size++] = i;
                leftmost = Math.min(leftmost, seen.x1[i]);
                rightmost = Math.max(rightmost, seen.x1[i]);
            }
        }
        sort(seen, leftmost * aspect, rightmost * aspect);
        widest = 0;
        for (int k = 0; k < size; k++) {
            int i = index[k];
            taken[k] = false;
            left[k] = seen.x1[i] * aspect;
            top[k] = seen.y1[i];
            right[k] = seen.x2[i] * aspect + edge;
            bottom[k] = seen.y2[i] + edge;
            double width = right[k] - left[k];
            area[k] = width * (bottom[k] - top[k]);
            widest = Math.max(widest, width);
        }
        return refused;
    }

    /** By columns first, which leaves hardly any two in the wrong order, then by content; that of the JDK allocates. */
    private void sort(Detections seen, double leftmost, double rightmost) {
        origin = leftmost;
        columnsPerLength = COLUMNS / (rightmost - leftmost + Double.MIN_NORMAL);
        Arrays.fill(next, 0);
        for (int n = 0; n < size; n++) {
            int of = columnOf(seen.x1[found[n]] * aspect);
            column[n] = (byte) of;
            next[of]++;
        }
        int before = 0;
        for (int of = 0; of < COLUMNS; of++) {
            int count = next[of];
            first[of] = before;
            next[of] = before;
            before += count;
        }
        for (int n = 0; n < size; n++) {
            index[next[column[n]]++] = found[n];
        }
        for (int k = 1; k < size; k++) {
            int i = index[k];
            int at = k;
            for (; at > 0 && comesBefore(seen, i, index[at - 1]); at--) {
                index[at] = index[at - 1];
            }
            index[at] = i;
        }
    }

    private static boolean comesBefore(Detections seen, int a, int b) {
        return seen.x1[a] < seen.x1[b] || (seen.x1[a] == seen.x1[b] && seen.compare(a, b) < 0);
    }

    /**
     * Where those boxes begin that can overlap by the share of the larger of two widths with one that begins there: a box
     * of which more lies to the left of the edge than {@code 1 - least} of its width cannot. A few before it may be
     * counted in.
     *
     * @param least IoU asked for, above 0: also says that neither box is wider than the other's width over it
     */
    int firstNear(double edgeOfTrack, double widthOfTrack, double least) {
        return first[columnOf(edgeOfTrack - (1 - least) * Math.min(widest, widthOfTrack / least))];
    }

    private int columnOf(double x) {
        return Math.clamp((int) ((x - origin) * columnsPerLength), 0, COLUMNS - 1);
    }

    /** Intersection over union with another box, or 0 where that is below the least. */
    double overlap(int k, double atLeft, double atTop, double atRight, double atBottom, double itsArea, double least) {
        double width = Math.min(right[k], atRight) - Math.max(left[k], atLeft);
        double height = Math.min(bottom[k], atBottom) - Math.max(top[k], atTop);
        if (!(width > 0 && height > 0)) {
            return 0;
        }
        double shared = width * height;
        double either = area[k] + itsArea - shared;
        return shared >= least * either ? shared / either : 0;
    }

    private void reserve(int count) {
        if (index.length < count) {
            int room = count * 2;
            index = new int[room];
            taken = new boolean[room];
            left = new double[room];
            top = new double[room];
            right = new double[room];
            bottom = new double[room];
            area = new double[room];
            found = new int[room];
            column = new byte[room];
        }
    }
}
