package io.aegisvision.examples.street;

/**
 * Light and sensor of a scene. All changes have one period, so that a loop of that length has no seam.
 *
 * @param gain mean exposure, 1 is neutral
 * @param flicker relative amplitude of the slow change of exposure
 * @param periodSeconds length of the change
 * @param phase of the change, radians
 * @param tint factors of red, green, blue
 * @param noise standard deviation of the sensor noise in grey levels
 * @param shadow strength of cast shadows, 0..1
 * @param sun -1 from the right to 1 from the left
 * @param cloud relative depth of the cloud's shadow that drifts over the scene
 */
record Lighting(
        double gain,
        double flicker,
        double periodSeconds,
        double phase,
        double[] tint,
        double noise,
        double shadow,
        double sun,
        double cloud) {

    static Lighting random(SeededRandom site, SeededRandom random, double periodSeconds) {
        double warm = site.between(-0.1, 0.1);
        return new Lighting(
                site.between(0.55, 1.15) * random.between(0.85, 1.15),
                random.between(0.03, 0.2),
                periodSeconds,
                random.between(0, 6.28),
                new double[] {1 + warm, 1.0, 1 - warm},
                random.between(1.5, 6),
                random.between(0.15, 0.55),
                site.between(-1, 1),
                random.chance(0.5) ? random.between(0.1, 0.4) : 0);
    }

    static Lighting daylight(SeededRandom random, double periodSeconds) {
        return new Lighting(
                random.between(0.92, 1.08),
                0.10,
                periodSeconds,
                random.between(0, 6.28),
                new double[] {1.02, 1.0, 0.98},
                2.5,
                0.35,
                random.between(-0.8, 0.8),
                0.15);
    }

    /** Applies exposure, clouds, lens shading and noise, and rounds to bytes. The frame number selects the noise. */
    byte[] expose(float[] rgb, double seconds, int frame) {
        double turn = 2 * Math.PI * seconds / periodSeconds + phase;
        double exposure = gain * (1 + flicker * StrictMath.sin(turn));
        float[] column = new float[Canvas.WIDTH];
        for (int x = 0; x < Canvas.WIDTH; x++) {
            double wave = StrictMath.sin(x / 170.0 + turn);
            double lens = (x - 320) / 320.0;
            column[x] = (float) ((1 - cloud * Math.clamp(0.5 + 1.5 * wave, 0.0, 1.0)) * (1 - 0.12 * lens * lens));
        }
        float[] factor = {(float) (exposure * tint[0]), (float) (exposure * tint[1]), (float) (exposure * tint[2])};
        byte[] out = new byte[Canvas.WIDTH * Canvas.HEIGHT * 3];
        float sigma = (float) noise;
        int at = 0;
        for (int y = 0; y < Canvas.HEIGHT; y++) {
            int grain = (frame * 40503 + y * 7919) * 31;
            for (int x = 0; x < Canvas.WIDTH; x++) {
                for (int channel = 0; channel < 3; channel++) {
                    float value = rgb[at] * factor[channel] * column[x] + sigma * Noise.sensor(grain++);
                    out[at] = (byte) (int) Math.clamp(value + 0.5f, 0f, 255f);
                    at++;
                }
            }
        }
        return out;
    }
}
