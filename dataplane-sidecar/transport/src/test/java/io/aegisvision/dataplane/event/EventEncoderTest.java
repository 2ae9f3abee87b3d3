package io.aegisvision.dataplane.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegisvision.contract.EventData;
import io.aegisvision.contract.EventTypes;
import io.aegisvision.contract.EvidenceData;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EventEncoderTest {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final EventFacts FACTS = new EventFacts(EventTypes.LINE_CROSSED, "uid-1", 0, TRACE);

    private final EventEncoder encoder = new EventEncoder("plant-7");
    private final ObjectMapper mapper = new ObjectMapper();

    @Test
    void isAStructuredCloudEvent() throws Exception {
        EncodedEvent event = encoder.encode(FACTS, data(7, 0));
        JsonNode json = mapper.readTree(event.json());
        assertThat(json.get("specversion").asText()).isEqualTo("1.0");
        assertThat(json.get("id").asText()).isEqualTo(event.id()).matches("[0-9a-f]{32}");
        assertThat(json.get("type").asText()).isEqualTo(EventTypes.LINE_CROSSED);
        assertThat(json.get("source").asText()).isEqualTo("/namespaces/plant-7/streams/north");
        assertThat(json.get("subject").asText()).isEqualTo("gate/7");
        assertThat(json.get("time").asText()).isEqualTo("2026-03-01T12:00:00.123456Z");
        assertThat(json.get("partitionkey").asText()).isEqualTo("plant-7/north");
        assertThat(json.get("traceparent").asText()).isEqualTo(TRACE);
        assertThat(event.key()).isEqualTo("plant-7/north");
        EventData read = mapper.treeToValue(json.get("data"), EventData.class);
        assertThat(read).isEqualTo(data(7, 0));
    }

    @Test
    void sameDecisionHasTheSameIdAndNothingElseHas() {
        Set<String> ids = new HashSet<>();
        ids.add(encoder.encode(FACTS, data(7, 0)).id());
        ids.add(encoder.encode(FACTS, data(7, 0)).id());
        assertThat(ids).hasSize(1);
        ids.add(encoder.encode(FACTS, data(8, 0)).id());
        ids.add(encoder.encode(FACTS, data(7, 1)).id());
        ids.add(encoder.encode(new EventFacts(EventTypes.LINE_CROSSED, "uid-2", 0, TRACE), data(7, 0))
                .id());
        ids.add(encoder.encode(new EventFacts(EventTypes.LINE_CROSSED, "uid-1", 1, TRACE), data(7, 0))
                .id());
        ids.add(encoder.encode(new EventFacts(EventTypes.DWELL_FIRED, "uid-1", 0, TRACE), data(7, 0))
                .id());
        ids.add(encoder.gap("north", "uid-1", "boot/1", 12, 0, TRACE).id());
        assertThat(ids).hasSize(7);
    }

    /** Consumers drop what repeats an id: the follow-up has one of its own, always the same, and names the event's. */
    @Test
    void aFollowUpNamesItsEvent() throws Exception {
        EncodedEvent event = encoder.encode(FACTS, data(7, 0));
        assertThat(EventEncoder.id(FACTS, data(7, 0))).isEqualTo(event.id());
        assertThat(EventEncoder.id(FACTS, data(7, 0).pending())).isEqualTo(event.id());
        EvidenceData data = new EvidenceData(
                "north",
                "epoch-1",
                "gate",
                event.id(),
                EventTypes.LINE_CROSSED,
                false,
                new EvidenceData.Item("s3://b/k.jpg", "sha256:00", "image/jpeg", 9, 5, 5, true, null),
                EvidenceData.Item.lost(EvidenceData.Lost.NoKeyFrame));
        String subject = EventEncoder.subject(data(7, 0));
        EncodedEvent follow = encoder.evidence(data, subject, data(7, 0).at(), TRACE);
        assertThat(follow.id())
                .isNotEqualTo(event.id())
                .isEqualTo(encoder.evidence(data, subject, 0, TRACE).id());
        assertThat(follow.key()).isEqualTo(event.key());
        JsonNode json = mapper.readTree(follow.json());
        JsonNode first = mapper.readTree(event.json());
        for (String same : List.of("source", "subject", "time", "partitionkey")) {
            assertThat(json.get(same)).isEqualTo(first.get(same));
        }
        assertThat(json.get("type").asText()).isEqualTo("io.aegisvision.evidence.v1");
        assertThat(mapper.treeToValue(json.get("data"), EvidenceData.class)).isEqualTo(data);
    }

    private static EventData data(long track, long episode) {
        return new EventData(
                "north",
                "epoch-1",
                "gate",
                "abc",
                "yard-3",
                new EventData.Model("detector", "v1", "sha256:00"),
                new EventData.Track(track, "person"),
                episode,
                null,
                "entry",
                "LeftToRight",
                null,
                null,
                null,
                null,
                null,
                1_772_366_400_223_456L,
                1_772_366_400_123_456L,
                false,
                List.of(new EventData.Observation(track, 1_772_366_400_100_000L, List.of(0.1, 0.2, 0.3, 0.4))),
                List.of(),
                null);
    }
}
