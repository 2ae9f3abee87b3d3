package io.aegisvision.story;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegisvision.contract.DisplayPoints;
import io.aegisvision.contract.EventTypes;
import io.aegisvision.story.Broker.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** Compares the events of one loop of one camera with its truth. Pure. */
final class EventMatch {
    /** A crossing is told at the moment of crossing; the detector's jitter of a few pixels moves it a little. */
    static final long CROSSING_TOLERANCE_MICROS = 700_000;
    /** How far a dwell may be from the truth. */
    private static final long DWELL_TOLERANCE_MICROS = 300_000;
    /** An alarm rests on a count that changes with the detector's view of the zone's edge. */
    static final long ALARM_TOLERANCE_MICROS = 500_000;

    private final Truth truth;
    private final long start;

    /** @param start capture time of the loop's first frame, microseconds */
    EventMatch(Truth truth, long start) {
        this.truth = truth;
        this.start = start;
    }

    /** The outcome of one kind of event. @param wrong what is missing or besides, for people */
    record Outcome(int expected, int matched, int besides, List<String> wrong) {
        boolean exact() {
            return matched == expected && besides == 0 && wrong.isEmpty();
        }

        String summary() {
            return matched + " of " + expected + ", " + besides + " besides";
        }
    }

    /** Something the truth says: when, and a test of the event that must tell it. */
    private record Expected(String what, long at, java.util.function.Predicate<Event> fits) {}

    boolean inLoop(Event event) {
        return event.at() >= start && event.at() < start + truth.loopMicros();
    }

    Outcome crossings(List<Event> events) {
        List<Expected> expected = truth.events().lineCross().stream()
                .map(crossing -> new Expected(
                        crossing.label() + " " + crossing.direction() + " at frame " + crossing.frame(),
                        start + truth.micros(crossing.frame()),
                        event -> event.data().path("direction").asText().equals(crossing.direction())
                                && event.data()
                                        .path("track")
                                        .path("label")
                                        .asText()
                                        .equals(crossing.label())))
                .toList();
        return match(expected, of(events, EventTypes.LINE_CROSSED), Event::at, CROSSING_TOLERANCE_MICROS);
    }

    Outcome dwells(List<Event> events) {
        List<Expected> expected = truth.events().dwell().stream()
                .filter(stay -> stay.fireFrame() >= 0)
                .map(stay -> new Expected(
                        stay.label() + " " + stay.id() + " fires at frame " + stay.fireFrame(),
                        start + truth.micros(stay.fireFrame()),
                        event -> true))
                .toList();
        return match(expected, of(events, EventTypes.DWELL_FIRED), Event::decidedAt, DWELL_TOLERANCE_MICROS);
    }

    Outcome alarms(List<Event> events, boolean raised) {
        List<Expected> expected = truth.events().occupancy().stream()
                .map(alarm -> raised ? alarm.alarmFrame() : alarm.rearmFrame())
                .map(frame -> new Expected("frame " + frame, start + truth.micros(frame), event -> true))
                .toList();
        String type = raised ? EventTypes.OCCUPANCY_RAISED : EventTypes.OCCUPANCY_CLEARED;
        return match(expected, of(events, type), Event::decidedAt, ALARM_TOLERANCE_MICROS);
    }

    private List<Event> of(List<Event> events, String type) {
        return events.stream()
                .filter(event -> event.type().equals(type) && inLoop(event))
                .toList();
    }

    private Outcome match(List<Expected> expected, List<Event> events, ToLongFunction<Event> time, long tolerance) {
        List<Event> left = new ArrayList<>(events);
        List<String> wrong = new ArrayList<>();
        int matched = 0;
        for (Expected one : expected) {
            Event nearest = left.stream()
                    .filter(one.fits)
                    .filter(event -> Math.abs(time.applyAsLong(event) - one.at) <= tolerance)
                    .min(java.util.Comparator.comparingLong(event -> Math.abs(time.applyAsLong(event) - one.at)))
                    .orElse(null);
            if (nearest == null) {
                wrong.add("missing: " + one.what);
            } else {
                left.remove(nearest);
                matched++;
            }
        }
        for (Event event : left) {
            long frame = (time.applyAsLong(event) - start) * truth.fps() / 1_000_000;
            wrong.add("besides: " + event.type() + " "
                    + event.data().path("direction").asText("") + " "
                    + event.data().path("track") + " near frame " + frame);
        }
        return new Outcome(expected.size(), matched, left.size(), wrong);
    }

    /**
     * Recomputes a dwell from the event's own evidence: the anchor of the first and the deciding observation is in the
     * zone, and the time between them is the duration told, at least the rule's, and less than one sample above it
     * unless observations are missing.
     *
     * @return what does not hold, empty when all does
     */
    String recomputeDwell(Event event) {
        JsonNode evidence = event.data().path("evidence");
        if (evidence.size() < 2) {
            return "evidence holds " + evidence.size() + " observations";
        }
        JsonNode first = evidence.get(0);
        JsonNode last = evidence.get(evidence.size() - 1);
        long elapsed = last.path("time").asLong() - first.path("time").asLong();
        long told = event.data().path("durationMillis").asLong();
        DisplayPoints zone = truth.rules().zone().parsed();
        if (!inside(zone, first) || !inside(zone, last)) {
            return "an observation of the evidence is outside the zone";
        }
        if (last.path("time").asLong() != event.decidedAt()) {
            return "the last observation is not the deciding one";
        }
        if (elapsed / 1000 != told || elapsed < truth.rules().dwell().durationMillis() * 1000) {
            return "evidence spans " + elapsed + " us, the event says " + told + " ms";
        }
        return "";
    }

    /** Even-odd, half-open edges, in the same fixed point as the rules but written independently. */
    private static boolean inside(DisplayPoints polygon, JsonNode observation) {
        JsonNode box = observation.path("box");
        long x = Math.round((box.get(0).asDouble() + box.get(2).asDouble()) / 2 * DisplayPoints.ONE);
        long y = Math.round(box.get(3).asDouble() * DisplayPoints.ONE);
        boolean inside = false;
        for (int i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
            long yi = polygon.ys()[i];
            long yj = polygon.ys()[j];
            if ((yi > y) != (yj > y)) {
                double crossing = polygon.xs()[i] + (double) (polygon.xs()[j] - polygon.xs()[i]) * (y - yi) / (yj - yi);
                inside ^= x < crossing;
            }
        }
        return inside;
    }
}
