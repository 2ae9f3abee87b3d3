package io.aegisvision.dataplane.bench.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.dataplane.tracker.Tracker;
import io.aegisvision.dataplane.tracker.Tracks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every change of a tracker is graded: generated sequences at 30, 15, 10 and 5 frames a second. The bounds are what was
 * reached, less a point of HOTA and a tenth of the switches; a better tracker raises them.
 */
class TrackersQualityTest {
    private static final int FRAMES = 300;
    private static final long SEED = 7;

    @ParameterizedTest
    @CsvSource({
        "BYTETRACK, 60, 1, 80.1, 14",
        "BYTETRACK, 60, 2, 78.7, 25",
        "BYTETRACK, 60, 3, 79.5, 16",
        "BYTETRACK, 60, 6, 76.0, 29",
        "OC_SORT, 60, 1, 68.8, 13",
        "OC_SORT, 60, 2, 68.7, 8",
        "OC_SORT, 60, 3, 67.0, 15",
        "OC_SORT, 60, 6, 64.2, 20",
    })
    void asGoodAsItWas(Algorithm algorithm, int objects, int step, double leastHota, int mostSwitches) {
        GeneratedScene scene = GeneratedScene.of(objects, FRAMES, SEED);
        Comparison comparison =
                new Comparison(sampled(scene.truth(), step), tracks(algorithm, scene, step), FRAMES / step);
        double hota = 100 * Hota.of(comparison).hota();
        int switches = Clear.of(comparison).switches();
        assertThat(hota).as("HOTA, with %d switches", switches).isGreaterThanOrEqualTo(leastHota);
        assertThat(switches).as("switches").isLessThanOrEqualTo(mostSwitches);
    }

    private static List<Box> sampled(List<Box> boxes, int step) {
        return boxes.stream()
                .filter(box -> (box.frame() - 1) % step == 0)
                .map(box -> new Box(
                        (box.frame() - 1) / step + 1,
                        box.id(),
                        box.left(),
                        box.top(),
                        box.width(),
                        box.height(),
                        box.score()))
                .toList();
    }

    private static List<Box> tracks(Algorithm algorithm, GeneratedScene scene, int step) {
        double rate = GeneratedScene.FRAMES_PER_SECOND;
        Frames frames = new Frames(
                sampled(scene.detections(), step),
                Frames.even(FRAMES / step, rate / step),
                GeneratedScene.WIDTH,
                GeneratedScene.HEIGHT);
        Tracker tracker = algorithm.make(GeneratedScene.WIDTH, GeneratedScene.HEIGHT, rate / step);
        List<Box> boxes = new ArrayList<>();
        for (int i = 0; i < frames.count(); i++) {
            tracker.update(frames.micros(i), frames.get(i));
            Tracks tracks = tracker.tracks();
            for (int k = 0; k < tracks.size(); k++) {
                if (tracks.seen(k)) {
                    boxes.add(new Box(
                            i + 1,
                            tracks.id(k),
                            tracks.x1(k) * GeneratedScene.WIDTH,
                            tracks.y1(k) * GeneratedScene.HEIGHT,
                            (tracks.x2(k) - tracks.x1(k)) * GeneratedScene.WIDTH,
                            (tracks.y2(k) - tracks.y1(k)) * GeneratedScene.HEIGHT,
                            1));
                }
            }
        }
        return boxes;
    }
}
