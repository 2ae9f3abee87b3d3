package io.aegisvision.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegisvision.contract.EventTypes;
import io.aegisvision.story.Broker.Event;
import io.aegisvision.story.OutageMatch.Outage;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventMatchTest {
    private static final long START = 1_700_000_000_000_000L;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Truth TRUTH = new Truth(
            25,
            1500,
            640,
            360,
            new Truth.Rules(
                    new Truth.Shape("dock", "0.2,0.2 0.8,0.2 0.8,0.9 0.2,0.9"),
                    new Truth.Shape("gate", "0.5,1 0.5,0"),
                    new Truth.Dwell(4000, 1000)),
            new Truth.Events(
                    List.of(
                            new Truth.Crossing(1, "car", "gate", "LeftToRight", 100),
                            new Truth.Crossing(2, "person", "gate", "RightToLeft", 500)),
                    List.of(new Truth.Stay(3, "person", "dock", 600, 700, 900)),
                    List.of(new Truth.Alarm("dock", 650, 700, 850))));

    private final EventMatch match = new EventMatch(TRUTH, START);

    @Test
    void everyCrossingOnceIsExact() {
        EventMatch.Outcome outcome = match.crossings(
                List.of(crossing("a", 102, "LeftToRight", "car"), crossing("b", 497, "RightToLeft", "person")));

        assertThat(outcome.exact()).isTrue();
        assertThat(outcome.summary()).isEqualTo("2 of 2, 0 besides");
    }

    @Test
    void aCrossingInTheWrongDirectionIsMissingAndBesides() {
        EventMatch.Outcome outcome = match.crossings(
                List.of(crossing("a", 102, "RightToLeft", "car"), crossing("b", 497, "RightToLeft", "person")));

        assertThat(outcome.matched()).isEqualTo(1);
        assertThat(outcome.besides()).isEqualTo(1);
        assertThat(outcome.exact()).isFalse();
    }

    @Test
    void aCrossingToldTwiceIsBesides() {
        EventMatch.Outcome outcome = match.crossings(List.of(
                crossing("a", 102, "LeftToRight", "car"),
                crossing("c", 104, "LeftToRight", "car"),
                crossing("b", 497, "RightToLeft", "person")));

        assertThat(outcome.besides()).isEqualTo(1);
    }

    @Test
    void eventsOfAnotherLoopAreNotJudged() {
        EventMatch.Outcome outcome = match.crossings(List.of(crossing("a", 1600, "LeftToRight", "car")));

        assertThat(outcome.besides()).isZero();
        assertThat(outcome.matched()).isZero();
    }

    @Test
    void aDwellMoreThanThreeHundredMillisecondsOffIsMissing() {
        assertThat(match.dwells(List.of(dwell(707))).exact()).isTrue();
        assertThat(match.dwells(List.of(dwell(708))).exact()).isFalse();
    }

    @Test
    void aDwellIsRecomputedFromItsEvidence() {
        assertThat(match.recomputeDwell(dwell(700))).isEmpty();
        assertThat(match.recomputeDwell(dwellWith(0.95))).contains("outside the zone");
    }

    @Test
    void whatHappensInAnOutageIsNotExpectedAndWhatBeginsAgainIsListed() {
        Outage outage = new Outage("kill", START + TRUTH.micros(620), START + TRUTH.micros(650));
        OutageMatch outages = new OutageMatch(TRUTH, List.of(START), List.of(outage));
        List<Event> events = List.of(
                crossing("a", 102, "LeftToRight", "car"), crossing("b", 500, "RightToLeft", "person"), dwell(760));

        OutageMatch.Result result = outages.judge(events, START, START + TRUTH.loopMicros());

        assertThat(result.wrong()).isEmpty();
        assertThat(result.expected()).isEqualTo(2);
        assertThat(result.again()).hasSize(1);
    }

    @Test
    void whatNothingTrueExplainsIsWrongAlsoAfterAnOutage() {
        Outage outage = new Outage("kill", START + TRUTH.micros(620), START + TRUTH.micros(650));
        OutageMatch outages = new OutageMatch(TRUTH, List.of(START), List.of(outage));

        OutageMatch.Result result =
                outages.judge(List.of(crossing("x", 300, "LeftToRight", "car")), START, START + TRUTH.loopMicros());

        assertThat(result.wrong()).anyMatch(line -> line.startsWith("besides"));
        assertThat(result.wrong()).anyMatch(line -> line.startsWith("missing"));
    }

    @Test
    void aCamerasLoopsAndSessionsAreReadFromItsLog() throws Exception {
        CameraLog log = CameraLog.parse("""
                starting
                {"event":"loop","loop":0,"at":1000000}
                {"event":"session-opened","session":"a"}
                {"event":"loop","loop":1,"at":61000000}
                """);

        assertThat(log.opened()).isEqualTo(1);
        assertThat(log.closed()).isZero();
        assertThat(log.firstLoopAfter(1_000_000)).isEqualTo(61_000_000);
    }

    private static Event crossing(String id, int frame, String direction, String label) {
        return event(id, EventTypes.LINE_CROSSED, """
                {"at":%d,"decidedAt":%d,"direction":"%s","track":{"id":1,"label":"%s"}}""".formatted(
                        START + TRUTH.micros(frame), START + TRUTH.micros(frame), direction, label));
    }

    private static Event dwell(int frame) {
        long at = START + TRUTH.micros(frame);
        return event("d", EventTypes.DWELL_FIRED, """
                {"at":%d,"decidedAt":%d,"durationMillis":4000,"evidence":[
                {"track":1,"time":%d,"box":[0.4,0.4,0.5,0.8]},{"track":1,"time":%d,"box":[0.4,0.4,0.5,0.8]}]}""".formatted(at, at, at - 4_000_000, at));
    }

    private static Event dwellWith(double bottom) {
        long at = START + TRUTH.micros(700);
        return event("d", EventTypes.DWELL_FIRED, """
                {"at":%d,"decidedAt":%d,"durationMillis":4000,"evidence":[
                {"track":1,"time":%d,"box":[0.4,0.4,0.5,0.8]},{"track":1,"time":%d,"box":[0.4,0.4,0.5,%s]}]}""".formatted(at, at, at - 4_000_000, at, bottom));
    }

    private static Event event(String id, String type, String data) {
        try {
            return new Event(
                    "k", 0, 0, JSON.readTree("{\"id\":\"%s\",\"type\":\"%s\",\"data\":%s}".formatted(id, type, data)));
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }
}
