package io.aegisvision.rulecheck;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aegisvision.dataplane.rules.RuleEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** "How many forklifts crossed zone 7 today, and which lingered more than 60 s": out of the events of two rules. */
class QuestionTest {
    private static final String RULES = """
            - {name: visits, rule: {zoneCross: {zone: zone-7, transition: Enter, firstSeenInside: true, labels: [forklift]}}}
            - {name: lingers, rule: {dwell: {zone: zone-7, duration: 60s, labels: [forklift]}}}
            """;
    private static final int VEHICLES = 40;
    private static final int FRAMES_PER_SECOND = 2;
    private static final double SECONDS = 1200;

    /** A visit as an event names it. */
    private record Visit(long track, long episode) {}

    private final Random random = new Random(7);
    private final List<Scene.Mover> movers = new ArrayList<>();
    private final Set<Long> lingered = new TreeSet<>();
    private int visits;

    /** Each waits outside, goes in for a while, out again, and some come back; some are hidden for a second while inside. */
    private void drive(long id) {
        boolean forklift = id % 3 != 0;
        double time = random.nextInt(900);
        StringBuilder path = new StringBuilder(time + " 0.2,0.6");
        List<List<Double>> hidden = new ArrayList<>();
        for (int visit = 0; visit < 1 + random.nextInt(2); visit++) {
            double stay = random.nextBoolean() ? 62 + random.nextInt(30) : 5 + random.nextInt(50);
            double in = time + 5;
            path.append(" | %s 0.2,0.6 | %s 0.7,0.6 | %s 0.7,0.6 | %s 0.2,0.6"
                    .formatted(in, in + .5, in + stay, in + stay + .5));
            if (random.nextInt(3) == 0) {
                hidden.add(List.of(in + 2, in + 3));
            }
            time = in + stay + 5;
            if (forklift) {
                visits++;
                if (stay > 60) {
                    lingered.add(id);
                }
            }
        }
        path.append(" | %s 0.2,0.6".formatted(time));
        movers.add(new Scene.Mover(
                id, forklift ? "forklift" : "person", "0.05x0.1", path.toString(), null, hidden, null, null, null));
    }

    @Test
    void isAnsweredByCountAndDwellOnTheSameEpisodes() throws IOException {
        for (long id = 1; id <= VEHICLES; id++) {
            drive(id);
        }
        List<JsonNode> rules = new ArrayList<>();
        Yaml.MAPPER.readTree(RULES).forEach(rules::add);
        Scene scene = new Scene(
                "a yard with a zone 7",
                FRAMES_PER_SECOND,
                Map.of(),
                SECONDS,
                Map.of("zone-7", "0.5,0 1,0 1,1 0.5,1"),
                Map.of(),
                null,
                rules,
                movers,
                List.of(),
                List.of(),
                List.of());
        List<RuleEvent> events = Run.events(scene, new Pipelines(Path.of("../..")));

        Set<Visit> entered = visits(events, "io.aegisvision.zone.entered.v1");
        Set<Visit> stayed = visits(events, "io.aegisvision.dwell.fired.v1");
        assertThat(entered).hasSize(visits).containsAll(stayed);
        Set<Long> who = stayed.stream().map(Visit::track).collect(Collectors.toSet());
        assertThat(who).isEqualTo(lingered).isNotEmpty();
    }

    private static Set<Visit> visits(List<RuleEvent> events, String type) {
        return events.stream()
                .filter(event -> event.kind().type().equals(type))
                .map(Run::data)
                .map(data -> new Visit(data.track() == null ? -1 : data.track().id(), data.episode()))
                .collect(Collectors.toSet());
    }
}
