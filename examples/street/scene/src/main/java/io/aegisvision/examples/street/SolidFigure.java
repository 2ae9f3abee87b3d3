package io.aegisvision.examples.street;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A vehicle built of tapered blocks and wheels in its own frame: u forward, v to its left, h up, metres.
 *
 * @param blocks in drawing order where their depth is equal
 * @param wheels in pairs or single
 */
record SolidFigure(List<Block> blocks, List<Wheel> wheels, double[] footprint) implements Figure {
    private static final int[][] FACES = {{0, 1, 5, 4}, {1, 2, 6, 5}, {2, 3, 7, 6}, {3, 0, 4, 7}, {4, 5, 6, 7}};
    private static final Paint TYRE = Paint.of(28, 28, 30, 0.1);
    private static final Paint HUB = Paint.of(120, 120, 122, 0.1);

    /**
     * A frustum with rectangular ends.
     *
     * @param bottom u from, u to, v from, v to, h
     * @param top the same for the upper end
     */
    record Block(double[] bottom, double[] top, Paint sides, Paint roof) {

        static Block box(double[] u, double[] v, double[] h, Paint paint) {
            return new Block(
                    new double[] {u[0], u[1], v[0], v[1], h[0]},
                    new double[] {u[0], u[1], v[0], v[1], h[1]},
                    paint,
                    paint);
        }
    }

    /** A wheel whose hub is at (u, v). */
    record Wheel(double u, double v, double radius) {}

    @Override
    public void draw(Canvas canvas, View view, Pose pose, Light light) {
        double cos = StrictMath.cos(pose.heading());
        double sin = StrictMath.sin(pose.heading());
        List<Wheel> near = new ArrayList<>();
        for (Wheel wheel : wheels) {
            // A wheel is on the seen side if its hub is nearer to the camera than the middle of the axle.
            double towards = (pose.x() * -sin + pose.z() * cos) * wheel.v();
            if (towards < 0) {
                near.add(wheel);
            } else {
                drawWheel(canvas, view, pose, wheel);
            }
        }
        List<Block> sorted = new ArrayList<>(blocks);
        sorted.sort(Comparator.comparingDouble((Block block) -> -depth(block, pose, cos, sin)));
        for (Block block : sorted) {
            drawBlock(canvas, view, pose, block, light);
        }
        for (Wheel wheel : near) {
            drawWheel(canvas, view, pose, wheel);
        }
    }

    private static double depth(Block block, Pose pose, double cos, double sin) {
        double u = (block.bottom()[0] + block.bottom()[1]) / 2;
        double v = (block.bottom()[2] + block.bottom()[3]) / 2;
        // Rounded to a decimetre, so that blocks above one another keep the order of the list.
        return Math.rint((pose.z() + u * sin + v * cos) * 10);
    }

    private static void drawBlock(Canvas canvas, View view, Pose pose, Block block, Light light) {
        double cos = StrictMath.cos(pose.heading());
        double sin = StrictMath.sin(pose.heading());
        double[] xs = new double[8];
        double[] ys = new double[8];
        for (int corner = 0; corner < 8; corner++) {
            double[] end = corner < 4 ? block.bottom() : block.top();
            double u = end[(corner & 3) == 1 || (corner & 3) == 2 ? 1 : 0];
            double v = end[(corner & 3) >= 2 ? 3 : 2];
            double z = Math.max(1.0, pose.z() + u * sin + v * cos);
            xs[corner] = view.imageX(pose.x() + u * cos - v * sin, z);
            ys[corner] = view.imageY(end[4], z);
        }
        for (int face = 0; face < FACES.length; face++) {
            int[] at = FACES[face];
            double[] fx = {xs[at[0]], xs[at[1]], xs[at[2]], xs[at[3]]};
            double[] fy = {ys[at[0]], ys[at[1]], ys[at[2]], ys[at[3]]};
            double area = (fx[2] - fx[0]) * (fy[3] - fy[1]) - (fx[3] - fx[1]) * (fy[2] - fy[0]);
            if (area < 0) {
                Paint paint = face == 4 ? block.roof() : block.sides();
                canvas.polygon(fx, fy, paint.lit(shade(face, cos, sin, light)));
            }
        }
    }

    private static double shade(int face, double cos, double sin, Light light) {
        // Outward normals: 0 and 2 are the sides (-v, +v), 1 and 3 front and back, 4 the roof.
        return switch (face) {
            case 0 -> 0.88 - 0.22 * light.sun() * sin;
            case 1 -> 0.85 - 0.22 * light.sun() * cos;
            case 2 -> 0.88 + 0.22 * light.sun() * sin;
            case 3 -> 0.85 + 0.22 * light.sun() * cos;
            default -> 1.18;
        };
    }

    private static void drawWheel(Canvas canvas, View view, Pose pose, Wheel wheel) {
        double cos = StrictMath.cos(pose.heading());
        double sin = StrictMath.sin(pose.heading());
        double z = Math.max(1.0, pose.z() + wheel.u() * sin + wheel.v() * cos);
        double x = pose.x() + wheel.u() * cos - wheel.v() * sin;
        double scale = view.scale(z);
        double ry = wheel.radius() * scale;
        double rx = Math.max(0.22 * ry, ry * Math.abs(cos));
        double cx = view.imageX(x, z);
        double cy = view.imageY(wheel.radius(), z);
        canvas.ellipse(cx, cy, rx, ry, TYRE);
        canvas.ellipse(cx, cy, rx * 0.55, ry * 0.55, HUB);
    }
}
