package io.aegisvision.examples.street;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DemoLoopTest {
    private static final int SECONDS = 60;
    private static StreetRules rules;
    private static DemoLoop loop;

    @BeforeAll
    static void find() throws IOException {
        rules = StreetRules.read(Path.of("street-rules.json"));
        loop = DemoLoop.find(1, SECONDS, rules);
    }

    @Test
    void aLoopHasCrossingsBothWaysStaysAndAnAlarm() {
        TruthEvents events = loop.events();

        assertThat(events.lineCross()).hasSizeBetween(8, 14);
        assertThat(events.lineCross())
                .extracting(TruthEvents.Crossing::direction)
                .contains("LeftToRight", "RightToLeft");
        assertThat(events.dwell().stream().filter(stay -> stay.fireFrame() >= 0))
                .hasSizeGreaterThanOrEqualTo(2);
        assertThat(events.occupancy()).hasSizeBetween(1, 2).allMatch(alarm -> alarm.rearmFrame() > alarm.alarmFrame());
    }

    @Test
    void nothingHappensAtTheSeam() {
        int frames = SECONDS * DemoLoop.FRAMES_PER_SECOND;

        assertThat(loop.truth()).hasSize(frames);
        assertThat(loop.truth().getFirst()).isEmpty();
        assertThat(loop.truth().getLast()).isEmpty();
        assertThat(loop.events().lineCross())
                .allMatch(crossing -> crossing.frame() > 20 && crossing.frame() < frames - 38);
    }

    @Test
    void nobodyHidesAnother() {
        for (List<TruthBox> boxes : loop.truth()) {
            for (TruthBox box : boxes) {
                boolean cut = box.box()[0] < 0 || box.box()[2] > Canvas.WIDTH;
                assertThat(cut || box.visible() > 0.99).isTrue();
            }
        }
    }

    @Test
    void theLightIsTheSameAtBothEndsOfTheLoop() {
        SceneRenderer renderer = new SceneRenderer();
        byte[] first = renderer.render(loop.scene(), 0, 7).rgb();
        byte[] last = renderer.render(loop.scene(), SECONDS - 0.001, 7).rgb();
        int worst = 0;
        for (int i = 0; i < first.length; i++) {
            worst = Math.max(worst, Math.abs((first[i] & 255) - (last[i] & 255)));
        }
        assertThat(worst).isLessThanOrEqualTo(1);
    }

    @Test
    void theSameSeedGivesTheSameLoop() {
        DemoLoop again = DemoLoop.find(1, SECONDS, rules);

        assertThat(again.events()).isEqualTo(loop.events());
        assertThat(new SceneRenderer().render(again.scene(), 12, 300).rgb())
                .isEqualTo(new SceneRenderer().render(loop.scene(), 12, 300).rgb());
    }
}
