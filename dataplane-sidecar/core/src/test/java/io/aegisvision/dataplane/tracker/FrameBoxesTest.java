package io.aegisvision.dataplane.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class FrameBoxesTest {
    private final FrameBoxes boxes = new FrameBoxes(1.5, .01);

    private static Detections scene(Random random) {
        Detections seen = new Detections(4);
        int count = random.nextInt(200);
        for (int i = 0; i < count; i++) {
            // coarse, so that edges repeat
            float x = random.nextInt(40) / 40f;
            float y = random.nextInt(40) / 40f;
            float width = (1 + random.nextInt(random.nextInt(10) == 0 ? 40 : 4)) / 40f;
            seen.add(x, y, x + width, y + .1f + .2f * random.nextFloat(), random.nextFloat(), random.nextInt(3));
        }
        return seen;
    }

    @Property(tries = 200)
    void inTheOrderOfContent(@ForAll int seed) {
        Detections seen = scene(new Random(seed));
        assertThat(boxes.read(seen, 0, 2)).isZero();
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < seen.size(); i++) {
            expected.add(i);
        }
        expected.sort((a, b) -> seen.compare(a, b) != 0 ? seen.compare(a, b) : Integer.compare(a, b));
        List<Integer> got = new ArrayList<>();
        for (int k = 0; k < boxes.size; k++) {
            got.add(boxes.index[k]);
        }
        Comparator<Integer> byContent = seen::compare;
        assertThat(got).hasSameSizeAs(expected).isSortedAccordingTo(byContent).hasSameElementsAs(expected);
    }

    /** The window leaves out nothing that overlaps enough. */
    @Property(tries = 200)
    void theWindowHoldsAllThatOverlaps(@ForAll int seed) {
        Random random = new Random(seed);
        Detections seen = scene(random);
        boxes.read(seen, 0, 2);
        for (int t = 0; t < 20; t++) {
            double left = random.nextDouble() * 1.5;
            double top = random.nextDouble();
            double right = left + .02 + random.nextDouble() * .3;
            double bottom = top + .3;
            double least = .05 + .9 * random.nextDouble();
            int from = boxes.firstNear(left, right - left, least);
            for (int k = 0; k < boxes.size; k++) {
                double overlap = boxes.overlap(k, left, top, right, bottom, (right - left) * (bottom - top), least);
                boolean inside = k >= from && boxes.left[k] <= right - least * (right - left);
                assertThat(overlap == 0 || inside).isTrue();
            }
        }
    }
}
