package io.aegisvision.dataplane.tracker;

/**
 * Kalman filters of all track slots: centre x, centre y, aspect and height of the box, each with its velocity. The
 * paper's filter has no correlation between the four, so each is a filter of two states. Lengths are in heights of the
 * display; time in nominal sample periods, and any time can be predicted over: the process noise over t is
 * Qpp = t qp + qv t(t-1)(2t-1)/6, Qpv = qv t(t-1)/2, Qvv = t qv, which equals the paper's at t = 1 and composes exactly
 * over whole periods. Standard deviations are the paper's.
 */
final class Motion {
    private static final int PARTS = 4;
    private static final int X = 0;
    private static final int Y = 1;
    private static final int ASPECT = 2;
    private static final int HEIGHT = 3;
    private static final double POSITION_WEIGHT = 1.0 / 20;
    private static final double VELOCITY_WEIGHT = 1.0 / 160;
    /** Shares of a period below this would make the position's noise negative. */
    private static final double SHORTEST = 1e-3;

    private final double displayAspect;
    private final double[] position;
    private final double[] velocity;
    private final double[] pp;
    private final double[] pv;
    private final double[] vv;

    Motion(int slots, double displayAspect) {
        this.displayAspect = displayAspect;
        position = new double[slots * PARTS];
        velocity = new double[slots * PARTS];
        pp = new double[slots * PARTS];
        pv = new double[slots * PARTS];
        vv = new double[slots * PARTS];
    }

    private double measured(Detections seen, int i, int part) {
        double width = ((double) seen.x2[i] - seen.x1[i]) * displayAspect;
        double height = (double) seen.y2[i] - seen.y1[i];
        return switch (part) {
            case X -> ((double) seen.x1[i] + seen.x2[i]) / 2 * displayAspect;
            case Y -> ((double) seen.y1[i] + seen.y2[i]) / 2;
            case ASPECT -> width / height;
            default -> height;
        };
    }

    private static double square(double a) {
        return a * a;
    }

    void begin(int slot, Detections seen, int i) {
        double height = measured(seen, i, HEIGHT);
        for (int part = 0; part < PARTS; part++) {
            int at = slot * PARTS + part;
            position[at] = measured(seen, i, part);
            velocity[at] = 0;
            pp[at] = square(part == ASPECT ? 1e-2 : 2 * POSITION_WEIGHT * height);
            pv[at] = 0;
            vv[at] = square(part == ASPECT ? 1e-5 : 10 * VELOCITY_WEIGHT * height);
        }
    }

    /** @param keepsHeight the track is lost: its height stays as it was */
    void predict(int slot, double periods, boolean keepsHeight) {
        double t = Math.max(periods, SHORTEST);
        double height = position[slot * PARTS + HEIGHT];
        if (keepsHeight) {
            velocity[slot * PARTS + HEIGHT] = 0;
        }
        for (int part = 0; part < PARTS; part++) {
            int at = slot * PARTS + part;
            double qp = square(part == ASPECT ? 1e-2 : POSITION_WEIGHT * height);
            double qv = square(part == ASPECT ? 1e-5 : VELOCITY_WEIGHT * height);
            position[at] += t * velocity[at];
            pp[at] += 2 * t * pv[at] + t * t * vv[at] + t * qp + qv * t * (t - 1) * (2 * t - 1) / 6;
            pv[at] += t * vv[at] + qv * t * (t - 1) / 2;
            vv[at] += t * qv;
        }
    }

    void correct(int slot, Detections seen, int i) {
        double height = position[slot * PARTS + HEIGHT];
        for (int part = 0; part < PARTS; part++) {
            int at = slot * PARTS + part;
            double noise = square(part == ASPECT ? 1e-1 : POSITION_WEIGHT * height);
            double total = pp[at] + noise;
            double gainPosition = pp[at] / total;
            double gainVelocity = pv[at] / total;
            double surprise = measured(seen, i, part) - position[at];
            position[at] += gainPosition * surprise;
            velocity[at] += gainVelocity * surprise;
            vv[at] -= gainVelocity * pv[at];
            pv[at] -= gainPosition * pv[at];
            pp[at] -= gainPosition * pp[at];
        }
    }

    /** Overlap (intersection over union) of the slot's box with a detection. */
    double overlap(int slot, Detections seen, int i) {
        return overlap(
                left(slot),
                top(slot),
                right(slot),
                bottom(slot),
                seen.x1[i] * displayAspect,
                seen.y1[i],
                seen.x2[i] * displayAspect,
                seen.y2[i]);
    }

    /** Overlap of the boxes of two slots. */
    double overlap(int a, int b) {
        return overlap(left(a), top(a), right(a), bottom(a), left(b), top(b), right(b), bottom(b));
    }

    private double halfWidth(int slot) {
        return position[slot * PARTS + ASPECT] * position[slot * PARTS + HEIGHT] / 2;
    }

    private double left(int slot) {
        return position[slot * PARTS + X] - halfWidth(slot);
    }

    private double right(int slot) {
        return position[slot * PARTS + X] + halfWidth(slot);
    }

    private double top(int slot) {
        return position[slot * PARTS + Y] - position[slot * PARTS + HEIGHT] / 2;
    }

    private double bottom(int slot) {
        return position[slot * PARTS + Y] + position[slot * PARTS + HEIGHT] / 2;
    }

    private static double overlap(
            double ax1, double ay1, double ax2, double ay2, double bx1, double by1, double bx2, double by2) {
        double width = Math.min(ax2, bx2) - Math.max(ax1, bx1);
        double height = Math.min(ay2, by2) - Math.max(ay1, by1);
        if (!(width > 0 && height > 0)) {
            return 0;
        }
        double shared = width * height;
        return shared / ((ax2 - ax1) * (ay2 - ay1) + (bx2 - bx1) * (by2 - by1) - shared);
    }
}
