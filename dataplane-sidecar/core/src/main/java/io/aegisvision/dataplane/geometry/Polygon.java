package io.aegisvision.dataplane.geometry;

import io.aegisvision.contract.DisplayPoints;

/**
 * A closed polygon by the even-odd rule with half-open edges: a point on an edge belongs to the polygon on its right
 * (larger x), or below for a level edge. Polygons that share edges never both own a point, and leave none out between.
 * One thread: {@link #overlap} has working memory.
 */
public final class Polygon {
    private final int[] xs;
    private final int[] ys;
    /** Corners while a rectangle cuts: each of its four edges adds one at most per edge of the polygon. */
    private final double[][] cutX;

    private final double[][] cutY;

    /** @throws IllegalArgumentException when there are fewer than three points, or they enclose nothing */
    public Polygon(DisplayPoints points) {
        xs = points.xs().clone();
        ys = points.ys().clone();
        if (xs.length < 3) {
            throw new IllegalArgumentException("a zone needs at least three points, not " + xs.length);
        }
        boolean flat = true;
        for (int i = 2; i < xs.length; i++) {
            flat &= Segment.cross(xs[0], ys[0], xs[1], ys[1], xs[i], ys[i]) == 0;
        }
        if (flat) {
            throw new IllegalArgumentException("a zone's points lie on one line");
        }
        cutX = new double[2][xs.length * 16];
        cutY = new double[2][xs.length * 16];
    }

    /** Whether the polygon owns the point; exact. */
    public boolean contains(int x, int y) {
        boolean inside = false;
        int before = xs.length - 1;
        for (int i = 0; i < xs.length; i++) {
            if ((ys[i] > y) != (ys[before] > y)) {
                // x lies strictly left of where the edge passes y, the edge taken upwards so that both owners agree
                int low = ys[i] < ys[before] ? i : before;
                int high = low == i ? before : i;
                long run = (long) (x - xs[low]) * (ys[high] - ys[low]);
                long reach = (long) (xs[high] - xs[low]) * (y - ys[low]);
                inside ^= run < reach;
            }
            before = i;
        }
        return inside;
    }

    /**
     * The share of a box's area that lies in the polygon, 0..1; 0 for a box without area. The polygon must not cross
     * itself. By cutting the polygon along the box's edges (Sutherland and Hodgman, 1974), which is right for the area of
     * a polygon with dents too.
     */
    public double overlap(int x1, int y1, int x2, int y2) {
        if (x1 >= x2 || y1 >= y2) {
            return 0;
        }
        int size = xs.length;
        for (int i = 0; i < size; i++) {
            cutX[0][i] = xs[i];
            cutY[0][i] = ys[i];
        }
        size = cut(0, size, 1, 0, x1);
        size = cut(1, size, -1, 0, -(double) x2);
        size = cut(0, size, 0, 1, y1);
        size = cut(1, size, 0, -1, -(double) y2);
        double twice = 0;
        for (int i = 0, before = size - 1; i < size; before = i++) {
            twice += cutX[0][before] * cutY[0][i] - cutX[0][i] * cutY[0][before];
        }
        return Math.abs(twice) / 2 / ((double) (x2 - x1) * (y2 - y1));
    }

    /** Keeps the part where {@code nx x + ny y >= least}; from one working array to the other. */
    private int cut(int from, int size, int nx, int ny, double least) {
        double[] inX = cutX[from];
        double[] inY = cutY[from];
        double[] outX = cutX[1 - from];
        double[] outY = cutY[1 - from];
        int kept = 0;
        for (int i = 0, before = size - 1; i < size; before = i++) {
            double here = nx * inX[i] + ny * inY[i] - least;
            double there = nx * inX[before] + ny * inY[before] - least;
            if (here >= 0 != there >= 0) {
                double share = there / (there - here);
                outX[kept] = inX[before] + share * (inX[i] - inX[before]);
                outY[kept++] = inY[before] + share * (inY[i] - inY[before]);
            }
            if (here >= 0) {
                outX[kept] = inX[i];
                outY[kept++] = inY[i];
            }
        }
        return kept;
    }
}
