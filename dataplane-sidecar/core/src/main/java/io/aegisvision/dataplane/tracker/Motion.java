package io.aegisvision.dataplane.tracker;

/**
 * Kalman filters of all track slots: centre x, centre y, aspect and height of the box, each with its velocity, as columns.
 * The paper's filter of eight states has no correlation between the four, so it is four filters of two states; x, y and
 * height have the same noises, so they share one covariance. Both exactly. Lengths are in heights of the display; time in
 * nominal sample periods, and any time can be predicted over: the process noise over t is Qpp = t qp + qv t(t-1)(2t-1)/6,
 * Qpv = qv t(t-1)/2, Qvv = t qv, which equals the paper's at t = 1 and composes exactly over whole periods. Standard
 * deviations are the paper's.
 */
final class Motion {
    private static final double POSITION_WEIGHT = 1.0 / 20;
    private static final double VELOCITY_WEIGHT = 1.0 / 160;
    private static final double ASPECT_NOISE = square(1e-2);
    private static final double ASPECT_VELOCITY_NOISE = square(1e-5);
    private static final double ASPECT_MEASUREMENT = square(1e-1);
    /** Shares of a period below this would make the position's noise negative. */
    private static final double SHORTEST = 1e-3;

    private final double displayAspect;
    private final double edge;
    private final double[] x;
    private final double[] y;
    private final double[] aspect;
    private final double[] height;
    private final double[] velocityX;
    private final double[] velocityY;
    private final double[] velocityAspect;
    private final double[] velocityHeight;
    // covariance of x, of y and of the height with its velocity; then the aspect's
    private final double[] pp;
    private final double[] pv;
    private final double[] vv;
    private final double[] aspectPp;
    private final double[] aspectPv;
    private final double[] aspectVv;
    /** The slot's box, for overlaps. */
    final double[] left;

    final double[] top;
    final double[] right;
    final double[] bottom;
    final double[] area;

    /**
     * @param displayAspect width of the display over its height
     * @param edge added to widths and heights before overlaps are taken
     */
    Motion(int slots, double displayAspect, double edge) {
        this.displayAspect = displayAspect;
        this.edge = edge;
        x = new double[slots];
        y = new double[slots];
        aspect = new double[slots];
        height = new double[slots];
        velocityX = new double[slots];
        velocityY = new double[slots];
        velocityAspect = new double[slots];
        velocityHeight = new double[slots];
        pp = new double[slots];
        pv = new double[slots];
        vv = new double[slots];
        aspectPp = new double[slots];
        aspectPv = new double[slots];
        aspectVv = new double[slots];
        left = new double[slots];
        top = new double[slots];
        right = new double[slots];
        bottom = new double[slots];
        area = new double[slots];
    }

    private static double square(double a) {
        return a * a;
    }

    void begin(int slot, Detections seen, int i) {
        double tall = (double) seen.y2[i] - seen.y1[i];
        x[slot] = ((double) seen.x1[i] + seen.x2[i]) / 2 * displayAspect;
        y[slot] = ((double) seen.y1[i] + seen.y2[i]) / 2;
        aspect[slot] = ((double) seen.x2[i] - seen.x1[i]) * displayAspect / tall;
        height[slot] = tall;
        velocityX[slot] = 0;
        velocityY[slot] = 0;
        velocityAspect[slot] = 0;
        velocityHeight[slot] = 0;
        pp[slot] = square(2 * POSITION_WEIGHT * tall);
        pv[slot] = 0;
        vv[slot] = square(10 * VELOCITY_WEIGHT * tall);
        aspectPp[slot] = ASPECT_NOISE;
        aspectPv[slot] = 0;
        aspectVv[slot] = ASPECT_VELOCITY_NOISE;
        box(slot);
    }

