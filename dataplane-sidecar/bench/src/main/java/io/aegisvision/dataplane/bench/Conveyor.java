package io.aegisvision.dataplane.bench;

/**
 * A scene made of numbers: objects in lanes of their own move down the picture, each frame by a fiftieth of its height,
 * and begin again at the top as someone else. In each frame exactly one of them passes the middle, so that a line there
 * is crossed once a frame.
 */
public final class Conveyor {
    /** Lanes, and frames until a lane begins again. */
    public static final int LANES = 40;
    /** Frames of those in which a lane's object is seen. */
    public static final int SEEN = 36;
    /** A line in its way. */
    public static final String MIDDLE = "0,0.505 1,0.505";

    /** Takes one box, corners in fractions of the display. */
    @FunctionalInterface
    public interface Boxes {
        void add(double left, double top, double right, double bottom, double score);
    }

    private Conveyor() {}

    /** The boxes of a frame. Every ninth time an object is seen badly, for the tracker's second stage. */
    public static void show(long frame, Boxes to) {
        for (int lane = 0; lane < LANES; lane++) {
            long step = (frame + lane) % LANES;
            if (step < SEEN) {
                double x = .01 + lane * .024;
                double y = .1 + step * .02;
                to.add(x, y, x + .02, y + .1, step % 9 == 0 ? .2 : .9);
            }
        }
    }
}
