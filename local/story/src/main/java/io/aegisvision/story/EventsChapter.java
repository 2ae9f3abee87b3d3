package io.aegisvision.story;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegisvision.contract.EventTypes;
import io.aegisvision.story.Broker.Event;
import io.aegisvision.story.Checks.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** 2 and 3: events are CloudEvents that carry their evidence, and they are what happened in front of the camera. */
final class EventsChapter {
    static final String ENVELOPE = "2 events: CloudEvents with evidence, keyed by stream";
    static final String CROSSINGS = "3 truth: every line crossing once, none besides";
    static final String DWELLS = "3 truth: each dwell once, within 300 ms";
    static final String RECOMPUTED = "3 truth: each dwell recomputed from its own evidence";
    static final String ALARMS = "3 truth: the occupancy alarm is raised and clears";
    static final List<String> NAMES = List.of(ENVELOPE, CROSSINGS, DWELLS, RECOMPUTED, ALARMS);
    /** Camera by stream. */
    static final Map<String, String> CAMERAS = Map.of("gate-north", "north", "gate-south", "south");

    private static final long SETTLE_MILLIS = 4000;

    private final World world;
    private final Checks checks;
    private final Broker broker;

    EventsChapter(World world, Checks checks, Broker broker) {
        this.world = world;
        this.checks = checks;
        this.broker = broker;
    }

    void run() throws Exception {
        long now = System.currentTimeMillis() * 1000;
        List<EventMatch> matches = new ArrayList<>();
        List<List<Event>> events = new ArrayList<>();
        for (Map.Entry<String, String> stream : CAMERAS.entrySet()) {
            Truth truth = world.truth(stream.getValue());
            World.await("a loop of camera " + stream.getValue(), Duration.ofSeconds(90), () -> {
                CameraLog.read(world.shell, stream.getValue()).firstLoopAfter(now);
                return true;
            });
            long start = CameraLog.read(world.shell, stream.getValue()).firstLoopAfter(now);
            long end = (start + truth.loopMicros()) / 1000 + SETTLE_MILLIS;
            Thread.sleep(Math.max(0, end - System.currentTimeMillis()));
            matches.add(new EventMatch(truth, start));
            events.add(broker.distinct(event -> event.stream().equals(stream.getKey())));
        }
        checks.check(ENVELOPE, this::envelope);
        checks.check(CROSSINGS, () -> all(matches, events, EventMatch::crossings));
        checks.check(DWELLS, () -> all(matches, events, EventMatch::dwells));
        checks.check(RECOMPUTED, () -> recomputed(matches, events));
        checks.check(ALARMS, () -> {
            Finding raised = all(matches, events, (match, of) -> match.alarms(of, true));
            Finding cleared = all(matches, events, (match, of) -> match.alarms(of, false));
            return new Finding(
                    raised.passed() && cleared.passed(),
                    "raised " + raised.measured() + "; cleared " + cleared.measured(),
                    raised.detail() + "\n" + cleared.detail());
        });
    }

    private interface Judge {
        EventMatch.Outcome judge(EventMatch match, List<Event> events);
    }

    private static Finding all(List<EventMatch> matches, List<List<Event>> events, Judge judge) {
        boolean exact = true;
        List<String> summary = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < matches.size(); i++) {
            EventMatch.Outcome outcome = judge.judge(matches.get(i), events.get(i));
            exact &= outcome.exact() && outcome.expected() > 0;
            summary.add(outcome.summary());
            wrong.addAll(outcome.wrong());
        }
        return new Finding(exact, String.join(" | ", summary), String.join("\n", wrong));
    }

    private static Finding recomputed(List<EventMatch> matches, List<List<Event>> events) {
        int count = 0;
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < matches.size(); i++) {
            for (Event event : events.get(i)) {
                if (event.type().equals(EventTypes.DWELL_FIRED)) {
                    count++;
                    String problem = matches.get(i).recomputeDwell(event);
                    if (!problem.isEmpty()) {
                        wrong.add(event.id() + ": " + problem);
                    }
                }
            }
        }
        return new Finding(
                count > 0 && wrong.isEmpty(), count - wrong.size() + " of " + count, String.join("\n", wrong));
    }

    private Finding envelope() {
        List<Event> events = broker.all(event -> true);
        List<String> wrong = new ArrayList<>();
        for (Event event : events) {
            JsonNode json = event.json();
            JsonNode data = event.data();
            boolean whole = json.path("specversion").asText().equals("1.0")
                    && json.path("source").asText().equals("/namespaces/" + World.TENANT + "/streams/" + event.stream())
                    && json.path("subject")
                            .asText()
                            .startsWith(data.path("rule").asText() + "/")
                    && json.path("traceparent").asText().matches("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
                    && event.key().equals(World.TENANT + "/" + event.stream())
                    && data.path("model").path("digest").asText().startsWith("sha256:")
                    && !data.path("ruleRevision").asText().isEmpty()
                    && !data.path("evidence").isEmpty();
            if (!whole) {
                wrong.add(json.toString());
            }
        }
        long ids = events.stream().map(Event::id).distinct().count();
        return new Finding(
                !events.isEmpty() && wrong.isEmpty() && ids == events.size(),
                events.size() + " events, " + ids + " ids, " + wrong.size() + " incomplete",
                wrong.isEmpty() ? "" : wrong.getFirst());
    }
}
