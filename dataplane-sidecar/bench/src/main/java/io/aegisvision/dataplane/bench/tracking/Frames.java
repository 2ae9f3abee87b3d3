package io.aegisvision.dataplane.bench.tracking;

import io.aegisvision.dataplane.tracker.Detections;
import java.util.ArrayList;
import java.util.List;

/** A sequence's detections ready for our trackers, and its times. */
final class Frames {
    private final List<Detections> detections = new ArrayList<>();
    private final double microsPerFrame;

    /** @param framesPerSecond of these frames */
    Frames(List<Box> boxes, int count, int width, int height, double framesPerSecond) {
        for (int i = 0; i < count; i++) {
            detections.add(new Detections(64));
        }
        for (Box box : boxes) {
            if (box.frame() <= count) {
                detections
                        .get(box.frame() - 1)
                        .add(
                                (float) (box.left() / width),
                                (float) (box.top() / height),
                                (float) ((box.left() + box.width()) / width),
                                (float) ((box.top() + box.height()) / height),
                                (float) box.score(),
                                0);
            }
        }
        microsPerFrame = 1e6 / framesPerSecond;
    }

    int count() {
        return detections.size();
    }

    Detections get(int index) {
        return detections.get(index);
    }

    /** Capture time of the frame of a sequence that goes round and round. */
    long micros(long number) {
        return Math.round((number + 1) * microsPerFrame);
    }
}
