package io.aegisvision.dataplane.bench.tracking;

import java.util.Arrays;

/** Pairs rows with columns so that the sum over the pairs is greatest: the Hungarian method on the whole matrix. */
final class Matching {
    private Matching() {}

    /**
     * Pairs as many as the smaller side has.
     *
     * @param columns of the matrix, also where it has no row
     * @return each row's column, or -1
     */
    static int[] best(double[][] worth, int columns) {
        int rows = worth.length;
        int[] answer = new int[rows];
        Arrays.fill(answer, -1);
        if (rows == 0 || columns == 0) {
            return answer;
        }
        boolean turned = rows > columns;
        int n = Math.min(rows, columns);
        int m = Math.max(rows, columns);
        double[] u = new double[n + 1];
        double[] v = new double[m + 1];
        int[] match = new int[m + 1];
        for (int row = 1; row <= n; row++) {
            augment(row, worth, turned, u, v, match);
        }
        for (int j = 1; j <= m; j++) {
            if (match[j] > 0) {
                answer[turned ? j - 1 : match[j] - 1] = turned ? match[j] - 1 : j - 1;
            }
        }
        return answer;
    }

    private static void augment(int row, double[][] worth, boolean turned, double[] u, double[] v, int[] match) {
        int m = v.length - 1;
        double[] least = new double[m + 1];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        boolean[] used = new boolean[m + 1];
        int[] way = new int[m + 1];
        match[0] = row;
        int at = 0;
        do {
            used[at] = true;
            int i = match[at];
            double delta = Double.POSITIVE_INFINITY;
            int next = 0;
            for (int j = 1; j <= m; j++) {
                if (!used[j]) {
                    double cost = -(turned ? worth[j - 1][i - 1] : worth[i - 1][j - 1]) - u[i] - v[j];
                    if (cost < least[j]) {
                        least[j] = cost;
                        way[j] = at;
                    }
                    if (least[j] < delta) {
                        delta = least[j];
                        next = j;
                    }
                }
            }
            for (int j = 0; j <= m; j++) {
                if (used[j]) {
                    u[match[j]] += delta;
                    v[j] -= delta;
                } else {
                    least[j] -= delta;
                }
            }
            at = next;
        } while (match[at] != 0);
        while (at != 0) {
            match[at] = match[way[at]];
            at = way[at];
        }
    }
}
