package io.aegisvision.examples.street;

import java.util.Arrays;

/**
 * A frame being painted, back to front, with anti-aliased shapes, and who owns each pixel: so the visible share of an
 * object is counted, not estimated. Shapes may reach {@link #MARGIN} pixels beyond the frame; what lies there counts for
 * the whole of the object but is not seen. Not thread-safe; reused from frame to frame.
 */
final class Canvas {
    static final int WIDTH = 640;
    static final int HEIGHT = 360;
    static final int MARGIN = 256;
    private static final int WIDE = WIDTH + 2 * MARGIN;
    private static final int TALL = HEIGHT + 2 * MARGIN;

    final float[] rgb = new float[WIDTH * HEIGHT * 3];
    private final int[] owner = new int[WIDTH * HEIGHT];
    private final int[] stamp = new int[WIDE * TALL];
    private int stampValue;
    private int ownerId;
    private int silhouette;
    private float originX;
    private float originY;
    private double minX;
    private double minY;
    private double maxX;
    private double maxY;

    /** Starts a frame on a background; nobody owns a pixel. */
    void reset(float[] background) {
        System.arraycopy(background, 0, rgb, 0, rgb.length);
        forgetOwners();
    }

    /** Starts a frame on whatever is painted already: for callers that want the truth only. */
    void forgetOwners() {
        Arrays.fill(owner, 0);
    }

    /** Starts an object: its textures hang on the origin, its pixels belong to the id (0: nobody's). */
    void begin(int id, double originX, double originY) {
        ownerId = id;
        this.originX = (float) originX;
        this.originY = (float) originY;
        stampValue++;
        silhouette = 0;
        minX = Double.MAX_VALUE;
        minY = Double.MAX_VALUE;
        maxX = -Double.MAX_VALUE;
        maxY = -Double.MAX_VALUE;
    }

    /** Pixels of the object's whole silhouette since {@link #begin}, seen or not. */
    int silhouette() {
        return silhouette;
    }

    /** Extent of the object since {@link #begin}: left, top, right, bottom. */
    double[] extent() {
        return new double[] {minX, minY, maxX, maxY};
    }

    /** Counts the pixels that each id still owns; ids are 0..count-1. */
    int[] visiblePixels(int count) {
        int[] pixels = new int[count];
        for (int id : owner) {
            if (id < count) {
                pixels[id]++;
            }
        }
        return pixels;
    }

    /** A convex polygon, its corners in either turning order. */
    void polygon(double[] xs, double[] ys, Paint paint) {
        int n = xs.length;
        double area = 0;
        double left = xs[0];
        double right = xs[0];
        double top = ys[0];
        double bottom = ys[0];
        for (int i = 0; i < n; i++) {
            int j = (i + 1) % n;
            area += xs[i] * ys[j] - xs[j] * ys[i];
            left = Math.min(left, xs[i]);
            right = Math.max(right, xs[i]);
            top = Math.min(top, ys[i]);
            bottom = Math.max(bottom, ys[i]);
        }
        if (Math.abs(area) < 0.5) {
            return;
        }
        grow(left, top, right, bottom);
        double turn = Math.signum(area);
        float[] nx = new float[n];
        float[] ny = new float[n];
        float[] offset = new float[n];
        for (int i = 0; i < n; i++) {
            int j = (i + 1) % n;
            double length = Math.max(1e-6, Math.sqrt(square(xs[j] - xs[i]) + square(ys[j] - ys[i])));
            nx[i] = (float) (-turn * (ys[j] - ys[i]) / length);
            ny[i] = (float) (turn * (xs[j] - xs[i]) / length);
            offset[i] = (float) (0.5 - nx[i] * xs[i] - ny[i] * ys[i]);
        }
        int lastRow = lastRow(bottom);
        int lastColumn = lastColumn(right);
        for (int y = firstRow(top); y <= lastRow; y++) {
            float py = y + 0.5f;
            for (int x = firstColumn(left); x <= lastColumn; x++) {
                float px = x + 0.5f;
                float cover = 1f;
                for (int i = 0; i < n; i++) {
                    cover = Math.min(cover, nx[i] * px + ny[i] * py + offset[i]);
                }
                if (cover > 0f) {
                    blend(x, y, cover, paint, 1f);
                }
            }
        }
    }

