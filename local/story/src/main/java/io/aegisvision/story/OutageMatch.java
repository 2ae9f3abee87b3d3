package io.aegisvision.story;

import io.aegisvision.contract.EventTypes;
import io.aegisvision.story.Broker.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Compares the events of a stretch of time that holds outages with the truth of the loops that it covers. Pure. */
final class OutageMatch {
    /** Frames in flight when something is killed, and what a tracker needs to see an object again. */
    private static final long BEFORE_MICROS = 500_000;

    private static final long AFTER_MICROS = 2_500_000;
    /**
     * What starts anew takes the processor of a small machine for a while, the broker most: frames are left out then, and a
     * stay is seen to begin that much later. That it is told once is asked here; within 300 ms, when nothing is killed.
     */
    private static final long DWELL_TOLERANCE_MICROS = 1_000_000;

    private final Truth truth;
    private final List<Long> loops;
    private final List<Outage> outages;

    OutageMatch(Truth truth, List<Long> loops, List<Outage> outages) {
        this.truth = truth;
        this.loops = loops;
        this.outages = outages;
    }

    /** A time in which nothing can be seen, microseconds. */
    record Outage(String what, long from, long to) {
        boolean touches(long begin, long end) {
            return begin <= to + AFTER_MICROS && end >= from - BEFORE_MICROS;
        }
    }

    /**
     * @param wrong true events that are missing, and events that nothing true explains
     * @param again events of episodes that began again after an outage
     */
    record Result(int expected, int matched, List<String> wrong, List<String> again) {}

    /** Something true: it begins to matter at {@code begin} and is told at {@code at}. */
    private record True(String type, String what, long begin, long at, long end, long tolerance) {}

    Result judge(List<Event> events, long from, long until) {
        List<Event> left = new ArrayList<>(events.stream()
                .filter(event -> event.decidedAt() >= from && event.decidedAt() < until)
                .filter(event -> List.of(
                                EventTypes.LINE_CROSSED,
                                EventTypes.DWELL_FIRED,
                                EventTypes.OCCUPANCY_RAISED,
                                EventTypes.OCCUPANCY_CLEARED)
                        .contains(event.type()))
                .toList());
        List<String> wrong = new ArrayList<>();
        List<True> all = loops.stream().flatMap(start -> trueOf(start).stream()).toList();
        int expected = 0;
        int matched = 0;
        for (True one : all) {
            boolean counts = one.begin >= from
                    && one.at + one.tolerance < until
                    && outages.stream().noneMatch(outage -> outage.touches(one.begin, one.at));
            Event nearest = left.stream()
                    .filter(event -> event.type().equals(one.type) && Math.abs(time(event) - one.at) <= one.tolerance)
                    .min(Comparator.comparingLong(event -> Math.abs(time(event) - one.at)))
                    .orElse(null);
            if (nearest != null) {
                left.remove(nearest);
            }
            if (counts) {
                expected++;
                matched += nearest != null ? 1 : 0;
                if (nearest == null) {
                    wrong.add("missing: " + one.what);
                }
            }
        }
        List<String> again = new ArrayList<>();
        for (Event event : left) {
            boolean begunAgain = all.stream()
                    .anyMatch(one -> one.type.equals(event.type())
                            && time(event) >= one.begin
                            && time(event) <= one.end
                            && outages.stream().anyMatch(outage -> outage.touches(one.begin, time(event))));
            (begunAgain ? again : wrong).add("besides: " + event.type() + " " + event.id() + " at " + time(event));
        }
        return new Result(expected, matched, wrong, again);
    }

    private static long time(Event event) {
        return event.type().equals(EventTypes.LINE_CROSSED) ? event.at() : event.decidedAt();
    }

    private List<True> trueOf(long start) {
        List<True> all = new ArrayList<>();
        for (Truth.Crossing crossing : truth.events().lineCross()) {
            long at = start + truth.micros(crossing.frame());
            all.add(new True(
                    EventTypes.LINE_CROSSED,
                    "crossing at frame " + crossing.frame(),
                    at - EventMatch.CROSSING_TOLERANCE_MICROS,
                    at,
                    at,
                    EventMatch.CROSSING_TOLERANCE_MICROS));
        }
        for (Truth.Stay stay : truth.events().dwell()) {
            if (stay.fireFrame() >= 0) {
                all.add(new True(
                        EventTypes.DWELL_FIRED,
                        "dwell at frame " + stay.fireFrame(),
                        start + truth.micros(stay.enterFrame()),
                        start + truth.micros(stay.fireFrame()),
                        start + truth.micros(stay.lastFrame()),
                        DWELL_TOLERANCE_MICROS));
            }
        }
        for (Truth.Alarm alarm : truth.events().occupancy()) {
            long above = start + truth.micros(alarm.aboveFrame());
            long raised = start + truth.micros(alarm.alarmFrame());
            long cleared = start + truth.micros(alarm.rearmFrame());
            all.add(new True(
                    EventTypes.OCCUPANCY_RAISED,
                    "alarm at frame " + alarm.alarmFrame(),
                    above,
                    raised,
                    cleared,
                    EventMatch.ALARM_TOLERANCE_MICROS));
            all.add(new True(
                    EventTypes.OCCUPANCY_CLEARED,
                    "re-arm at frame " + alarm.rearmFrame(),
                    above,
                    cleared,
                    cleared + EventMatch.ALARM_TOLERANCE_MICROS,
                    EventMatch.ALARM_TOLERANCE_MICROS));
        }
        return all;
    }
}
