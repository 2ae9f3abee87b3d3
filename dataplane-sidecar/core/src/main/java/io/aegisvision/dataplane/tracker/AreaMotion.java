package io.aegisvision.dataplane.tracker;

/**
 * Kalman filters of all track slots as in SORT (arXiv 1602.00763): centre, area and ratio of the box, all but the ratio
 * with a velocity, as columns. No correlation between them, so they are filters of two states, and the centre's two share
 * one covariance. In pixels, since SORT's noises are. Any time can be predicted over, as in {@link Motion}. Each slot has
 * a second place to keep its state aside in.
 */
final class AreaMotion {
    private static final double FIRST = 10;
    private static final double FIRST_VELOCITY = 10_000;
    private static final double NOISE = 1;
    private static final double VELOCITY_NOISE = .01;
    private static final double AREA_VELOCITY_NOISE = .0001;
    private static final double MEASUREMENT = 1;
    private static final double SHAPE_MEASUREMENT = 10;
    private static final double SHORTEST = 1e-3;
    private static final int COLUMNS = 14;
    private static final int X = 0;
    private static final int Y = 1;
    private static final int AREA = 2;
    private static final int RATIO = 3;
    private static final int VX = 4;
    private static final int VY = 5;
    private static final int V_AREA = 6;
    private static final int PP = 7;
    private static final int PV = 8;
    private static final int VV = 9;
    private static final int AREA_PP = 10;
    private static final int AREA_PV = 11;
    private static final int AREA_VV = 12;
    private static final int RATIO_PP = 13;

    private final int slots;
    private final double[][] state;
    /** The slot's box, for overlaps; not a number where the state is no box. */
    final double[] left;

    final double[] top;
    final double[] right;
    final double[] bottom;
    final double[] area;

    AreaMotion(int slots) {
        this.slots = slots;
        state = new double[COLUMNS][2 * slots];
        left = new double[slots];
        top = new double[slots];
        right = new double[slots];
        bottom = new double[slots];
        area = new double[slots];
    }

    void begin(int slot, double x, double y, double width, double height) {
        state[X][slot] = x;
        state[Y][slot] = y;
        state[AREA][slot] = width * height;
        state[RATIO][slot] = width / height;
        state[VX][slot] = 0;
        state[VY][slot] = 0;
        state[V_AREA][slot] = 0;
        state[PP][slot] = FIRST;
        state[PV][slot] = 0;
        state[VV][slot] = FIRST_VELOCITY;
        state[AREA_PP][slot] = FIRST;
        state[AREA_PV][slot] = 0;
        state[AREA_VV][slot] = FIRST_VELOCITY;
        state[RATIO_PP][slot] = FIRST;
        box(slot);
    }

    void predict(int slot, double periods) {
        double t = Math.max(periods, SHORTEST);
        if (state[AREA][slot] + t * state[V_AREA][slot] <= 0) {
            state[V_AREA][slot] = 0;
        }
        state[X][slot] += t * state[VX][slot];
        state[Y][slot] += t * state[VY][slot];
        state[AREA][slot] += t * state[V_AREA][slot];
        grow(slot, PP, t, VELOCITY_NOISE);
        grow(slot, AREA_PP, t, AREA_VELOCITY_NOISE);
        state[RATIO_PP][slot] += t * NOISE;
        box(slot);
    }

    private void grow(int slot, int column, double t, double velocityNoise) {
        double v = state[column + 2][slot];
        double once = t * (t - 1) / 2;
        state[column][slot] +=
                t * (2 * state[column + 1][slot] + t * v + NOISE) + velocityNoise * once * (2 * t - 1) / 3;
        state[column + 1][slot] += t * v + velocityNoise * once;
        state[column + 2][slot] = v + t * velocityNoise;
    }

    void correct(int slot, double x, double y, double width, double height) {
        double total = state[PP][slot] + MEASUREMENT;
        double gain = state[PP][slot] / total;
        double gainVelocity = state[PV][slot] / total;
        double surprise = x - state[X][slot];
        state[X][slot] += gain * surprise;
        state[VX][slot] += gainVelocity * surprise;
        surprise = y - state[Y][slot];
        state[Y][slot] += gain * surprise;
        state[VY][slot] += gainVelocity * surprise;
        shrink(slot, PP, gain, gainVelocity);
        total = state[AREA_PP][slot] + SHAPE_MEASUREMENT;
        gain = state[AREA_PP][slot] / total;
        gainVelocity = state[AREA_PV][slot] / total;
        surprise = width * height - state[AREA][slot];
        state[AREA][slot] += gain * surprise;
        state[V_AREA][slot] += gainVelocity * surprise;
        shrink(slot, AREA_PP, gain, gainVelocity);
        gain = state[RATIO_PP][slot] / (state[RATIO_PP][slot] + SHAPE_MEASUREMENT);
        state[RATIO][slot] += gain * (width / height - state[RATIO][slot]);
        state[RATIO_PP][slot] -= gain * state[RATIO_PP][slot];
    }

    private void shrink(int slot, int column, double gain, double gainVelocity) {
        state[column + 2][slot] -= gainVelocity * state[column + 1][slot];
        state[column + 1][slot] -= gain * state[column + 1][slot];
        state[column][slot] -= gain * state[column][slot];
    }

    /** Keeps the slot's state aside. */
    void keep(int slot) {
        for (double[] column : state) {
            column[slots + slot] = column[slot];
        }
    }

    /** Takes back what was kept. */
    void restore(int slot) {
        for (double[] column : state) {
            column[slot] = column[slots + slot];
        }
    }

    private void box(int slot) {
        double width = Math.sqrt(state[AREA][slot] * state[RATIO][slot]);
        double height = state[AREA][slot] / width;
        left[slot] = state[X][slot] - width / 2;
        right[slot] = state[X][slot] + width / 2;
        top[slot] = state[Y][slot] - height / 2;
        bottom[slot] = state[Y][slot] + height / 2;
        area[slot] = state[AREA][slot];
    }
}
