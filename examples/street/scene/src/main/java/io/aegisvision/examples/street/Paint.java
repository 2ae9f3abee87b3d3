package io.aegisvision.examples.street;

/**
 * A surface: linear colour in 0..255, a grain (relative contrast of its texture), and an optional second colour in
 * stripes of {@code stripePx} (0: none).
 */
record Paint(float red, float green, float blue, float grain, float stripePx, float stripeContrast) {

    static Paint of(double red, double green, double blue, double grain) {
        return new Paint((float) red, (float) green, (float) blue, (float) grain, 0f, 0f);
    }

    /** Any colour that a real surface may have: all classes and all clutter draw from this one distribution. */
    static Paint any(SeededRandom random) {
        double value = random.between(35, 225);
        double saturation = random.chance(0.35) ? random.between(0, 0.12) : random.between(0.15, 0.85);
        double hue = random.between(0, 6);
        double[] rgb = new double[3];
        for (int channel = 0; channel < 3; channel++) {
            double k = (5 - channel * 2 + hue + 6) % 6;
            rgb[channel] = value * (1 - saturation * Math.clamp(Math.min(k, 4 - k), 0.0, 1.0));
        }
        return of(rgb[0], rgb[1], rgb[2], random.between(0.03, 0.16));
    }

    Paint striped(double stripePx, double contrast) {
        return new Paint(red, green, blue, grain, (float) stripePx, (float) contrast);
    }

    Paint lit(double factor) {
        return new Paint(
                (float) (red * factor),
                (float) (green * factor),
                (float) (blue * factor),
                grain,
                stripePx,
                stripeContrast);
    }
}
