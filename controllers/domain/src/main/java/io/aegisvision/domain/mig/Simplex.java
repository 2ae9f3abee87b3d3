package io.aegisvision.domain.mig;

/**
 * Maximises {@code gain·y} over {@code rows·y <= limits, y >= 0} with limits of zero or more, so that zero is feasible:
 * Dantzig's tableau, condensed. Leaving and entering variables follow Bland's rule once progress stops, which excludes
 * cycles.
 */
final class Simplex {
    private static final double EPSILON = 1e-9;
    private static final int PATIENCE = 50;

    private final double[][] rows;
    private final double[] limits;
    private final double[] gain;
    private final int[] basic;
    private final int[] free;
    private double value;

    /** Takes the arrays over. */
    Simplex(double[][] rows, double[] limits, double[] gain) {
        this.rows = rows;
        this.limits = limits;
        this.gain = gain;
        this.basic = new int[rows.length];
        this.free = new int[gain.length];
        for (int j = 0; j < free.length; j++) {
            free[j] = j;
        }
        for (int i = 0; i < basic.length; i++) {
            basic[i] = free.length + i;
        }
    }

    /** The largest gain; the rows bound it. */
    double maximise() {
        int still = 0;
        while (true) {
            int enter = entering(still > PATIENCE);
            if (enter < 0) {
                return value;
            }
            int leave = leaving(enter);
            if (leave < 0) {
                throw new IllegalStateException("the rows do not bound the gain");
            }
            double before = value;
            pivot(leave, enter);
            still = value > before + EPSILON ? 0 : still + 1;
        }
    }

    /** The price of each row at the optimum: how much the gain rises with its limit. */
    double[] prices() {
        double[] prices = new double[rows.length];
        for (int j = 0; j < free.length; j++) {
            if (free[j] >= free.length) {
                prices[free[j] - free.length] = -gain[j];
            }
        }
        return prices;
    }

    private int entering(boolean bland) {
        int enter = -1;
        for (int j = 0; j < gain.length; j++) {
            if (gain[j] > EPSILON && (enter < 0 || (bland ? free[j] < free[enter] : gain[j] > gain[enter] + EPSILON))) {
                enter = j;
            }
        }
        return enter;
    }

    private int leaving(int enter) {
        int leave = -1;
        double least = 0;
        for (int i = 0; i < rows.length; i++) {
            if (rows[i][enter] > EPSILON) {
                double ratio = limits[i] / rows[i][enter];
                if (leave < 0 || ratio < least - EPSILON || (ratio < least + EPSILON && basic[i] < basic[leave])) {
                    leave = i;
                    least = ratio;
                }
            }
        }
        return leave;
    }

    private void pivot(int leave, int enter) {
        double[] row = rows[leave];
        double inverse = 1 / row[enter];
        row[enter] = 1;
        for (int j = 0; j < row.length; j++) {
            row[j] *= inverse;
        }
        limits[leave] *= inverse;
        for (int i = 0; i < rows.length; i++) {
            double factor = rows[i][enter];
            if (i != leave && factor != 0) {
                rows[i][enter] = 0;
                for (int j = 0; j < row.length; j++) {
                    rows[i][j] -= factor * row[j];
                }
                limits[i] = Math.max(0, limits[i] - factor * limits[leave]);
            }
        }
        double factor = gain[enter];
        gain[enter] = 0;
        for (int j = 0; j < row.length; j++) {
            gain[j] -= factor * row[j];
        }
        value += factor * limits[leave];
        int swapped = basic[leave];
        basic[leave] = free[enter];
        free[enter] = swapped;
    }
}
