package io.aegisvision.dataplane.geometry;

import io.aegisvision.contract.DisplayPoints;

/**
 * A closed polygon by the even-odd rule with half-open edges: a point on an edge belongs to the polygon on its right
 * (larger x), or below for a level edge. Polygons that share edges never both own a point, and leave none out between.
 */
public final class Polygon {
    private final int[] xs;
    private final int[] ys;

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
}
