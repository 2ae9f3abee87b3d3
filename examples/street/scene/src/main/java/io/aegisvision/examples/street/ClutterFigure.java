package io.aegisvision.examples.street;

/** Things that are of no class: they stand about, hide what is behind them and have the colours of what is in front. */
record ClutterFigure(Kind kind, double size, Paint paint, Paint accent) implements Figure {

    /** What there is in a yard. */
    enum Kind {
        CRATE,
        CONE,
        POLE,
        BARREL,
        BUSH,
        SIGN
    }

    static ClutterFigure random(SeededRandom random) {
        Paint paint = Paint.any(random);
        if (random.chance(0.4)) {
            paint = paint.striped(random.between(3, 9), random.between(0.5, 1.5));
        }
        return new ClutterFigure(
                Kind.values()[random.below(Kind.values().length)], random.between(0.7, 1.3), paint, Paint.any(random));
    }

    @Override
    public double[] footprint() {
        return new double[] {0.4 * size, 0.4 * size};
    }

    @Override
    public void draw(Canvas canvas, View view, Pose pose, Light light) {
        double unit = view.scale(pose.z()) * size;
        double x = view.imageX(pose.x(), pose.z());
        double y = view.imageY(0, pose.z());
        switch (kind) {
            case CRATE -> crate(canvas, view, pose, light);
            case CONE -> {
                canvas.polygon(
                        new double[] {x - 0.22 * unit, x + 0.22 * unit, x + 0.04 * unit, x - 0.04 * unit},
                        new double[] {y, y, y - 0.75 * unit, y - 0.75 * unit},
                        paint);
                canvas.polygon(
                        new double[] {x - 0.3 * unit, x + 0.3 * unit, x + 0.3 * unit, x - 0.3 * unit},
                        new double[] {y + 0.04 * unit, y + 0.04 * unit, y - 0.05 * unit, y - 0.05 * unit},
                        accent);
            }
            case POLE -> canvas.capsule(x, y, x, y - 3.6 * unit, 0.08 * unit, paint, 0.3 * light.sun());
            case BARREL -> {
                canvas.capsule(x, y - 0.3 * unit, x, y - 0.75 * unit, 0.3 * unit, paint, 0.35 * light.sun());
                canvas.ellipse(x, y - 1.0 * unit, 0.27 * unit, 0.08 * unit, accent);
            }
            case BUSH -> {
                for (int leaf = 0; leaf < 6; leaf++) {
                    double dx = 0.55 * unit * Noise.smooth(leaf * 7.3, size * 91);
                    double dy = 0.35 * unit * Noise.smooth(leaf * 3.1 + 50, size * 57);
                    canvas.ellipse(
                            x + dx, y - 0.55 * unit + dy, 0.4 * unit, 0.38 * unit, paint.lit(0.75 + 0.08 * leaf));
                }
            }
            case SIGN -> {
                canvas.capsule(x, y, x, y - 1.6 * unit, 0.05 * unit, accent, 0);
                canvas.polygon(
                        new double[] {x - 0.4 * unit, x + 0.4 * unit, x + 0.4 * unit, x - 0.4 * unit},
                        new double[] {y - 1.2 * unit, y - 1.2 * unit, y - 2.0 * unit, y - 2.0 * unit},
                        paint);
            }
        }
    }

    private void crate(Canvas canvas, View view, Pose pose, Light light) {
        double half = 0.5 * size;
        SolidFigure.Block block = SolidFigure.Block.box(
                new double[] {-half, half}, new double[] {-half, half}, new double[] {0, 0.8 * size}, paint);
        new SolidFigure(java.util.List.of(block), java.util.List.of(), footprint()).draw(canvas, view, pose, light);
    }
}
