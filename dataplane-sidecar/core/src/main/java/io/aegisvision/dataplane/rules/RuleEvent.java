package io.aegisvision.dataplane.rules;

import io.aegisvision.contract.EventData;
import io.aegisvision.contract.EventData.Speed;
import io.aegisvision.contract.EventData.Track;
import io.aegisvision.contract.RuleStage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event of a rule: what {@link EventData} needs besides the stream, its epoch, the pipeline and the model. Its
 * identity within a stream's epoch is (rule name, rule revision, track, episode, kind, n).
 *
 * @param rule the rule, as it was when it decided
 * @param track the track, or null for a rule of a whole zone or stream
 * @param episode number of the episode of the track (or zone) in this rule
 * @param n number of the event of this kind in the episode, from 0
 * @param direction of a crossing, or null; the texts are {@link EventData}'s
 * @param durationMillis how long the episode has lasted, or null
 * @param count tracks that decided an occupancy or a flow, or null
 * @param deviationDegrees angle between the motion and the given direction, or null
 * @param speed on the ground, or null
 * @param endReason why an episode ended, or null
 * @param decidedAtMicros time of the observation that decided
 * @param atMicros time of what happened
 * @param evidence the observations that decided, oldest first. Episodes of tracks: the first in which the condition held
 *     and the deciding, or last. Crossing: the last before and the first after the line, and the one that confirmed it.
 *     Occupancy raised: the tracks inside when the threshold was passed, then those inside at the decision; cleared: those
 *     inside at the decision. Flow: each track where it entered, the newest {@value FlowRule#MOST_EVIDENCE} of them.
 *     Composite: that of its rules
 * @param causes what began the rules that a composite joins
 */
public record RuleEvent(
        RuleStage rule,
        EventKind kind,
        @Nullable Track track,
        long episode,
        int n,
        @Nullable String direction,
        @Nullable Long durationMillis,
        @Nullable Integer count,
        @Nullable Integer deviationDegrees,
        @Nullable Speed speed,
        @Nullable EndReason endReason,
        long decidedAtMicros,
        long atMicros,
        List<EventData.Observation> evidence,
        List<EventData.Cause> causes) {
    public RuleEvent {
        evidence = List.copyOf(evidence);
        causes = List.copyOf(causes);
    }

    /** What it does to the time in which its rule is active. */
    EventKind.Phase phase() {
        RuleStage.Composite composite = rule.composite();
        return composite != null && composite.operator() == RuleStage.Operator.Sequence
                ? EventKind.Phase.INSTANT
                : kind.phase();
    }

    /** Where the event happened. */
    public record Place(
            String stream, String epoch, String pipelineRevision, EventData.Model model, boolean captureEstimated) {}

    /** The data of its CloudEvent. */
    public EventData data(Place place) {
        return new EventData(
                place.stream(),
                place.epoch(),
                rule.name(),
                rule.revision(),
                place.pipelineRevision(),
                place.model(),
                track,
                episode,
                rule.kind().zone(),
                rule.kind().line(),
                direction,
                durationMillis,
                count,
                deviationDegrees,
                speed,
                endReason == null ? null : endReason.text(),
                decidedAtMicros,
                atMicros,
                place.captureEstimated(),
                evidence,
                causes,
                null);
    }

    /** Whether something began or happened, and so has a picture of its own; else it is the end of what had one. */
    public boolean begins() {
        return kind.phase() != EventKind.Phase.ENDS;
    }
}
