package io.aegisvision.dataplane.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class AssignmentTest {
    private final Assignment assignment = new Assignment();

    /** Against trying everything, on small sparse problems; the same object again and again. */
    @Property(tries = 2000)
    void greatestWorth(@ForAll int seed) {
        Random random = new Random(seed);
        int rows = 1 + random.nextInt(7);
        int columns = 1 + random.nextInt(7);
        double[][] worth = new double[rows][columns];
        assignment.begin(rows, columns);
        for (int r = 0; r < rows; r++) {
            assignment.row();
            for (int c = 0; c < columns; c++) {
                if (random.nextInt(5) < 3) {
                    worth[r][c] = .01 + random.nextDouble();
                    assignment.offer(c, worth[r][c]);
                }
            }
        }
        assignment.solve();
        double sum = 0;
        Set<Integer> taken = new HashSet<>();
        for (int r = 0; r < rows; r++) {
            int c = assignment.columnOf(r);
            if (c != Assignment.NONE) {
                assertThat(worth[r][c]).isPositive();
                assertThat(taken.add(c)).isTrue();
                sum += worth[r][c];
            }
        }
        assertThat(sum).isCloseTo(best(worth, 0, 0), within(1e-9));
    }

    private static double best(double[][] worth, int row, int taken) {
        if (row == worth.length) {
            return 0;
        }
        double best = best(worth, row + 1, taken);
        for (int c = 0; c < worth[row].length; c++) {
            if (worth[row][c] > 0 && (taken & 1 << c) == 0) {
                best = Math.max(best, worth[row][c] + best(worth, row + 1, taken | 1 << c));
            }
        }
        return best;
    }
}
