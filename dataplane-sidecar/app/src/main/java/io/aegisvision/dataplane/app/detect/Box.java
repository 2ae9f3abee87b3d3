package io.aegisvision.dataplane.app.detect;

/**
 * A labelled rectangle of a picture.
 *
 * @param label class name
 * @param x1 left edge, pixels
 * @param y1 upper edge
 * @param x2 right edge, not below {@code x1}
 * @param y2 lower edge, not below {@code y1}
 * @param score 0..1 of a detection; 1 for a truth
 */
public record Box(String label, double x1, double y1, double x2, double y2, double score) {
    /** Intersection over union, 0..1; 0 where both are empty. */
    public double overlap(Box other) {
        double width = Math.min(x2, other.x2) - Math.max(x1, other.x1);
        double height = Math.min(y2, other.y2) - Math.max(y1, other.y1);
        double shared = Math.max(0, width) * Math.max(0, height);
        double all = area() + other.area() - shared;
        return all > 0 ? shared / all : 0;
    }

    private double area() {
        return (x2 - x1) * (y2 - y1);
    }
}
