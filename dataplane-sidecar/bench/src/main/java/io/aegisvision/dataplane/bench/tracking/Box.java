package io.aegisvision.dataplane.bench.tracking;

/**
 * A box of one frame, in pixels.
 *
 * @param frame from 1
 * @param id of the object or track; -1 of a detection
 * @param left edge
 * @param top edge
 * @param width above 0
 * @param height above 0
 * @param score 0..1
 */
public record Box(int frame, long id, double left, double top, double width, double height, double score) {
    /** Intersection over union. */
    double overlap(Box other) {
        double wide = Math.min(left + width, other.left + other.width) - Math.max(left, other.left);
        double tall = Math.min(top + height, other.top + other.height) - Math.max(top, other.top);
        if (!(wide > 0 && tall > 0)) {
            return 0;
        }
        double shared = wide * tall;
        return shared / (width * height + other.width * other.height - shared);
    }
}
