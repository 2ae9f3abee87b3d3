package io.aegisvision.dataplane.tracker;

/** The Kalman filter of ByteTrack's paper as it is written there: eight states, full matrices, one period a step. */
final class DenseFilter {
    private static final int PARTS = 4;
    private static final int STATES = 8;

    private double[] mean = new double[STATES];
    private double[][] covariance = new double[STATES][STATES];

    DenseFilter(double[] measured) {
        System.arraycopy(measured, 0, mean, 0, PARTS);
        double h = measured[3];
        double[] deviations = {h / 10, h / 10, 1e-2, h / 10, h / 16, h / 16, 1e-5, h / 16};
        for (int i = 0; i < STATES; i++) {
            covariance[i][i] = deviations[i] * deviations[i];
        }
    }

    void predict(boolean keepsHeight) {
        double h = mean[3];
        if (keepsHeight) {
            mean[7] = 0;
        }
        double[][] f = new double[STATES][STATES];
        for (int i = 0; i < STATES; i++) {
            f[i][i] = 1;
            if (i < PARTS) {
                f[i][i + PARTS] = 1;
            }
        }
        double[] next = new double[STATES];
        for (int i = 0; i < STATES; i++) {
            for (int j = 0; j < STATES; j++) {
                next[i] += f[i][j] * mean[j];
            }
        }
        mean = next;
        covariance = product(product(f, covariance), transposed(f));
        double[] deviations = {h / 20, h / 20, 1e-2, h / 20, h / 160, h / 160, 1e-5, h / 160};
        for (int i = 0; i < STATES; i++) {
            covariance[i][i] += deviations[i] * deviations[i];
        }
    }

    void correct(double[] measured) {
        double h = mean[3];
        double[] deviations = {h / 20, h / 20, 1e-1, h / 20};
        double[][] s = new double[PARTS][PARTS];
        double[][] crossed = new double[STATES][PARTS];
        for (int i = 0; i < STATES; i++) {
            for (int j = 0; j < PARTS; j++) {
                crossed[i][j] = covariance[i][j];
                if (i < PARTS) {
                    s[i][j] = covariance[i][j] + (i == j ? deviations[i] * deviations[i] : 0);
                }
            }
        }
        double[][] gain = product(crossed, inverse(s));
        double[] surprise = new double[PARTS];
        for (int j = 0; j < PARTS; j++) {
            surprise[j] = measured[j] - mean[j];
        }
        double[][] taken = product(product(gain, s), transposed(gain));
        for (int i = 0; i < STATES; i++) {
            for (int j = 0; j < PARTS; j++) {
                mean[i] += gain[i][j] * surprise[j];
            }
            for (int j = 0; j < STATES; j++) {
                covariance[i][j] -= taken[i][j];
            }
        }
    }

    /** Left, top, right, bottom. */
    double[] box() {
        double width = mean[2] * mean[3];
        return new double[] {mean[0] - width / 2, mean[1] - mean[3] / 2, mean[0] + width / 2, mean[1] + mean[3] / 2};
    }

    private static double[][] transposed(double[][] a) {
        double[][] to = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                to[j][i] = a[i][j];
            }
        }
        return to;
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] to = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b[0].length; j++) {
                for (int k = 0; k < b.length; k++) {
                    to[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return to;
    }

    /** Gauss and Jordan; of a matrix that is positive definite. */
    private static double[][] inverse(double[][] a) {
        int n = a.length;
        double[][] left = new double[n][];
        double[][] to = new double[n][n];
        for (int i = 0; i < n; i++) {
            left[i] = a[i].clone();
            to[i][i] = 1;
        }
        for (int p = 0; p < n; p++) {
            double pivot = left[p][p];
            for (int j = 0; j < n; j++) {
                left[p][j] /= pivot;
                to[p][j] /= pivot;
            }
            for (int i = 0; i < n; i++) {
                double factor = i == p ? 0 : left[i][p];
                for (int j = 0; j < n; j++) {
                    left[i][j] -= factor * left[p][j];
                    to[i][j] -= factor * to[p][j];
                }
            }
        }
        return to;
    }
}
