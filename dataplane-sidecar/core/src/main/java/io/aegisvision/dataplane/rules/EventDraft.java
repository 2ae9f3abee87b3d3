package io.aegisvision.dataplane.rules;

import io.aegisvision.contract.EventData;
import io.aegisvision.contract.RuleStage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An event in the making: what every one has, and then what only some have. */
final class EventDraft {
    private final RuleStage stage;
    private final EventKind kind;
    private final long episode;
    private final long decidedAt;
    private final long at;
    private final List<EventData.Observation> evidence;
    private EventData.@Nullable Track track;
    private int n;
    private @Nullable String direction;
    private @Nullable Long durationMillis;
    private @Nullable Integer count;
    private @Nullable Integer deviationDegrees;
    private EventData.@Nullable Speed speed;
    private @Nullable EndReason endReason;
    private List<EventData.Cause> causes = List.of();

    EventDraft(
            RuleStage stage,
            EventKind kind,
            long episode,
            long decidedAt,
            long at,
            List<EventData.Observation> evidence) {
        this.stage = stage;
        this.kind = kind;
        this.episode = episode;
        this.decidedAt = decidedAt;
        this.at = at;
        this.evidence = evidence;
    }

    EventDraft track(EventData.Track value) {
        track = value;
        return this;
    }

    EventDraft n(int value) {
        n = value;
        return this;
    }

    EventDraft direction(String value) {
        direction = value;
        return this;
    }

    EventDraft lasted(long micros) {
        durationMillis = micros / 1000;
        return this;
    }

    EventDraft count(int value) {
        count = value;
        return this;
    }

    EventDraft deviation(int degrees) {
        deviationDegrees = degrees;
        return this;
    }

    EventDraft speed(EventData.Speed value) {
        speed = value;
        return this;
    }

    EventDraft reason(EndReason value) {
        endReason = value;
        return this;
    }

    EventDraft causes(List<EventData.Cause> value) {
        causes = value;
        return this;
    }

    RuleEvent event() {
        return new RuleEvent(
                stage,
                kind,
                track,
                episode,
                n,
                direction,
                durationMillis,
                count,
                deviationDegrees,
                speed,
                endReason,
                decidedAt,
                at,
                evidence,
                causes);
    }
}
