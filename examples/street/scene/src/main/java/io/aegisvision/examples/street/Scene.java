package io.aegisvision.examples.street;

import java.util.List;

/**
 * Everything that a frame at any time is a function of.
 *
 * @param actors what is in the truth, ids 1, 2, … in the order of the list
 * @param props what is not
 */
record Scene(View view, float[] backdrop, Lighting lighting, List<Actor> actors, List<Prop> props) {

    /** An object of a class on its way. */
    record Actor(int id, Label label, Figure figure, Path path) {}

    /** A thing of no class in its place. */
    record Prop(ClutterFigure figure, double x, double z) {}
}
