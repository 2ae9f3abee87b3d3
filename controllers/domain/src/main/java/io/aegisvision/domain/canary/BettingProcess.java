package io.aegisvision.domain.canary;

/**
 * Evidence by betting against a null hypothesis about the mean of bounded outcomes: a non-negative supermartingale
 * under the null, so that by Ville's inequality the wealth ever reaches 1/alpha with probability alpha at most. It may
 * be looked at after every unit and stopped at will.
 *
 * <p>The null is "the mean outcome is at most {@code nullMean}"; every outcome is at least {@code lowest}. With the
 * excess x = outcome - nullMean the wealth is the product of 1 + lambda x, where lambda uses earlier units only:
 * lambda = clamp(sum(x) / sum(x^2), 0, {@value #CAP} / (nullMean - lowest)), and 0 on the first unit. (aGRAPA bets of
 * Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting", 2024.)
 *
 * <p>Outcomes and sums are held in millionths, the wealth's logarithm in nano-nats, rounded after each unit: a process
 * resumed from its {@link State} goes on bit by bit as if it had never stopped, on every JVM.
 *
 * @param nullMeanMicros the null's bound on the mean, in millionths
 * @param lowestMicros the least possible outcome, in millionths; below {@code nullMeanMicros}
 * @param state what the units so far left behind
 */
public record BettingProcess(long nullMeanMicros, long lowestMicros, State state) {
    /** Millionths in one. */
    public static final long ONE = 1_000_000;
    /** Share of the largest safe bet that is ever placed: a process never loses more than three quarters on a unit. */
    public static final double CAP = 0.75;

    private static final double NANO = 1e9;

    /**
     * Sufficient state of a process.
     *
     * @param units outcomes seen
     * @param sumMicros sum of the excesses, in millionths
     * @param sumOfSquaresPicos sum of the squared excesses, in 10^-12
     * @param logWealthNanos natural logarithm of the wealth, in 10^-9
     */
    public record State(long units, long sumMicros, long sumOfSquaresPicos, long logWealthNanos) {
        /** Before the first unit: wealth 1. */
        public static final State EMPTY = new State(0, 0, 0, 0);
    }

    public BettingProcess {
        if (lowestMicros >= nullMeanMicros) {
            throw new IllegalArgumentException("the lowest outcome must be below the null's mean");
        }
    }

    /**
     * Promote: the null is that the mean difference candidate - baseline is at most {@code -margin}.
     *
     * @param marginMicros above 0, below one
     */
    public static BettingProcess nonInferior(long marginMicros, State state) {
        return new BettingProcess(-marginMicros, -ONE, state);
    }

    /** Superior: the null is that the mean difference is at most zero. */
    public static BettingProcess superior(State state) {
        return new BettingProcess(0, -ONE, state);
    }

    /**
     * Harm: the null is that the mean difference is at least {@code -margin}. It is fed baseline - candidate.
     *
     * @param marginMicros above 0, below one
     */
    public static BettingProcess harm(long marginMicros, State state) {
        return new BettingProcess(marginMicros, -ONE, state);
    }

    /** Guard: outcomes are 1 for a window that breaks the limit; the null is that at most half of the windows do. */
    public static BettingProcess guard(State state) {
        return new BettingProcess(ONE / 2, 0, state);
    }

    /**
     * The process after one more outcome.
     *
     * @param outcomeMicros in millionths
     * @throws IllegalArgumentException when it is below {@code lowestMicros}
     */
    public BettingProcess after(long outcomeMicros) {
        if (outcomeMicros < lowestMicros) {
            throw new IllegalArgumentException("outcome " + outcomeMicros + " is below " + lowestMicros);
        }
        long excess = outcomeMicros - nullMeanMicros;
        double growth = StrictMath.log1p(nextBet() * excess / ONE);
        return new BettingProcess(
                nullMeanMicros,
                lowestMicros,
                new State(
                        state.units + 1,
                        state.sumMicros + excess,
                        state.sumOfSquaresPicos + excess * excess,
                        state.logWealthNanos + Math.round(growth * NANO)));
    }

    /** The stake on the next unit, from earlier units only. */
    public double nextBet() {
        if (state.sumMicros <= 0 || state.sumOfSquaresPicos == 0) {
            return 0;
        }
        double wanted = (double) state.sumMicros / state.sumOfSquaresPicos * ONE;
        return Math.min(wanted, largestBet());
    }

    /** Natural logarithm of the wealth. */
    public double logWealth() {
        return state.logWealthNanos / NANO;
    }

    /** The e-value: the wealth itself. */
    public double eValue() {
        return StrictMath.exp(logWealth());
    }

    /**
     * Whether the null is rejected at this error probability.
     *
     * @param alpha in (0,1)
     */
    public boolean rejectedAt(double alpha) {
        return logWealth() >= -StrictMath.log(alpha);
    }

    /**
     * Whether the null can still be rejected when all remaining outcomes are the best possible ones at the largest
     * stake: an upper bound, so a false answer is final.
     *
     * @param remaining units that can still come
     * @param highestMicros the greatest possible outcome, in millionths
     */
    public boolean canStillReject(double alpha, long remaining, long highestMicros) {
        double best = StrictMath.log1p(largestBet() * (highestMicros - nullMeanMicros) / ONE);
        return logWealth() + remaining * best >= -StrictMath.log(alpha);
    }

    /**
     * Fewest units with which two identical models can show non-inferiority: 199 at 2 points and alpha 0.05, 398 at 1.
     * Every excess is then the margin itself, and the first unit carries no stake.
     */
    public static int leastUnits(long marginMicros, double alpha) {
        BettingProcess process = nonInferior(marginMicros, State.EMPTY);
        double growth = StrictMath.log1p(process.largestBet() * marginMicros / ONE);
        return 1 + (int) Math.ceil(-StrictMath.log(alpha) / growth);
    }

    private double largestBet() {
        return CAP * ONE / (nullMeanMicros - lowestMicros);
    }
}
