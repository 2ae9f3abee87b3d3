package io.aegisvision.dataplane.app.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegisvision.contract.CellState;
import io.aegisvision.contract.EventData;
import io.aegisvision.contract.RuleStage;
import io.aegisvision.dataplane.rules.EventKind;
import io.aegisvision.dataplane.rules.RuleEvent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Two streams in which something crosses a line in each frame, and what a consumer must have seen of it. */
final class Crossings {
    private static final List<String> STREAMS = List.of("north", "south");
    private static final RuleStage RULE = new RuleStage(
            "gate",
            "abc",
            "tracks",
            RuleStage.Subject.ANY,
            new RuleStage.LineCross("entry", RuleStage.CrossDirection.Both));
    private static final ObjectMapper JSON = new ObjectMapper();

    private Crossings() {}

    /** The n-th crossing of both streams, each a frame of its own. */
    static void frame(Sinks sinks, int n) {
        for (String stream : STREAMS) {
            RuleEvent event = new RuleEvent(
                    RULE,
                    EventKind.LINE_CROSSED,
                    new EventData.Track(n, "person"),
                    n,
                    0,
                    "LeftToRight",
                    null,
                    null,
                    null,
                    null,
                    null,
                    n * 1000L,
                    n * 1000L,
                    List.of(),
                    List.of());
            EventData data = event.data(new RuleEvent.Place(
                    stream, "epoch-1", "yard-3", new EventData.Model("detector", "v1", "sha256:00"), false));
            sinks.append("uid-" + stream, event, data);
            sinks.sync();
        }
    }

    static void await(Sinks sinks, Duration most, Predicate<CellState.Outbox> what) throws InterruptedException {
        Instant end = Instant.now().plus(most);
        while (!what.test(sinks.state())) {
            assertThat(Instant.now()).as("still %s", sinks.state()).isBefore(end);
            Thread.sleep(20);
        }
    }

    /** Every event of every stream was delivered, and its first delivery came after those of all earlier ones; gives the repeats. */
    static int assertAllInOrder(List<ConsumerRecord<String, byte[]>> records, int frames) throws IOException {
        Map<String, TreeSet<Long>> seen = new HashMap<>();
        Set<String> ids = new TreeSet<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            JsonNode event = JSON.readTree(record.value());
            long track = event.get("data").get("track").get("id").asLong();
            TreeSet<Long> before = seen.computeIfAbsent(record.key(), key -> new TreeSet<>());
            if (ids.add(event.get("id").asText())) {
                assertThat(track).as("next of " + record.key()).isEqualTo(before.size());
            }
            before.add(track);
        }
        assertThat(seen.keySet()).containsExactlyInAnyOrder("plant-7/north", "plant-7/south");
        assertThat(ids).hasSize(frames * STREAMS.size());
        return records.size() - ids.size();
    }
}
