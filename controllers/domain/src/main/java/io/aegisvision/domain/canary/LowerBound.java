package io.aegisvision.domain.canary;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;

/**
 * The anytime-valid lower bound of the mean difference, by inversion: one betting process per grid point, each against
 * the null "the mean difference is at most this"; the bound is the highest point up to which all are rejected.
 *
 * <p>A process's stakes follow from the sums of the differences alone, but its wealth does not, so each point's wealth
 * is part of the state. (Recomputing from the cells' evidence was the alternative; a cell that restarted no longer has
 * it.) The bound informs people and decides nothing.
 *
 * @param units differences seen
 * @param sumMicros their sum, in millionths
 * @param sumOfSquaresPicos the sum of their squares, in 10^-12
 * @param logWealthMicros per grid point, from the lowest up: natural logarithm of the wealth, in 10^-6
 */
public record LowerBound(long units, long sumMicros, long sumOfSquaresPicos, List<Long> logWealthMicros) {
    /** The grid's lowest point, in basis points of difference. */
    public static final int FIRST_BASIS_POINTS = -1000;
    /** Distance of grid points. */
    public static final int STEP_BASIS_POINTS = 50;
    /** Number of grid points: from -1000 to +1000 basis points. */
    public static final int POINTS = 41;

    private static final long MICROS_PER_BASIS_POINT = 100;
    private static final double MICRO = 1e6;

    /** Before the first unit. */
    public static final LowerBound EMPTY = new LowerBound(0, 0, 0, List.of());

    public LowerBound {
        logWealthMicros =
                logWealthMicros.size() == POINTS ? List.copyOf(logWealthMicros) : Collections.nCopies(POINTS, 0L);
    }

    /**
     * After one more unit.
     *
     * @param differenceMicros candidate - baseline, in millionths, in [-1,1]
     */
    public LowerBound after(long differenceMicros) {
        List<Long> next = new ArrayList<>(POINTS);
        for (int point = 0; point < POINTS; point++) {
            BettingProcess process = new BettingProcess(nullMeanMicros(point), -BettingProcess.ONE, sums(point));
            double growth = StrictMath.log1p(
                    process.nextBet() * (differenceMicros - nullMeanMicros(point)) / BettingProcess.ONE);
            next.add(logWealthMicros.get(point) + Math.round(growth * MICRO));
        }
        return new LowerBound(
                units + 1, sumMicros + differenceMicros, sumOfSquaresPicos + differenceMicros * differenceMicros, next);
    }

    /**
     * The bound, in basis points; empty while not even the grid's lowest point is rejected.
     *
     * @param alpha one-sided error probability, in (0,1)
     */
    public OptionalInt basisPoints(double alpha) {
        double needed = -StrictMath.log(alpha) * MICRO;
        int rejected = 0;
        while (rejected < POINTS && logWealthMicros.get(rejected) >= needed) {
            rejected++;
        }
        return rejected == 0
                ? OptionalInt.empty()
                : OptionalInt.of(FIRST_BASIS_POINTS + (rejected - 1) * STEP_BASIS_POINTS);
    }

    /** Sums of the excess over a grid point follow from the sums of the differences. */
    private BettingProcess.State sums(int point) {
        long mean = nullMeanMicros(point);
        return new BettingProcess.State(
                units, sumMicros - units * mean, sumOfSquaresPicos - 2 * mean * sumMicros + units * mean * mean, 0);
    }

    private static long nullMeanMicros(int point) {
        return (FIRST_BASIS_POINTS + (long) point * STEP_BASIS_POINTS) * MICROS_PER_BASIS_POINT;
    }
}
