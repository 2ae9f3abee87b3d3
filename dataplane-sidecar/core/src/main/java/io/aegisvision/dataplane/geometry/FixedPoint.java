package io.aegisvision.dataplane.geometry;

import io.aegisvision.contract.DisplayPoints;

/** Display fractions as integers of 2^-20, the unit of {@link DisplayPoints}. */
public final class FixedPoint {
    /** The far edge of the display. */
    public static final int ONE = DisplayPoints.ONE;

    /** Boxes may reach a little beyond the display; beyond this they are cut, so that products stay within 64 bits. */
    private static final double FARTHEST = 8;

    private FixedPoint() {}

    /** The nearest multiple of 2^-20, ties upwards; cut to -8..8. Not a number gives 0. */
    public static int of(double fraction) {
        return (int) Math.round(Math.clamp(fraction, -FARTHEST, FARTHEST) * ONE);
    }

    /** The fraction, exactly. */
    public static double toFraction(int fixed) {
        return (double) fixed / ONE;
    }
}
