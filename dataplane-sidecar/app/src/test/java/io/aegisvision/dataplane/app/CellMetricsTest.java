package io.aegisvision.dataplane.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.contract.EventData;
import io.aegisvision.contract.RuleStage;
import io.aegisvision.dataplane.app.stream.EventOutlet;
import io.aegisvision.dataplane.app.stream.SourceCounts;
import io.aegisvision.dataplane.app.stream.StreamCounts;
import io.aegisvision.dataplane.rules.EventKind;
import io.aegisvision.dataplane.rules.RuleEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What rules tell is counted on its way, by direction, and forgotten with its stream. */
class CellMetricsTest {
    private static final RuleStage GATE = new RuleStage(
            "gate",
            "r",
            "tracks",
            RuleStage.Subject.ANY,
            new RuleStage.LineCross("entry", RuleStage.CrossDirection.Both));

    private final List<EventData> taken = new ArrayList<>();
    private final CellMetrics metrics = new CellMetrics();
    private final EventOutlet outlet = metrics.counting(new EventOutlet() {
        @Override
        public void append(String streamUid, RuleEvent event, EventData data) {
            taken.add(data);
        }

        @Override
        public void sync() {}
    });

    private void cross(String direction) {
        RuleEvent event = new RuleEvent(
                GATE,
                EventKind.LINE_CROSSED,
                new EventData.Track(1, "person"),
                0,
                0,
                direction,
                null,
                null,
                null,
                null,
                null,
                0,
                0,
                List.of(),
                List.of());
        outlet.append(
                "uid",
                event,
                event.data(new RuleEvent.Place(
                        "north", "epoch", "yard-1", new EventData.Model("street", "v1", "sha256:1"), false)));
    }

    @Test
    void crossingsInAndOut() {
        metrics.add("north", new StreamCounts(), new SourceCounts());
        cross("LeftToRight");
        cross("LeftToRight");
        cross("RightToLeft");
        assertThat(taken).hasSize(3);
        assertThat(metrics.text().lines().filter(line -> line.startsWith("aegis_rule_events_total")))
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains("direction=\"LeftToRight\"", "rule=\"gate\"", "} 2.0"))
                .anySatisfy(line -> assertThat(line).contains("direction=\"RightToLeft\"", "} 1.0"));
        metrics.remove("north");
        assertThat(metrics.text()).doesNotContain("aegis_rule_events_total{");
    }

    @Test
    void streamsBeyondABatch() {
        int[] streams = {8};
        metrics.load(() -> streams[0], 8);
        assertThat(metrics.text()).contains("aegis_streams_beyond_batch 0.0");
        streams[0] = 11;
        assertThat(metrics.text()).contains("aegis_streams_beyond_batch 3.0");
    }
}
