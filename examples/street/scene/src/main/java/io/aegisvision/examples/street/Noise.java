package io.aegisvision.examples.street;

/** Tables of noise, drawn once from fixed seeds: texture in -1..1 that tiles, and bell-shaped sensor noise. */
final class Noise {
    private static final int SIZE = 128;
    private static final float[] TEXTURE = texture();
    private static final int SENSOR_SIZE = 1 << 16;
    private static final float[] SENSOR = sensor();

    private Noise() {}

    /** Texture at a point in pixels of the object's own frame; bilinear in neither direction, so it stays crisp. */
    static float at(float x, float y) {
        int column = (int) Math.floor(x) & (SIZE - 1);
        int row = (int) Math.floor(y) & (SIZE - 1);
        return TEXTURE[row * SIZE + column];
    }

    /** Smooth value noise in -1..1 at a point, unit cell 1. */
    static double smooth(double x, double y) {
        double fx = Math.floor(x);
        double fy = Math.floor(y);
        double u = ease(x - fx);
        double v = ease(y - fy);
        int column = (int) fx;
        int row = (int) fy;
        double top = lattice(column, row) * (1 - u) + lattice(column + 1, row) * u;
        double bottom = lattice(column, row + 1) * (1 - u) + lattice(column + 1, row + 1) * u;
        return top * (1 - v) + bottom * v;
    }

    /** Sensor noise with standard deviation 1; any index is valid. */
    static float sensor(int index) {
        return SENSOR[index & (SENSOR_SIZE - 1)];
    }

    private static double lattice(int column, int row) {
        long hash = (column * 0x9E3779B97F4A7C15L) ^ (row * 0xC2B2AE3D27D4EB4FL);
        hash = (hash ^ (hash >>> 29)) * 0xBF58476D1CE4E5B9L;
        hash ^= hash >>> 32;
        return (hash & 0xFFFFFF) / (double) 0x7FFFFF - 1.0;
    }

    private static double ease(double t) {
        return t * t * (3 - 2 * t);
    }

    private static float[] texture() {
        SeededRandom random = new SeededRandom(0x7E87);
        float[] fine = new float[SIZE * SIZE];
        for (int i = 0; i < fine.length; i++) {
            fine[i] = (float) random.between(-1, 1);
        }
        float[] mixed = new float[SIZE * SIZE];
        for (int row = 0; row < SIZE; row++) {
            for (int column = 0; column < SIZE; column++) {
                int coarse = (row / 5 % SIZE) * SIZE + (column / 5 + 40) % SIZE;
                mixed[row * SIZE + column] = 0.55f * fine[row * SIZE + column] + 0.45f * fine[coarse];
            }
        }
        return mixed;
    }

    private static float[] sensor() {
        SeededRandom random = new SeededRandom(0x5E45);
        float[] noise = new float[SENSOR_SIZE];
        for (int i = 0; i < SENSOR_SIZE; i++) {
            // Four uniforms approximate a bell with standard deviation 1 after scaling by sqrt(3).
            noise[i] = (float) (0.8660254 * 2 * (random.unit() + random.unit() + random.unit() + random.unit() - 2));
        }
        return noise;
    }
}