    /**
     * Goes on in time; the box stays until {@link #box}.
     *
     * @param keepsHeight the track is lost: its height stays as it was
     */
    void predict(int slot, double periods, boolean keepsHeight) {
        double t = Math.max(periods, SHORTEST);
        // what a velocity's noise becomes in the position, and between the two
        double once = t * (t - 1) / 2;
        double twice = once * (2 * t - 1) / 3;
        double qp = square(POSITION_WEIGHT * height[slot]);
        double qv = square(VELOCITY_WEIGHT * height[slot]);
        if (keepsHeight) {
            velocityHeight[slot] = 0;
        }
        x[slot] += t * velocityX[slot];
        y[slot] += t * velocityY[slot];
        aspect[slot] += t * velocityAspect[slot];
        height[slot] += t * velocityHeight[slot];
        double v = vv[slot];
        pp[slot] += t * (2 * pv[slot] + t * v + qp) + qv * twice;
        pv[slot] += t * v + qv * once;
        vv[slot] = v + t * qv;
        double aspectV = aspectVv[slot];
        aspectPp[slot] += t * (2 * aspectPv[slot] + t * aspectV + ASPECT_NOISE) + ASPECT_VELOCITY_NOISE * twice;
        aspectPv[slot] += t * aspectV + ASPECT_VELOCITY_NOISE * once;
        aspectVv[slot] = aspectV + t * ASPECT_VELOCITY_NOISE;
    }

    void correct(int slot, Detections seen, int i) {
        double tall = (double) seen.y2[i] - seen.y1[i];
        double certainty = 1 / (pp[slot] + square(POSITION_WEIGHT * height[slot]));
        double gain = pp[slot] * certainty;
        double gainVelocity = pv[slot] * certainty;
        double surprise = ((double) seen.x1[i] + seen.x2[i]) / 2 * displayAspect - x[slot];
        x[slot] += gain * surprise;
        velocityX[slot] += gainVelocity * surprise;
        surprise = ((double) seen.y1[i] + seen.y2[i]) / 2 - y[slot];
        y[slot] += gain * surprise;
        velocityY[slot] += gainVelocity * surprise;
        surprise = tall - height[slot];
        height[slot] += gain * surprise;
        velocityHeight[slot] += gainVelocity * surprise;
        vv[slot] -= gainVelocity * pv[slot];
        pv[slot] -= gain * pv[slot];
        pp[slot] -= gain * pp[slot];

        certainty = 1 / (aspectPp[slot] + ASPECT_MEASUREMENT);
        gain = aspectPp[slot] * certainty;
        gainVelocity = aspectPv[slot] * certainty;
        surprise = ((double) seen.x2[i] - seen.x1[i]) * displayAspect / tall - aspect[slot];
        aspect[slot] += gain * surprise;
        velocityAspect[slot] += gainVelocity * surprise;
        aspectVv[slot] -= gainVelocity * aspectPv[slot];
        aspectPv[slot] -= gain * aspectPv[slot];
        aspectPp[slot] -= gain * aspectPp[slot];
        box(slot);
    }

    /** Makes the box of the state. */
    void box(int slot) {
        double tall = height[slot];
        double wide = aspect[slot] * tall;
        left[slot] = x[slot] - wide / 2;
        right[slot] = x[slot] + wide / 2 + edge;
        top[slot] = y[slot] - tall / 2;
        bottom[slot] = y[slot] + tall / 2 + edge;
        area[slot] = (right[slot] - left[slot]) * (bottom[slot] - top[slot]);
    }

    /** Whether the boxes of two slots overlap by more than a share of their union, above 0. */
    boolean overlapsBy(int a, int b, double share) {
        double width = Math.min(right[a], right[b]) - Math.max(left[a], left[b]);
        double height = Math.min(bottom[a], bottom[b]) - Math.max(top[a], top[b]);
        if (!(width > 0 && height > 0)) {
            return false;
        }
        double shared = width * height;
        return shared > share * (area[a] + area[b] - shared);
    }
}
