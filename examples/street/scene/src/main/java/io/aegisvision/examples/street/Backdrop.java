package io.aegisvision.examples.street;

/** Ground, road and wall behind the actors: textured, painted and stained in the same colours as what moves. */
final class Backdrop {
    private final View view;
    private final SeededRandom random;
    private final double wallDepth;
    private final double roadFrom;
    private final double roadTo;
    private final Canvas canvas = new Canvas();

    private Backdrop(View view, SeededRandom random) {
        this.view = view;
        this.random = random;
        this.wallDepth = random.between(24, 40);
        this.roadFrom = random.between(11, 17);
        this.roadTo = roadFrom + random.between(6, 9);
    }

    private Backdrop(View view, SeededRandom random, double roadFrom, double roadTo) {
        this.view = view;
        this.random = random;
        this.wallDepth = roadTo + random.between(2, 8);
        this.roadFrom = roadFrom;
        this.roadTo = roadTo;
    }

    /** Linear RGB of a whole frame, the road at any depth. */
    static float[] draw(View view, SeededRandom random) {
        return new Backdrop(view, random).paint();
    }

    /** The same with the road between two depths. */
    static float[] drawWithRoad(View view, SeededRandom random, double roadFrom, double roadTo) {
        return new Backdrop(view, random, roadFrom, roadTo).paint();
    }

    private float[] paint() {
        wall();
        ground();
        panels();
        stains();
        return canvas.rgb;
    }

    private int wallFoot() {
        return (int) Math.clamp(view.imageY(0, wallDepth), 20, Canvas.HEIGHT - 40);
    }

    private void wall() {
        Paint paint = Paint.any(random);
        double course = random.between(4, 14);
        for (int y = 0; y < wallFoot(); y++) {
            boolean joint = y % course < 1;
            for (int x = 0; x < Canvas.WIDTH; x++) {
                double tone = 0.7 * (1 + 0.12 * Noise.smooth(x / 40.0, y / 25.0)) + 0.06 * Noise.at(x, y);
                set(x, y, paint, joint ? tone * 0.85 : tone);
            }
        }
    }

    private void ground() {
        Paint yard = greyish(random.between(85, 165));
        Paint road = greyish(random.between(60, 125));
        double middle = (roadFrom + roadTo) / 2;
        double tile = random.between(0.8, 2.5);
        double offset = random.between(0, 100);
        for (int y = wallFoot(); y < Canvas.HEIGHT; y++) {
            double z = view.depthOfRow(y + 0.5);
            boolean inRoad = z > roadFrom && z < roadTo;
            boolean kerb = Math.abs(z - roadFrom) < 0.12 || Math.abs(z - roadTo) < 0.15;
            for (int x = 0; x < Canvas.WIDTH; x++) {
                double wx = view.lateral(x + 0.5, z);
                double tone = 1 + 0.16 * Noise.smooth(wx * 0.5 + offset, z * 0.5) + 0.08 * Noise.at(x, y);
                boolean marking = inRoad && Math.abs(z - middle) < 0.1 && floorMod(wx, 3) < 1.4;
                boolean joint = !inRoad && (floorMod(wx, tile) < 0.05 || floorMod(z, tile) < 0.06);
                if (marking || kerb) {
                    tone *= 1.5;
                } else if (joint) {
                    tone *= 0.82;
                }
                set(x, y, inRoad ? road : yard, tone);
            }
        }
    }

    private void panels() {
        int foot = wallFoot();
        int panels = 4 + random.below(9);
        for (int panel = 0; panel < panels; panel++) {
            double width = random.between(12, 90);
            double height = random.between(12, Math.max(14, foot * 0.8));
            double left = random.between(-20, Canvas.WIDTH);
            double top = random.chance(0.4) ? foot - height : random.between(0, Math.max(1, foot - height));
            Paint paint = Paint.any(random);
            if (random.chance(0.4)) {
                paint = paint.striped(random.between(3, 16), random.between(0.5, 1.4));
            }
            canvas.begin(0, left, top);
            rectangle(left, top, left + width, Math.min(foot, top + height), paint);
        }
    }

    private void stains() {
        int stains = 5 + random.below(10);
        for (int stain = 0; stain < stains; stain++) {
            double y = random.between(wallFoot() + 6, Canvas.HEIGHT);
            double scale = view.scale(view.depthOfRow(y));
            double x = random.between(0, Canvas.WIDTH);
            double rx = random.between(0.3, 1.6) * scale;
            double ry = rx * random.between(0.15, 0.35);
            if (random.chance(0.5)) {
                canvas.shadow(x, y, rx, ry, random.between(0.1, 0.5));
            } else {
                canvas.begin(0, x, y);
                double skew = random.between(-0.5, 0.5) * rx;
                canvas.polygon(
                        new double[] {x - rx, x + rx, x + rx + skew, x - rx + skew},
                        new double[] {y + ry, y + ry, y - ry, y - ry},
                        Paint.any(random));
            }
        }
    }

    private Paint greyish(double level) {
        return Paint.of(
                level * random.between(0.92, 1.08),
                level * random.between(0.95, 1.05),
                level * random.between(0.9, 1.08),
                0);
    }

    private void rectangle(double left, double top, double right, double bottom, Paint paint) {
        canvas.polygon(new double[] {left, right, right, left}, new double[] {bottom, bottom, top, top}, paint);
    }

    private void set(int x, int y, Paint paint, double tone) {
        int at = (y * Canvas.WIDTH + x) * 3;
        canvas.rgb[at] = (float) (paint.red() * tone);
        canvas.rgb[at + 1] = (float) (paint.green() * tone);
        canvas.rgb[at + 2] = (float) (paint.blue() * tone);
    }

    private static double floorMod(double value, double modulus) {
        return value - Math.floor(value / modulus) * modulus;
    }
}
