package io.aegisvision.examples.street;

/** Something that stands on the ground and can be drawn. */
sealed interface Figure permits PersonFigure, SolidFigure, ClutterFigure {

    /** Draws it back to front. {@code sun} is -1 (light from the right) to 1 (from the left), seconds drive the sway. */
    void draw(Canvas canvas, View view, Pose pose, Light light);

    /** Half length and half width of its footprint in metres. */
    double[] footprint();

    /** Where the light comes from at a moment. */
    record Light(double sun, double seconds) {}
}
