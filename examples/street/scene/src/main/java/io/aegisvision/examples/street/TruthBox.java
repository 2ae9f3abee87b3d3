package io.aegisvision.examples.street;

/**
 * What is really there.
 *
 * @param id of the object, unique in its scene
 * @param label its class
 * @param box left, top, right, bottom in pixels of the whole object, also of what is hidden or outside the frame
 * @param visible share of its silhouette that the frame shows, 0..1
 */
public record TruthBox(int id, Label label, double[] box, double visible) {
    /** Below this share a detection of the object is neither right nor wrong. */
    public static final double LEAST_VISIBLE = 0.3;

    /** The box cut to the frame. */
    public double[] boxInFrame() {
        return new double[] {
            Math.clamp(box[0], 0, Canvas.WIDTH),
            Math.clamp(box[1], 0, Canvas.HEIGHT),
            Math.clamp(box[2], 0, Canvas.WIDTH),
            Math.clamp(box[3], 0, Canvas.HEIGHT)
        };
    }

    /** Whether enough is visible for the object to count. */
    public boolean counts() {
        return visible >= LEAST_VISIBLE;
    }
}
