package io.aegisvision.domain.canary;

/** The regularised incomplete beta function. */
final class IncompleteBeta {
    private static final double[] LANCZOS = {
        0.99999999999980993,
        676.5203681218851,
        -1259.1392167224028,
        771.32342877765313,
        -176.61502916214059,
        12.507343278686905,
        -0.13857109526572012,
        9.9843695780195716e-6,
        1.5056327351493116e-7
    };
    private static final double TINY = 1e-300;
    private static final int MAX_TERMS = 10_000;

    private IncompleteBeta() {}

    /** ln B(a, b). */
    static double logBeta(double a, double b) {
        return logGamma(a) + logGamma(b) - logGamma(a + b);
    }

    /** I_x(a, b) for x in [0,1]: the continued fraction on the side where it converges fast (DLMF 8.17.22, 8.17.4). */
    static double regularized(double a, double b, double x) {
        if (x <= 0) {
            return 0;
        }
        if (x >= 1) {
            return 1;
        }
        if (x > (a + 1) / (a + b + 2)) {
            return 1 - regularized(b, a, 1 - x);
        }
        double front = StrictMath.exp(a * StrictMath.log(x) + b * StrictMath.log1p(-x) - logBeta(a, b));
        return front / (a * fraction(a, b, x));
    }

    /** 1 + d1/(1 + d2/(1 + ...)) by the modified Lentz method. */
    private static double fraction(double a, double b, double x) {
        double value = 1;
        double c = 1;
        double d = 0;
        for (int term = 1; term < MAX_TERMS; term++) {
            int m = term / 2;
            double coefficient = term % 2 == 0
                    ? m * (b - m) * x / ((a + term - 1) * (a + term))
                    : -(a + m) * (a + b + m) * x / ((a + term - 1) * (a + term));
            d = 1 / guarded(1 + coefficient * d);
            c = guarded(1 + coefficient / c);
            value *= c * d;
            if (Math.abs(c * d - 1) < 1e-15) {
                break;
            }
        }
        return value;
    }

    private static double guarded(double value) {
        return Math.abs(value) < TINY ? TINY : value;
    }

    /** ln Gamma(x) for x above 0 (Lanczos, g = 7, n = 9). */
    private static double logGamma(double x) {
        double z = x - 1;
        double sum = LANCZOS[0];
        for (int i = 1; i < LANCZOS.length; i++) {
            sum += LANCZOS[i] / (z + i);
        }
        double t = z + 7.5;
        return 0.5 * StrictMath.log(2 * Math.PI) + (z + 0.5) * StrictMath.log(t) - t + StrictMath.log(sum);
    }
}
