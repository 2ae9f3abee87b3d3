package io.aegisvision.rulecheck;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import io.aegisvision.contract.EventData;
import io.aegisvision.dataplane.rules.RuleEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each folder of {@code fixtures} is a scene and the events that come out of it, in order; a field that an expected event
 * does not name is not looked at. To add a fixture, add a folder.
 */
class FixturesTest {
    private static final Path FIXTURES = Path.of("fixtures");
    private static final String PREFIX = "io.aegisvision.";
    private static final String SUFFIX = ".v1";

    private final Pipelines pipelines;

    FixturesTest() throws IOException {
        pipelines = new Pipelines(Path.of("../.."));
    }

    @TestFactory
    List<DynamicTest> fixtures() throws IOException {
        try (Stream<Path> folders = Files.list(FIXTURES)) {
            List<DynamicTest> tests = folders.sorted()
                    .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check(folder)))
                    .toList();
            assertThat(tests).isNotEmpty();
            return tests;
        }
    }

    private void check(Path folder) throws IOException {
        Scene scene = Scene.read(folder);
        List<Map<String, Object>> expected =
                Yaml.MAPPER.readValue(folder.resolve("events.yaml").toFile(), new TypeReference<>() {});
        List<RuleEvent> events = Run.events(scene, pipelines);
        List<Map<String, Object>> actual = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            Map<String, Object> all = fields(events.get(i));
            Set<String> named = i < expected.size() ? expected.get(i).keySet() : all.keySet();
            Map<String, Object> shown = new LinkedHashMap<>();
            named.forEach(name -> shown.put(name, all.get(name)));
            actual.add(shown);
        }
        assertThat(lines(actual)).as(scene.what()).isEqualTo(lines(expected));
        assertThat(Run.events(scene, pipelines)).as("a replay").isEqualTo(events);
    }

    private static String lines(List<Map<String, Object>> events) {
        StringBuilder text = new StringBuilder();
        events.forEach(event -> text.append(event).append('\n'));
        return text.toString();
    }

    private static Map<String, Object> fields(RuleEvent event) {
        EventData data = Run.data(event);
        Map<String, Object> all = new LinkedHashMap<>();
        String type = event.kind().type();
        all.put("type", type.substring(PREFIX.length(), type.length() - SUFFIX.length()));
        all.put("rule", data.rule());
        EventData.Track track = data.track();
        put(all, "track", track == null ? null : (int) track.id());
        put(all, "label", track == null ? null : track.label());
        put(all, "zone", data.zone());
        put(all, "line", data.line());
        put(all, "direction", data.direction());
        put(all, "count", data.count());
        put(all, "deviationDegrees", data.deviationDegrees());
        EventData.Speed speed = data.speed();
        put(all, "kilometresPerHour", speed == null ? null : speed.kilometresPerHour());
        put(all, "uncertainty", speed == null ? null : speed.uncertainty());
        Long duration = data.durationMillis();
        put(all, "durationMillis", duration == null ? null : duration.intValue());
        put(all, "endReason", data.endReason());
        all.put("at", Run.second(data.at()));
        all.put("decided", Run.second(data.decidedAt()));
        all.put("episode", (int) data.episode());
        all.put("n", event.n());
        all.put("boxes", data.evidence().size());
        all.put("causes", data.causes().stream().map(EventData.Cause::rule).toList());
        return all;
    }

    private static void put(Map<String, Object> all, String name, @Nullable Object value) {
        if (value != null) {
            all.put(name, value);
        }
    }
}
