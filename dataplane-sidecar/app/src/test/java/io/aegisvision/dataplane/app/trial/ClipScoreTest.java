package io.aegisvision.dataplane.app.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.aegisvision.dataplane.app.detect.Box;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClipScoreTest {
    private final ClipScore score = new ClipScore();

    private static Box box(String label, double x, double value) {
        return new Box(label, x, 0, x + 10, 10, value);
    }

    private static Clips.Truth truth(String label, double x) {
        return new Clips.Truth(label, new double[] {x, 0, x + 10, 10}, false);
    }

    private static Clips.Truth ignored(String label, double x) {
        return new Clips.Truth(label, new double[] {x, 0, x + 10, 10}, true);
    }

    @Test
    void bothEmptyIsRight() {
        score.frame(List.of(), List.of());
        assertThat(score.f1()).isEqualTo(1);
        assertThat(score.f1("person")).isEqualTo(1);
        assertThat(score.classes()).isEmpty();
    }

    /** Over all frames at once: 2 right, 1 wrong, 1 missed. */
    @Test
    void countsOverTheWholeClip() {
        score.frame(List.of(box("person", 0, 0.9), box("person", 50, 0.8)), List.of(truth("person", 1)));
        score.frame(List.of(box("car", 0, 0.9)), List.of(truth("car", 0), truth("person", 80)));
        assertThat(score.f1()).isCloseTo(2 * 2 / (2 * 2 + 1 + 1.0), within(1e-12));
        assertThat(score.f1("person")).isCloseTo(2 / (2 + 1 + 1.0), within(1e-12));
        assertThat(score.f1("car")).isEqualTo(1);
        assertThat(score.classes()).containsExactly("car", "person");
    }

    /** Shifted by a third the overlap is exactly one half; a hair more is below. */
    @Test
    void matchesFromOneHalf() {
        score.frame(List.of(box("person", 10 / 3.0 - 1e-9, 0.9)), List.of(truth("person", 0)));
        assertThat(score.f1()).isEqualTo(1);
        score.frame(List.of(box("person", 10 / 3.0 + 1e-6, 0.9)), List.of(truth("person", 0)));
        assertThat(score.f1()).isCloseTo(2 / (2 + 1 + 1.0), within(1e-12));
    }

    @Test
    void aWrongClassIsWrongAndMissed() {
        score.frame(List.of(box("car", 0, 0.9)), List.of(truth("person", 0)));
        assertThat(score.f1()).isZero();
        assertThat(score.f1("car")).isZero();
        assertThat(score.f1("person")).isZero();
    }

    /** Two boxes on one object: the one with the higher score is right, the other wrong. */
    @Test
    void anObjectIsFoundOnce() {
        score.frame(List.of(box("person", 2, 0.5), box("person", 0, 0.9)), List.of(truth("person", 0)));
        assertThat(score.f1()).isCloseTo(2 / 3.0, within(1e-12));
    }

    /** The best box takes the truth that it overlaps most, so that a neighbour keeps its own. */
    @Test
    void theHigherScoreChoosesFirst() {
        score.frame(
                List.of(box("person", 3, 0.5), box("person", 0, 0.9)), List.of(truth("person", 0), truth("person", 3)));
        assertThat(score.f1()).isEqualTo(1);
    }

    @Test
    void whatIsIgnoredIsNeitherRightNorWrong() {
        score.frame(List.of(box("person", 0, 0.9), box("person", 1, 0.8)), List.of(ignored("person", 0)));
        assertThat(score.f1()).isEqualTo(1);
        score.frame(List.of(box("car", 0, 0.9)), List.of(ignored("person", 0)));
        assertThat(score.f1()).as("another class is wrong there").isZero();
    }
}
