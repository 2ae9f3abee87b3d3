package io.aegisvision.dataplane.app.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.aegisvision.dataplane.app.detect.DetectedBoxes;
import io.aegisvision.dataplane.app.evidence.SeenFrames.Area;
import io.aegisvision.dataplane.app.stream.Analysis;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is known of a frame is all of it, or nothing. */
class SeenFramesTest {
    private static final List<String> PERSON = List.of("person");

    private final SeenFrames seen = new SeenFrames();
    private final DetectedBoxes boxes = new DetectedBoxes();
    private final List<Analysis.Found> found = List.of(new Analysis.Found("objects", Scene.VERSION, boxes));

    private void frame(long time, int persons) {
        boxes.clear();
        for (int i = 0; i < persons; i++) {
            boxes.add(0.25, 0.25, 0.5, 0.5, 0.9, 0);
        }
        boxes.add(0, 0, 1, 1, 0.9, 1);
        seen.detected("a", time, found);
    }

    @Test
    void onlyTheClassesAskedForOfThatVeryFrame() {
        frame(10, 2);
        frame(20, 0);
        assertThat(seen.detections("a", 10, PERSON))
                .contains(List.of(new Area(0.25f, 0.25f, 0.5f, 0.5f), new Area(0.25f, 0.25f, 0.5f, 0.5f)));
        assertThat(seen.detections("a", 20, PERSON)).as("known to be empty").contains(List.of());
        assertThat(seen.detections("a", 15, PERSON)).as("between frames").isEmpty();
        assertThat(seen.detections("b", 10, PERSON)).as("of another epoch").isEmpty();
    }

    @Test
    void aFrameWithoutRoomIsNotTakenForAnEmptyOne() {
        frame(1, 1);
        int most = DetectedBoxes.CAPACITY - 1;
        for (int i = 0; i < SeenFrames.BOXES / most; i++) {
            frame(10 + i, most);
        }
        assertThat(seen.detections("a", 1, PERSON))
                .as("its boxes were overwritten")
                .isEmpty();
        assertThat(seen.detections("a", 11, PERSON)).map(List::size).contains(most);
        for (int i = 0; i < SeenFrames.FRAMES; i++) {
            frame(100 + i, 0);
        }
        assertThat(seen.detections("a", 11, PERSON)).as("its place was taken").isEmpty();
        assertThat(seen.detections("a", 100, PERSON)).isEqualTo(Optional.of(List.of()));
    }

    @Test
    void aFrameAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 50; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1000; i++) {
                frame(i, 5);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("bytes allocated for 1000 frames").isZero();
    }
}
