package io.aegisvision.examples.street;

/**
 * Straight legs between timed points on the ground. An actor exists from its first to its last point's time only.
 *
 * @param times seconds, increasing
 * @param xs metres
 * @param zs metres
 */
record Path(double[] times, double[] xs, double[] zs) {
    private static final double STRIDE_M = 1.4;
    private static final double STILL_M_PER_S = 0.05;

    static Path straight(double start, double end, double[] from, double[] to) {
        return new Path(new double[] {start, end}, new double[] {from[0], to[0]}, new double[] {from[1], to[1]});
    }

    boolean existsAt(double seconds) {
        return seconds >= times[0] && seconds < times[times.length - 1];
    }

    /** The pose at a time at which the actor exists. A standing actor faces as it last moved. */
    Pose at(double seconds) {
        double travelled = 0;
        double heading = headingOfFirstMove();
        for (int leg = 0; leg + 1 < times.length; leg++) {
            double dx = xs[leg + 1] - xs[leg];
            double dz = zs[leg + 1] - zs[leg];
            double length = Math.sqrt(dx * dx + dz * dz);
            double duration = times[leg + 1] - times[leg];
            boolean moving = length / duration > STILL_M_PER_S;
            if (moving) {
                heading = StrictMath.atan2(dz, dx);
            }
            if (seconds < times[leg + 1] || leg + 2 == times.length) {
                double share = Math.clamp((seconds - times[leg]) / duration, 0.0, 1.0);
                double gait = (travelled + length * share) / STRIDE_M * 2 * Math.PI;
                return new Pose(xs[leg] + dx * share, zs[leg] + dz * share, heading, gait, moving);
            }
            travelled += length;
        }
        throw new IllegalStateException("a path needs two points");
    }

    private double headingOfFirstMove() {
        for (int leg = 0; leg + 1 < times.length; leg++) {
            double dx = xs[leg + 1] - xs[leg];
            double dz = zs[leg + 1] - zs[leg];
            if (Math.abs(dx) + Math.abs(dz) > 1e-6) {
                return StrictMath.atan2(dz, dx);
            }
        }
        return 0;
    }
}
