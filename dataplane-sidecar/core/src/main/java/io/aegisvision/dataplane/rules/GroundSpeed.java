package io.aegisvision.dataplane.rules;

import io.aegisvision.dataplane.geometry.FixedPoint;
import io.aegisvision.dataplane.geometry.Homography;

/**
 * Speed on the ground over a window: the slope of a least-squares line through the observations' places on the ground, and
 * two standard errors of it. The error of a place is the larger of what the observations scatter about that line, and what
 * a detector's boxes are worth: a twentieth of the box's height, ByteTrack's noise of a measurement (arXiv 2110.06864),
 * carried to the ground. One object per rule; nothing is allocated.
 */
final class GroundSpeed {
    private static final double BOX_NOISE = 1 / 20.0;
    private static final double MICROS = 1e6;
    private static final double KILOMETRES_PER_HOUR = 3.6;

    private final Homography ground;
    private final double aspect;
    private double speed;
    private double uncertainty;

    GroundSpeed(Homography ground, double aspect) {
        this.ground = ground;
        this.aspect = aspect;
    }

    /** Measures a track over its window; false where a place is not on the ground, or all were seen at once. */
    boolean measure(MotionWindows motion, int slot) {
        int n = motion.size(slot);
        double meanT = 0;
        double meanX = 0;
        double meanY = 0;
        for (int i = 0; i < n; i++) {
            if (!ground.map(motion.x(slot, i), motion.y(slot, i))) {
                return false;
            }
            meanT += seconds(motion, slot, i) / n;
            meanX += ground.x() / n;
            meanY += ground.y() / n;
        }
        double spread = 0;
        double vx = 0;
        double vy = 0;
        for (int i = 0; i < n; i++) {
            ground.map(motion.x(slot, i), motion.y(slot, i));
            double t = seconds(motion, slot, i) - meanT;
            spread += t * t;
            vx += t * (ground.x() - meanX);
            vy += t * (ground.y() - meanY);
        }
        if (!(spread > 0)) {
            return false;
        }
        vx /= spread;
        vy /= spread;
        double length = Math.sqrt(vx * vx + vy * vy);
        speed = length * KILOMETRES_PER_HOUR;
        double ux = length > 0 ? vx / length : 1;
        double uy = length > 0 ? vy / length : 0;
        double scatter = 0;
        double boxes = 0;
        for (int i = 0; i < n; i++) {
            ground.map(motion.x(slot, i), motion.y(slot, i));
            double t = seconds(motion, slot, i) - meanT;
            double off = ux * (ground.x() - meanX - vx * t) + uy * (ground.y() - meanY - vy * t);
            scatter += off * off / (n - 2);
            double noise = BOX_NOISE * motion.height(slot, i) / FixedPoint.ONE;
            double byX = ground.alongByX(ux, uy) * noise / aspect;
            double byY = ground.alongByY(ux, uy) * noise;
            boxes += t * t * (byX * byX + byY * byY);
        }
        double variance = Math.max(scatter / spread, boxes / (spread * spread));
        uncertainty = 2 * Math.sqrt(variance) * KILOMETRES_PER_HOUR;
        return true;
    }

    private static double seconds(MotionWindows motion, int slot, int i) {
        return (motion.time(slot, i) - motion.time(slot, 0)) / MICROS;
    }

    /** Last measured, kilometres per hour. */
    double speed() {
        return speed;
    }

    /** Two standard errors of it. */
    double uncertainty() {
        return uncertainty;
    }
}
