package io.aegisvision.dataplane.geometry;

import io.aegisvision.contract.DisplayPoints;

/**
 * A directed line piece from A to B. Sides are those seen when walking from A to B on the display (y grows downwards):
 * positive is right. The piece is half-open, [A,B): two pieces that meet share no point.
 */
public final class Segment {
    private final int ax;
    private final int ay;
    private final int bx;
    private final int by;

    /** @throws IllegalArgumentException unless there are exactly two different points */
    public Segment(DisplayPoints points) {
        if (points.size() != 2) {
            throw new IllegalArgumentException("a line needs exactly two points, not " + points.size());
        }
        ax = points.xs()[0];
        ay = points.ys()[0];
        bx = points.xs()[1];
        by = points.ys()[1];
        if (ax == bx && ay == by) {
            throw new IllegalArgumentException("a line's two points are the same");
        }
    }

    /** From A to B, in fixed point. */
    public int runX() {
        return bx - ax;
    }

    /** From A to B, in fixed point. */
    public int runY() {
        return by - ay;
    }

    static long cross(int ax, int ay, int bx, int by, int px, int py) {
        return (long) (bx - ax) * (py - ay) - (long) (by - ay) * (px - ax);
    }

    /** Twice the area of A, B and the point; positive right of the line, negative left, 0 on it; exact. */
    public long offset(int x, int y) {
        return cross(ax, ay, bx, by, x, y);
    }

    /**
     * Whether the straight path from (px, py) to (qx, qy), which ends strictly beside the line and begins on it or on
     * the other side, leaves the line within [A,B); exact.
     */
    public boolean passedBy(int px, int py, int qx, int qy) {
        long a = cross(px, py, qx, qy, ax, ay);
        long b = cross(px, py, qx, qy, bx, by);
        return a > b ? a >= 0 && b < 0 : a < b && a <= 0 && b > 0;
    }

    /**
     * When a path at constant speed between two observations is on the line.
     *
     * @param from offset at the first time
     * @param to offset at the second time, of the other sign, not 0
     */
    public static long crossingTime(long from, long fromTime, long to, long toTime) {
        double share = Math.abs((double) from) / (Math.abs((double) from) + Math.abs((double) to));
        return fromTime + Math.round(share * (toTime - fromTime));
    }

    /**
     * The least absolute {@link #offset} of a point that is {@code share} of the frame's diagonal away from the line,
     * measured in square pixels.
     *
     * @param aspect width of the display over its height
     */
    public long offsetAt(double share, double aspect) {
        double dx = (double) (bx - ax) * aspect;
        double dy = by - ay;
        double diagonal = FixedPoint.ONE * Math.sqrt(aspect * aspect + 1);
        return (long) Math.ceil(share * diagonal * Math.sqrt(dx * dx + dy * dy) / aspect);
    }
}
