package io.aegisvision.dataplane.rules;

import io.aegisvision.contract.EventData;
import io.aegisvision.contract.RuleStage;
import java.util.ArrayList;
import java.util.List;

/**
 * Occupancy: distinct confirmed tracks in the zone now. Calm -(above the threshold)-> rising -(still so after the given
 * time)-> raised -(at threshold - hysteresis or fewer)-> calm. Rising falls back to calm when the count is at the
 * threshold. A track that is not seen stays counted where it was for a while ({@link RuleSettings#keepUnseenMicros}).
 *
 * <p>Always: entered + born inside - exited - ended inside = occupancy. A track that counts no more because it was not
 * seen ended inside, and one seen again inside entered.
 */
final class OccupancyRule implements CompiledRule, Episodes.Listener {
    private static final long NEVER = Long.MIN_VALUE;

    private final RuleStage stage;
    private final RuleStage.Occupancy occupancy;
    private final ZoneMembership zone;
    private final Episodes stays;
    private final Sightings atStart = new Sightings();
    private long[] startTracks = new long[32];
    private int startSize;
    private int count;
    private long aboveSince = NEVER;
    private boolean raised;
    private long episode;
    private long entered;
    private long bornInside;
    private long exited;
    private long endedInside;

    OccupancyRule(
            RuleStage stage,
            RuleStage.Occupancy occupancy,
            RuleShapes shapes,
            RuleSettings settings,
            long firstEpisode) {
        this.stage = stage;
        this.occupancy = occupancy;
        this.zone = shapes.zone(stage.subject());
        stays = new Episodes(stage, new Episodes.Timing(0, 0, settings.keepUnseenMicros(), EndReason.EXIT), 0, this);
        episode = firstEpisode;
    }

    @Override
    public long nextEpisode() {
        return raised ? episode + 1 : episode;
    }

    OccupancyCounts counts() {
        return new OccupancyCounts(count, entered, bornInside, exited, endedInside);
    }

    @Override
    public void seen(Sighting now, RuleContext context) {
        stays.seen(now, zone.has(now), context);
    }

    @Override
    public void fired(int slot, Sighting now, RuleContext context) {
        count++;
        if (stays.isFromFirstSight(slot)) {
            bornInside++;
        } else {
            entered++;
        }
    }

    @Override
    public void ended(int slot, EndReason reason, long time, RuleContext context) {
        count--;
        if (reason == EndReason.EXIT) {
            exited++;
        } else {
            endedInside++;
        }
    }

    @Override
    public void ended(long track, long time, RuleContext context) {
        stays.ended(track, time, context);
    }

    @Override
    public void endFrame(long time, RuleContext context) {
        stays.endFrame(time, context);
        decide(time, context);
    }

    private void decide(long time, RuleContext context) {
        if (raised) {
            if (count <= occupancy.above() - occupancy.hysteresis()) {
                clear(time, EndReason.CLEARED, context);
            }
            return;
        }
        if (count <= occupancy.above()) {
            aboveSince = NEVER;
            return;
        }
        if (aboveSince == NEVER) {
            aboveSince = time;
            rememberStart();
        }
        if (time - aboveSince >= occupancy.forMillis() * 1000) {
            raised = true;
            List<EventData.Observation> evidence = new ArrayList<>();
            if (aboveSince < time) {
                for (int i = 0; i < startSize; i++) {
                    evidence.add(atStart.observation(startTracks[i], i));
                }
            }
            addInside(evidence);
            context.emit(new EventDraft(stage, EventKind.OCCUPANCY_RAISED, episode, time, aboveSince, evidence)
                    .count(count)
                    .event());
        }
    }

    private void rememberStart() {
        startSize = 0;
        if (startTracks.length < stays.slots()) {
            startTracks = new long[stays.slots() * 2];
        }
        atStart.reserve(stays.slots());
        for (int slot = 0; slot < stays.slots(); slot++) {
            if (stays.isFired(slot)) {
                startTracks[startSize] = stays.track(slot);
                atStart.copy(startSize++, stays.last(), slot);
            }
        }
    }

    private void addInside(List<EventData.Observation> evidence) {
        for (int slot = 0; slot < stays.slots(); slot++) {
            if (stays.isFired(slot)) {
                evidence.add(stays.last().observation(stays.track(slot), slot));
            }
        }
    }

    private void clear(long time, EndReason reason, RuleContext context) {
        List<EventData.Observation> evidence = new ArrayList<>();
        addInside(evidence);
        context.emit(new EventDraft(stage, EventKind.OCCUPANCY_CLEARED, episode, time, time, evidence)
                .count(count)
                .lasted(time - aboveSince)
                .reason(reason)
                .event());
        raised = false;
        aboveSince = NEVER;
        episode++;
    }

    @Override
    public void endAll(long time, EndReason reason, RuleContext context) {
        if (raised) {
            clear(time, reason, context);
        }
        stays.endAll(time, reason, context);
        aboveSince = NEVER;
    }
}
