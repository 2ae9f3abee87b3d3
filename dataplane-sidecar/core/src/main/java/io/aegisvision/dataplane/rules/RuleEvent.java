package io.aegisvision.dataplane.rules;

import io.aegisvision.contract.EventData;
import io.aegisvision.contract.EventData.Track;
import io.aegisvision.contract.RuleStage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event of a rule: what {@link EventData} needs besides the stream, its epoch, the pipeline and the model. Its
 * identity within a stream's epoch is (rule name, rule revision, track, episode, kind, n).
 *
 * @param rule the rule, as it was when it decided
 * @param track the track, or null for a rule of a whole zone
 * @param episode number of the episode of the track (or zone) in this rule
 * @param n number of the event of this kind in the episode, from 0
 * @param zone the zone's name, or null
 * @param line the line's name, or null
 * @param direction of a crossing, {@code LeftToRight} or {@code RightToLeft}, or null
 * @param durationMillis elapsed time inside (dwell) or raised (occupancy cleared), or null
 * @param count tracks inside that decided an occupancy, or null
 * @param endReason why an episode ended, or null
 * @param decidedAtMicros time of the observation that decided
 * @param atMicros time of what happened
 * @param evidence dwell: first inside, and the deciding (or last inside) observation. Crossing: the last before and the
 *     first after the line, and the one that confirmed it. Occupancy raised: the tracks inside when the threshold was
 *     passed, then those inside at the decision; cleared: those inside at the decision
 */
public record RuleEvent(
        RuleStage rule,
        EventKind kind,
        @Nullable Track track,
        long episode,
        int n,
        @Nullable String zone,
        @Nullable String line,
        @Nullable String direction,
        @Nullable Long durationMillis,
        @Nullable Integer count,
        @Nullable EndReason endReason,
        long decidedAtMicros,
        long atMicros,
        List<EventData.Observation> evidence) {
    public RuleEvent {
        evidence = List.copyOf(evidence);
    }
}
