package io.aegisvision.contract;

import java.util.Arrays;

/**
 * Points in fractions of the display frame, held exactly as fixed-point integers of 2^-{@value #SHIFT}.
 *
 * @param xs from the left edge, 0..{@link #ONE}
 * @param ys from the top edge, 0..{@link #ONE}
 */
public record DisplayPoints(int[] xs, int[] ys) {
    /** Bits behind the point: sides of a line are then exact in 64-bit integers. */
    public static final int SHIFT = 20;
    /** The far edge of the display. */
    public static final int ONE = 1 << SHIFT;

    /** Number of points. */
    public int size() {
        return xs.length;
    }

    /**
     * Reads SVG points text, for example {@code "0.12,0.80 0.40,0.78 0.44,0.95"}; each number is rounded to the nearest
     * multiple of 2^-{@value #SHIFT}.
     *
     * @throws IllegalArgumentException with a message for people when the text is not a list of {@code x,y} pairs
     *     within 0..1
     */
    public static DisplayPoints parse(String text) {
        String[] pairs = text.strip().split("\\s+", -1);
        int[] xs = new int[pairs.length];
        int[] ys = new int[pairs.length];
        for (int i = 0; i < pairs.length; i++) {
            String[] xy = pairs[i].split(",", -1);
            if (xy.length != 2) {
                throw new IllegalArgumentException("points: '" + pairs[i] + "' is not x,y; write \"0.1,0.5 0.9,0.5\"");
            }
            xs[i] = coordinate(xy[0]);
            ys[i] = coordinate(xy[1]);
        }
        return new DisplayPoints(xs, ys);
    }

    private static int coordinate(String text) {
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("points: '" + text + "' is not a number", e);
        }
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("points: " + text + " is outside 0..1; use fractions of the frame");
        }
        return (int) Math.round(value * ONE);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DisplayPoints that && Arrays.equals(xs, that.xs) && Arrays.equals(ys, that.ys);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(xs) + Arrays.hashCode(ys);
    }

    @Override
    public String toString() {
        return "DisplayPoints[" + Arrays.toString(xs) + ", " + Arrays.toString(ys) + "]";
    }
}
