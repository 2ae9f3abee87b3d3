package io.aegisvision.dataplane.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegisvision.contract.EventData;
import io.aegisvision.contract.EventTypes;
import io.aegisvision.contract.EvidenceData;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.data.BytesCloudEventData;
import io.cloudevents.core.format.EventFormat;
import io.cloudevents.jackson.JsonFormat;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as CloudEvents 1.0, structured JSON. The id is SHA-256 (first 16 bytes, hex) over stream uid, epoch,
 * rule, rule revision, track, episode, type and n, separated by line feeds, which none of them holds. Extensions: {@code
 * partitionkey} (NAMESPACE/STREAM, also the key of the Kafka record) and {@code traceparent}. Safe for several threads.
 */
public final class EventEncoder {
    private static final int ID_BYTES = 16;

    private final String namespace;
    private final ObjectMapper mapper = new ObjectMapper();
    private final EventFormat format = new JsonFormat();

    /** @param namespace the tenant's namespace, part of every source */
    public EventEncoder(String namespace) {
        this.namespace = namespace;
    }

    /**
     * One event of a rule; its {@code time} is when the thing happened.
     *
     * @throws IllegalArgumentException if a name would break the source's form
     */
    public EncodedEvent encode(EventFacts facts, EventData data) {
        return write(id(facts, data), facts.type(), data.stream(), subject(data), data.at(), facts.traceParent(), data);
    }

    /** {@code RULE/TRACK}, {@code RULE/ZONE} or {@code RULE/STREAM}. */
    public static String subject(EventData data) {
        EventData.@Nullable Track track = data.track();
        String what = track != null ? Long.toString(track.id()) : data.zone() != null ? data.zone() : data.stream();
        return data.rule() + "/" + what;
    }

    /** The id that {@link #encode} gives an event; the trace context has no part in it. */
    public static String id(EventFacts facts, EventData data) {
        EventData.@Nullable Track track = data.track();
        return id(
                facts.streamUid(),
                data.epoch(),
                data.rule(),
                data.ruleRevision(),
                track == null ? "" : Long.toString(track.id()),
                Long.toString(data.episode()),
                facts.type(),
                Integer.toString(facts.n()));
    }

    /**
     * Says where the evidence of an event is. Its id is another than the event's, for consumers drop what repeats an id:
     * SHA-256 over the event's id and the type. An event has one follow-up, however often it is sent.
     *
     * @param subject the event's
     * @param atMicros the event's time
     */
    public EncodedEvent evidence(EvidenceData data, String subject, long atMicros, String trace) {
        return write(
                id(data.event(), EventTypes.EVIDENCE),
                EventTypes.EVIDENCE,
                data.stream(),
                subject,
                atMicros,
                trace,
                data);
    }

    /**
     * Says that events of a stream were lost to the outbox's overflow.
     *
     * @param uniquePart what tells this gap from others, for example boot id and sequence number
     * @param lost how many
     * @param atMicros when it was noticed, microseconds since the Unix epoch
     */
    public EncodedEvent gap(
            String stream, String streamUid, String uniquePart, long lost, long atMicros, String trace) {
        return write(
                id(streamUid, EventTypes.GAP, uniquePart),
                EventTypes.GAP,
                stream,
                "outbox",
                atMicros,
                trace,
                Map.of("stream", stream, "lost", lost));
    }

    private EncodedEvent write(
            String id, String type, String stream, String subject, long atMicros, String trace, Object data) {
        byte[] body;
        try {
            body = mapper.writeValueAsBytes(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("event data is plain records", e);
        }
        String key = namespace + "/" + stream;
        CloudEvent event = CloudEventBuilder.v1()
                .withId(id)
                .withType(type)
                .withSource(URI.create("/namespaces/" + namespace + "/streams/" + stream))
                .withSubject(subject)
                .withTime(Instant.EPOCH.plus(atMicros, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC))
                .withDataContentType("application/json")
                .withData(BytesCloudEventData.wrap(body))
                .withExtension("partitionkey", key)
                .withExtension("traceparent", trace)
                .build();
        return new EncodedEvent(id, key, format.serialize(event));
    }

    private static String id(String... parts) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
