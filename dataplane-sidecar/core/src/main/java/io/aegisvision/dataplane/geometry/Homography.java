package io.aegisvision.dataplane.geometry;

import io.aegisvision.contract.DisplayPoints;
import io.aegisvision.contract.MetrePoints;

/**
 * From points of the display to points on the ground, by four points known in both. The map of the unit square to a
 * quadrilateral is Heckbert's (Fundamentals of Texture Mapping and Image Warping, 1989, 2.2.3). {@link #map} leaves its
 * results in fields, so that nothing is allocated; one thread.
 */
public final class Homography {
    private static final int CORNERS = 4;

    private final double[] h = new double[9];
    private double x;
    private double y;
    private double xByX;
    private double xByY;
    private double yByX;
    private double yByY;

    /** @throws IllegalArgumentException unless both are four points, the corners of a quadrilateral without a dent, in order */
    public Homography(DisplayPoints display, MetrePoints ground) {
        if (display.size() != CORNERS || ground.size() != CORNERS) {
            throw new IllegalArgumentException(
                    "the ground needs four points and four metres, not " + display.size() + " and " + ground.size());
        }
        double[] xs = new double[CORNERS];
        double[] ys = new double[CORNERS];
        for (int i = 0; i < CORNERS; i++) {
            xs[i] = FixedPoint.toFraction(display.xs()[i]);
            ys[i] = FixedPoint.toFraction(display.ys()[i]);
        }
        double[] from = adjugate(ofSquare("points", xs, ys));
        double[] to = ofSquare("metres", ground.xs(), ground.ys());
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                h[row * 3 + column] = to[row * 3] * from[column]
                        + to[row * 3 + 1] * from[3 + column]
                        + to[row * 3 + 2] * from[6 + column];
            }
        }
        if (h[6] * xs[0] + h[7] * ys[0] + h[8] < 0) { // its sign is free: positive is before the horizon
            for (int i = 0; i < h.length; i++) {
                h[i] = -h[i];
            }
        }
    }

    private static double[] ofSquare(String what, double[] xs, double[] ys) {
        int turns = 0;
        for (int i = 0; i < CORNERS; i++) {
            int next = (i + 1) % CORNERS;
            int last = (i + 2) % CORNERS;
            double turn = (xs[next] - xs[i]) * (ys[last] - ys[i]) - (ys[next] - ys[i]) * (xs[last] - xs[i]);
            turns += turn > 0 ? 1 : turn < 0 ? -1 : 0;
        }
        if (Math.abs(turns) != CORNERS) {
            throw new IllegalArgumentException(
                    "the ground's " + what + " are not the corners of a quadrilateral without a dent, in order");
        }
        double sx = xs[0] - xs[1] + xs[2] - xs[3];
        double sy = ys[0] - ys[1] + ys[2] - ys[3];
        double dx1 = xs[1] - xs[2];
        double dx2 = xs[3] - xs[2];
        double dy1 = ys[1] - ys[2];
        double dy2 = ys[3] - ys[2];
        double det = dx1 * dy2 - dx2 * dy1;
        double g = (sx * dy2 - dx2 * sy) / det;
        double k = (dx1 * sy - sx * dy1) / det;
        return new double[] {
            xs[1] - xs[0] + g * xs[1],
            xs[3] - xs[0] + k * xs[3],
            xs[0],
            ys[1] - ys[0] + g * ys[1],
            ys[3] - ys[0] + k * ys[3],
            ys[0],
            g,
            k,
            1
        };
    }

    private static double[] adjugate(double[] m) {
        return new double[] {
            m[4] * m[8] - m[5] * m[7], m[2] * m[7] - m[1] * m[8], m[1] * m[5] - m[2] * m[4],
            m[5] * m[6] - m[3] * m[8], m[0] * m[8] - m[2] * m[6], m[2] * m[3] - m[0] * m[5],
            m[3] * m[7] - m[4] * m[6], m[1] * m[6] - m[0] * m[7], m[0] * m[4] - m[1] * m[3]
        };
    }

    /** Maps a point in fixed point; false at the horizon and beyond it, where there is no ground. */
    public boolean map(int displayX, int displayY) {
        double px = FixedPoint.toFraction(displayX);
        double py = FixedPoint.toFraction(displayY);
        double w = h[6] * px + h[7] * py + h[8];
        if (!(w > 0)) {
            return false;
        }
        x = (h[0] * px + h[1] * py + h[2]) / w;
        y = (h[3] * px + h[4] * py + h[5]) / w;
        xByX = (h[0] - x * h[6]) / w;
        xByY = (h[1] - x * h[7]) / w;
        yByX = (h[3] - y * h[6]) / w;
        yByY = (h[4] - y * h[7]) / w;
        return true;
    }

    /** Of the last point mapped, metres. */
    public double x() {
        return x;
    }

    /** Of the last point mapped, metres. */
    public double y() {
        return y;
    }

    /** Metres along the ground direction (ux, uy) for a step across the whole display's width, at the last point mapped. */
    public double alongByX(double ux, double uy) {
        return ux * xByX + uy * yByX;
    }

    /** Metres along the ground direction (ux, uy) for a step over the whole display's height, at the last point mapped. */
    public double alongByY(double ux, double uy) {
        return ux * xByY + uy * yByY;
    }
}
