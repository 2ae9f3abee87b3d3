package io.aegisvision.dataplane.app.stream;

import io.aegisvision.dataplane.video.Preview;
import org.jspecify.annotations.Nullable;

/**
 * A frame on its way to people. It has one owner at a time: the decoding thread fills the picture, the analysing thread
 * the rest, the view's own thread makes a {@link Sight} of it and gives it back to be filled again. One that is not given
 * back is made anew, so that nothing leaks.
 */
final class ViewFrame {
    final Preview picture = new Preview();
    final ViewObjects boxes = new ViewObjects();
    final ViewObjects tracks = new ViewObjects();
    long captureMicros;
    boolean captureEstimated;
    String epoch = "";

    @Nullable
    String lost;
}
