package io.aegisvision.dataplane.bench.tracking;

import io.aegisvision.dataplane.tracker.Detections;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** A sequence's detections ready for our trackers, and its times. */
final class Frames {
    private final List<Detections> detections = new ArrayList<>();
    private final long[] micros;

    /** @param micros each frame's capture time */
    Frames(List<Box> boxes, long[] micros, int width, int height) {
        this.micros = micros.clone();
        int count = micros.length;
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
    }

    int count() {
        return detections.size();
    }

    Detections get(int index) {
        return detections.get(index);
    }

    /** Capture time of the frame of a sequence that goes round and round. */
    long micros(long number) {
        long rounds = number / micros.length;
        return rounds * micros[micros.length - 1] + micros[(int) (number % micros.length)];
    }

    /** Times evenly apart, the first a period after 0. */
    static long[] even(int count, double framesPerSecond) {
        return LongStream.rangeClosed(1, count)
                .map(number -> Math.round(number * 1e6 / framesPerSecond))
                .toArray();
    }
}
