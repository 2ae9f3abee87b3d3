package io.aegisvision.domain.stream;

import io.aegisvision.contract.DisplayPoints;
import io.aegisvision.contract.MetrePoints;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Whether points make a zone or a line; exact, in the fixed-point coordinates that rules use. */
public final class ShapeCheck {
    private static final int CORNERS = 4;

    private ShapeCheck() {}

    /** What is wrong with a zone: fewer than three points, points that coincide, edges that cross; null if nothing. */
    public static @Nullable String zone(String text) {
        DisplayPoints points;
        try {
            points = DisplayPoints.parse(text);
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
        int n = points.size();
        if (n < 3) {
            return "a zone needs three points";
        }
        for (int i = 0; i < n; i++) {
            if (same(points, i, (i + 1) % n)) {
                return "point " + (i + 1) + " coincides with the next one";
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                boolean neighbours = j == i + 1 || (i == 0 && j == n - 1);
                if (!neighbours && touch(points, i, (i + 1) % n, j, (j + 1) % n)) {
                    return "the edge from point " + (i + 1) + " crosses the edge from point " + (j + 1);
                }
            }
        }
        return flat(points) ? "all points lie on one line" : null;
    }

    /** What is wrong with a line: not two points, or both the same; null if nothing. */
    public static @Nullable String line(String text) {
        DisplayPoints points;
        try {
            points = DisplayPoints.parse(text);
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
        if (points.size() != 2) {
            return "a line needs two points";
        }
        return same(points, 0, 1) ? "both points are the same" : null;
    }

    /**
     * What is wrong with a ground: not four points in both, or not the corners of a quadrilateral without a dent in order;
     * null if nothing.
     */
    public static @Nullable String ground(String points, String metres) {
        DisplayPoints display;
        MetrePoints ground;
        try {
            display = DisplayPoints.parse(points);
            ground = MetrePoints.parse(metres);
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
        if (display.size() != CORNERS || ground.size() != CORNERS) {
            return "the ground needs four points and four metres";
        }
        double[] xs = Arrays.stream(display.xs()).asDoubleStream().toArray();
        double[] ys = Arrays.stream(display.ys()).asDoubleStream().toArray();
        if (!turnsOneWay(xs, ys)) {
            return "the points are not the corners of a quadrilateral without a dent, in order";
        }
        return turnsOneWay(ground.xs(), ground.ys())
                ? null
                : "the metres are not the corners of a quadrilateral without a dent, in order";
    }

    private static boolean turnsOneWay(double[] xs, double[] ys) {
        int turns = 0;
        for (int i = 0; i < CORNERS; i++) {
            int next = (i + 1) % CORNERS;
            int last = (i + 2) % CORNERS;
            turns += (int)
                    Math.signum((xs[next] - xs[i]) * (ys[last] - ys[i]) - (ys[next] - ys[i]) * (xs[last] - xs[i]));
        }
        return Math.abs(turns) == CORNERS;
    }

    private static boolean flat(DisplayPoints points) {
        for (int i = 2; i < points.size(); i++) {
            if (side(points, 0, 1, i) != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(DisplayPoints points, int a, int b) {
        return points.xs()[a] == points.xs()[b] && points.ys()[a] == points.ys()[b];
    }

    /** Sign of the side of {@code p} seen from {@code a} to {@code b}. */
    private static int side(DisplayPoints points, int a, int b, int p) {
        long abX = (long) points.xs()[b] - points.xs()[a];
        long abY = (long) points.ys()[b] - points.ys()[a];
        long apX = (long) points.xs()[p] - points.xs()[a];
        long apY = (long) points.ys()[p] - points.ys()[a];
        return Long.signum(abX * apY - abY * apX);
    }

    private static boolean touch(DisplayPoints points, int a, int b, int c, int d) {
        int c1 = side(points, a, b, c);
        int c2 = side(points, a, b, d);
        int a1 = side(points, c, d, a);
        int a2 = side(points, c, d, b);
        if (c1 != c2 && a1 != a2) {
            return true;
        }
        return (c1 == 0 && within(points, a, b, c))
                || (c2 == 0 && within(points, a, b, d))
                || (a1 == 0 && within(points, c, d, a))
                || (a2 == 0 && within(points, c, d, b));
    }

    private static boolean within(DisplayPoints points, int a, int b, int p) {
        return between(points.xs()[a], points.xs()[b], points.xs()[p])
                && between(points.ys()[a], points.ys()[b], points.ys()[p]);
    }

    private static boolean between(int a, int b, int p) {
        return Math.min(a, b) <= p && p <= Math.max(a, b);
    }
}
