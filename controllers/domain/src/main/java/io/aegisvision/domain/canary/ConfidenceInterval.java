package io.aegisvision.domain.canary;

/**
 * Fixed-sample intervals for proportions. They are valid for one look at a size fixed beforehand; a controller looks at
 * every reconcile, so they are reported beside the e-value and never decide.
 *
 * @param lower lower limit, in [-1,1]
 * @param upper upper limit, in [-1,1]
 */
public record ConfidenceInterval(double lower, double upper) {
    /** Normal quantile of a two-sided 95 % interval. */
    public static final double Z_TWO_SIDED_95 = 1.959963984540054;
    /** Normal quantile of a one-sided 95 % bound. */
    public static final double Z_ONE_SIDED_95 = 1.6448536269514722;

    /**
     * Wilson's score interval (E. B. Wilson, 1927). Successes may be a sum of scores in [0,1].
     *
     * @param successes 0..trials
     * @param trials above 0
     * @param z normal quantile, above 0
     */
    public static ConfidenceInterval wilson(double successes, double trials, double z) {
        if (!(trials > 0 && successes >= 0 && successes <= trials)) {
            throw new IllegalArgumentException("successes " + successes + " of " + trials);
        }
        double p = successes / trials;
        double z2 = z * z;
        double centre = p + z2 / (2 * trials);
        double half = z * Math.sqrt(p * (1 - p) / trials + z2 / (4 * trials * trials));
        double scale = 1 + z2 / trials;
        return new ConfidenceInterval(Math.max(0, (centre - half) / scale), Math.min(1, (centre + half) / scale));
    }

    /** Newcombe's hybrid score interval for p1 - p2 (R. G. Newcombe, Statistics in Medicine 17, 1998, method 10). */
    public static ConfidenceInterval newcombe(
            double successes1, double trials1, double successes2, double trials2, double z) {
        double p1 = successes1 / trials1;
        double p2 = successes2 / trials2;
        ConfidenceInterval one = wilson(successes1, trials1, z);
        ConfidenceInterval two = wilson(successes2, trials2, z);
        double difference = p1 - p2;
        return new ConfidenceInterval(
                difference - Math.hypot(p1 - one.lower, two.upper - p2),
                difference + Math.hypot(one.upper - p1, p2 - two.lower));
    }
}
