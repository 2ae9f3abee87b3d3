package io.aegisvision.contract;

import java.util.Arrays;

/**
 * Points on the ground.
 *
 * @param xs metres
 * @param ys metres
 */
public record MetrePoints(double[] xs, double[] ys) {
    /** Farthest from the origin: a camera sees no farther. */
    private static final double FARTHEST = 10_000;

    /** Number of points. */
    public int size() {
        return xs.length;
    }

    /**
     * Reads points text, for example {@code "0,0 6,0 6,20 0,20"}.
     *
     * @throws IllegalArgumentException with a message for people when the text is not a list of {@code x,y} pairs
     */
    public static MetrePoints parse(String text) {
        String[] pairs = text.strip().split("\\s+", -1);
        double[] xs = new double[pairs.length];
        double[] ys = new double[pairs.length];
        for (int i = 0; i < pairs.length; i++) {
            String[] xy = pairs[i].split(",", -1);
            if (xy.length != 2) {
                throw new IllegalArgumentException(
                        "metres: '" + pairs[i] + "' is not x,y; write \"0,0 6,0 6,20 0,20\"");
            }
            xs[i] = coordinate(xy[0]);
            ys[i] = coordinate(xy[1]);
        }
        return new MetrePoints(xs, ys);
    }

    private static double coordinate(String text) {
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("metres: '" + text + "' is not a number", e);
        }
        if (!(Math.abs(value) <= FARTHEST)) {
            throw new IllegalArgumentException("metres: " + text + " is farther than " + (long) FARTHEST);
        }
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MetrePoints that && Arrays.equals(xs, that.xs) && Arrays.equals(ys, that.ys);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(xs) + Arrays.hashCode(ys);
    }

    @Override
    public String toString() {
        return "MetrePoints[" + Arrays.toString(xs) + ", " + Arrays.toString(ys) + "]";
    }
}
