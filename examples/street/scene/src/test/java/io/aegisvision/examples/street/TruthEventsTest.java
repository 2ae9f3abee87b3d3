package io.aegisvision.examples.street;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class TruthEventsTest {
    private static final int FPS = 10;
    private static final StreetRules RULES = new StreetRules(
            new StreetRules.Shape("dock", "0.25,0.5 0.5,0.5 0.5,1 0.25,1"),
            new StreetRules.Shape("gate", "0.75,0.9 0.75,0.5"),
            new StreetRules.Dwell(1000, 300, List.of("person")),
            new StreetRules.Occupancy(1, 500, 1, List.of("person")));

    @Test
    void aCrossingFromTheLeftHandOfTheLineToTheRightIsLeftToRight() {
        TruthEvents events = of(walk(20, frame -> 440 + 4 * frame, 288));

        assertThat(events.lineCross())
                .containsExactly(new TruthEvents.Crossing(1, "person", "gate", "LeftToRight", 11, 1100));
    }

    @Test
    void theWayBackIsRightToLeft() {
        TruthEvents events = of(walk(20, frame -> 520 - 4 * frame, 288));

        assertThat(events.lineCross())
                .extracting(TruthEvents.Crossing::direction)
                .containsExactly("RightToLeft");
    }

    @Test
    void whoTouchesTheLineAndTurnsBackHasNotCrossed() {
        TruthEvents events = of(walk(5, frame -> 480 - 8 * Math.abs(frame - 2), 288));

        assertThat(events.lineCross()).isEmpty();
    }

    @Test
    void whoPassesBesideTheSegmentHasNotCrossed() {
        assertThat(of(walk(20, frame -> 440 + 4 * frame, 350)).lineCross()).isEmpty();
        assertThat(of(walk(20, frame -> 440 + 4 * frame, 170)).lineCross()).isEmpty();
    }

    @Test
    void theSegmentIsHalfOpen() {
        assertThat(of(walk(20, frame -> 440 + 4 * frame, 324)).lineCross()).hasSize(1);
        assertThat(of(walk(20, frame -> 440 + 4 * frame, 180)).lineCross()).isEmpty();
    }

    @Test
    void aStayFiresOnTheFirstFrameAfterTheDuration() {
        TruthEvents events = of(walk(30, frame -> frame < 5 ? 100 : 200, 288));

        assertThat(events.dwell()).containsExactly(new TruthEvents.Stay(1, "person", "dock", 5, 15, 29));
    }

    @Test
    void aShortAbsenceDoesNotEndAStayAndALongOneDoes() {
        TruthEvents brief = of(walk(30, frame -> frame == 7 || frame == 8 ? 100 : 200, 288));
        TruthEvents lengthy = of(walk(30, frame -> frame >= 7 && frame <= 12 ? 100 : 200, 288));

        assertThat(brief.dwell()).extracting(TruthEvents.Stay::fireFrame).containsExactly(10);
        assertThat(lengthy.dwell()).extracting(TruthEvents.Stay::fireFrame).containsExactly(-1, 23);
    }

    @Test
    void theZonesEdgesAreHalfOpen() {
        assertThat(of(walk(30, frame -> 160, 288)).dwell()).hasSize(1);
        assertThat(of(walk(30, frame -> 320, 288)).dwell()).isEmpty();
    }

    @Test
    void anAlarmRisesAfterItsTimeAndRearmsBelowTheHysteresis() {
        List<List<TruthBox>> frames = new ArrayList<>();
        for (int frame = 0; frame < 40; frame++) {
            List<TruthBox> boxes = new ArrayList<>();
            int present = frame < 10 ? 1 : frame < 25 ? 2 : frame < 30 ? 1 : 0;
            for (int id = 1; id <= present; id++) {
                boxes.add(person(id, 200 + 30 * id, 288));
            }
            frames.add(boxes);
        }

        TruthEvents events = TruthEvents.of(frames, RULES, FPS);

        assertThat(events.occupancy()).containsExactly(new TruthEvents.Alarm("dock", 10, 15, 30));
    }

    private static TruthEvents of(List<List<TruthBox>> frames) {
        return TruthEvents.of(frames, RULES, FPS);
    }

    private static List<List<TruthBox>> walk(int frames, IntToDoubleFunction x, double y) {
        List<List<TruthBox>> truth = new ArrayList<>();
        for (int frame = 0; frame < frames; frame++) {
            truth.add(List.of(person(1, x.applyAsDouble(frame), y)));
        }
        return truth;
    }

    private static TruthBox person(int id, double x, double y) {
        return new TruthBox(id, Label.PERSON, new double[] {x - 10, y - 60, x + 10, y}, 1);
    }
}