    /** A thick line with round ends, lit from the left where {@code light} is positive. */
    void capsule(double x1, double y1, double x2, double y2, double radius, Paint paint, double light) {
        double left = Math.min(x1, x2) - radius;
        double right = Math.max(x1, x2) + radius;
        double top = Math.min(y1, y2) - radius;
        double bottom = Math.max(y1, y2) + radius;
        grow(left, top, right, bottom);
        float dx = (float) (x2 - x1);
        float dy = (float) (y2 - y1);
        float inverse = 1f / Math.max(1e-6f, dx * dx + dy * dy);
        float edge = (float) radius + 0.5f;
        float shading = (float) (light / Math.max(radius, 0.5));
        int lastRow = lastRow(bottom);
        int lastColumn = lastColumn(right);
        for (int y = firstRow(top); y <= lastRow; y++) {
            float qy = y + 0.5f - (float) y1;
            for (int x = firstColumn(left); x <= lastColumn; x++) {
                float qx = x + 0.5f - (float) x1;
                float along = Math.clamp((qx * dx + qy * dy) * inverse, 0f, 1f);
                float ex = qx - along * dx;
                float ey = qy - along * dy;
                float cover = edge - (float) Math.sqrt(ex * ex + ey * ey);
                if (cover > 0f) {
                    blend(x, y, Math.min(1f, cover), paint, 1f - shading * ex);
                }
            }
        }
    }

    /** An upright ellipse. */
    void ellipse(double cx, double cy, double rx, double ry, Paint paint) {
        if (rx < 0.4 || ry < 0.4) {
            return;
        }
        grow(cx - rx, cy - ry, cx + rx, cy + ry);
        float small = (float) Math.min(rx, ry);
        int lastRow = lastRow(cy + ry);
        int lastColumn = lastColumn(cx + rx);
        for (int y = firstRow(cy - ry); y <= lastRow; y++) {
            float v = (float) ((y + 0.5 - cy) / ry);
            for (int x = firstColumn(cx - rx); x <= lastColumn; x++) {
                float u = (float) ((x + 0.5 - cx) / rx);
                float cover = (1f - (float) Math.sqrt(u * u + v * v)) * small + 0.5f;
                if (cover > 0f) {
                    blend(x, y, Math.min(1f, cover), paint, 1f);
                }
            }
        }
    }

    /** Darkens the ground softly: a cast shadow, which nobody owns. Strength 0..1. */
    void shadow(double cx, double cy, double rx, double ry, double strength) {
        int firstRow = Math.max(0, (int) (cy - ry));
        int lastRow = Math.min(HEIGHT - 1, (int) (cy + ry));
        int firstColumn = Math.max(0, (int) (cx - rx));
        int lastColumn = Math.min(WIDTH - 1, (int) (cx + rx));
        for (int y = firstRow; y <= lastRow; y++) {
            float v = (float) ((y + 0.5 - cy) / ry);
            for (int x = firstColumn; x <= lastColumn; x++) {
                float u = (float) ((x + 0.5 - cx) / rx);
                float inside = 1f - (u * u + v * v);
                if (inside > 0f) {
                    float factor = 1f - (float) strength * Math.min(1f, inside * 2.5f);
                    int at = (y * WIDTH + x) * 3;
                    rgb[at] *= factor;
                    rgb[at + 1] *= factor;
                    rgb[at + 2] *= factor;
                }
            }
        }
    }

    private void blend(int x, int y, float cover, Paint paint, float light) {
        if (cover >= 0.5f && ownerId > 0) {
            int wide = (y + MARGIN) * WIDE + x + MARGIN;
            if (stamp[wide] != stampValue) {
                stamp[wide] = stampValue;
                silhouette++;
            }
        }
        if (x < 0 || y < 0 || x >= WIDTH || y >= HEIGHT) {
            return;
        }
        int pixel = y * WIDTH + x;
        if (cover >= 0.5f) {
            owner[pixel] = ownerId;
        }
        float shade = light * (1f + paint.grain() * Noise.at(x - originX, y - originY));
        if (paint.stripePx() > 0f && (((int) Math.floor((y - originY) / paint.stripePx())) & 1) == 0) {
            shade *= paint.stripeContrast();
        }
        int at = pixel * 3;
        rgb[at] += cover * (paint.red() * shade - rgb[at]);
        rgb[at + 1] += cover * (paint.green() * shade - rgb[at + 1]);
        rgb[at + 2] += cover * (paint.blue() * shade - rgb[at + 2]);
    }

    private void grow(double left, double top, double right, double bottom) {
        minX = Math.min(minX, left);
        minY = Math.min(minY, top);
        maxX = Math.max(maxX, right);
        maxY = Math.max(maxY, bottom);
    }

    private static int firstColumn(double left) {
        return Math.max(-MARGIN, (int) Math.floor(left - 1));
    }

    private static int lastColumn(double right) {
        return Math.min(WIDTH + MARGIN - 1, (int) Math.ceil(right + 1));
    }

    private static int firstRow(double top) {
        return Math.max(-MARGIN, (int) Math.floor(top - 1));
    }

    private static int lastRow(double bottom) {
        return Math.min(HEIGHT + MARGIN - 1, (int) Math.ceil(bottom + 1));
    }

    private static double square(double value) {
        return value * value;
    }
}
