package io.aegisvision.dataplane.geometry;

/**
 * Lengths and angles on a display as the eye sees them: in square pixels, whatever the display's aspect. Only operations
 * that IEEE 754 defines to the last bit, so that a replay agrees on every machine.
 *
 * @param aspect width of the display over its height, above 0
 */
public record DisplayMetric(double aspect) {
    public DisplayMetric {
        if (!(aspect > 0)) {
            throw new IllegalArgumentException("aspect " + aspect);
        }
    }

    /** The square of a length as a share of the display's diagonal; the difference is in fixed point. */
    public double squaredShare(double dx, double dy) {
        double x = dx / FixedPoint.ONE * aspect;
        double y = dy / FixedPoint.ONE;
        return (x * x + y * y) / (aspect * aspect + 1);
    }

    /** Cosine of the angle between two differences in fixed point, neither of them zero. */
    public double cosine(double ax, double ay, double bx, double by) {
        double square = aspect * aspect;
        double dot = square * ax * bx + ay * by;
        return dot / Math.sqrt((square * ax * ax + ay * ay) * (square * bx * bx + by * by));
    }
}
