package io.aegisvision.domain.canary;

/**
 * The mixture e-process for successes in Bernoulli trials with the null "the rate is at most {@code nullRate}": the
 * likelihood ratio averaged over a Beta(a, b) prior cut to rates above the null. It has a closed form, so it is the
 * yardstick against which the betting process is checked and published; trials are decided by {@link BettingProcess},
 * which takes scores and paired differences too.
 *
 * @param nullRate in (0,1)
 * @param a the prior's first shape, above 0; 1 with {@code b} 1 is uniform
 * @param b the prior's second shape, above 0
 */
public record MixtureProcess(double nullRate, double a, double b) {
    /** With the uniform prior, fixed before any data is seen. */
    public static MixtureProcess uniform(double nullRate) {
        return new MixtureProcess(nullRate, 1, 1);
    }

    /** Natural logarithm of the e-value after {@code successes} in {@code trials}. */
    public double logEValue(long successes, long trials) {
        double s = successes;
        double f = trials - (double) successes;
        return IncompleteBeta.logBeta(a + s, b + f)
                + StrictMath.log(IncompleteBeta.regularized(b + f, a + s, 1 - nullRate))
                - IncompleteBeta.logBeta(a, b)
                - StrictMath.log(IncompleteBeta.regularized(b, a, 1 - nullRate))
                - s * StrictMath.log(nullRate)
                - f * StrictMath.log1p(-nullRate);
    }
}
