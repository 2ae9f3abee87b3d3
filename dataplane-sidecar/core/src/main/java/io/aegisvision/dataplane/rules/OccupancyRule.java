package io.aegisvision.dataplane.rules;

import io.aegisvision.contract.DisplayPoints;
import io.aegisvision.contract.EventData;
import io.aegisvision.contract.RuleStage;
import io.aegisvision.dataplane.geometry.Polygon;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Occupancy: distinct confirmed tracks in the zone now. Calm -(above the threshold)-> rising -(still so after the given
 * time)-> raised -(at threshold - hysteresis or fewer)-> calm. Rising falls back to calm when the count is at the
 * threshold. A track that is not seen stays counted where it was for a while ({@link RuleSettings#keepUnseenMicros}).
 *
 * <p>Always: entered + born inside - exited - ended inside = occupancy. A track that counts no more because it was not
 * seen ended inside, and one seen again inside entered.
 */
final class OccupancyRule implements CompiledRule {
    private static final long MICROS = 1000;
    private static final long NEVER = Long.MIN_VALUE;

    private final RuleStage stage;
    private final RuleStage.Occupancy occupancy;
    private final DisplayPoints shape;
    private final Polygon zone;
    private final RuleSettings settings;
    private final TrackSlots slots = new TrackSlots();
    private final Sightings last = new Sightings();
    private final Sightings atStart = new Sightings();
    private long[] track = new long[32];
    private boolean[] known = new boolean[32];
    private boolean[] inside = new boolean[32];
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
            DisplayPoints shape,
            RuleSettings settings,
            long firstEpisode) {
        this.stage = stage;
        this.occupancy = occupancy;
        this.shape = shape;
        this.zone = new Polygon(shape);
        this.settings = settings;
        episode = firstEpisode;
    }

    @Override
    public RuleStage stage() {
        return stage;
    }

    @Override
    public DisplayPoints shape() {
        return shape;
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
        boolean within = zone.contains(now.anchorX(), now.anchorY(stage.anchor())) && context.counts(stage, now.label);
        int slot = slots.find(now.track);
        boolean isNew = slot == TrackSlots.NONE;
        if (isNew) {
            slot = add(now.track);
        }
        last.set(slot, now);
        if (within && !inside[slot]) {
            inside[slot] = true;
            count++;
            if (isNew) {
                bornInside++;
            } else {
                entered++;
            }
        } else if (!within && inside[slot]) {
            inside[slot] = false;
            count--;
            exited++;
        }
    }

    private int add(long id) {
        int slot = slots.add(id);
        if (slot >= track.length) {
            int size = slot * 2;
            track = Arrays.copyOf(track, size);
            known = Arrays.copyOf(known, size);
            inside = Arrays.copyOf(inside, size);
            startTracks = Arrays.copyOf(startTracks, size);
        }
        last.reserve(slot + 1);
        atStart.reserve(slot + 1);
        track[slot] = id;
        known[slot] = true;
        inside[slot] = false;
        return slot;
    }

    private void leaveUnseen(int slot) {
        if (inside[slot]) {
            inside[slot] = false;
            count--;
            endedInside++;
        }
    }

    @Override
    public void ended(long id, long time, RuleContext context) {
        int slot = slots.find(id);
        if (slot != TrackSlots.NONE) {
            leaveUnseen(slot);
            known[slot] = false;
            slots.remove(id);
        }
    }

    @Override
    public void endFrame(long time, RuleContext context) {
        for (int slot = 0; slot < slots.made(); slot++) {
            if (known[slot] && inside[slot] && time - last.time(slot) > settings.keepUnseenMicros()) {
                leaveUnseen(slot);
            }
        }
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
        if (time - aboveSince >= occupancy.forMillis() * MICROS) {
            raised = true;
            List<EventData.Observation> evidence = new ArrayList<>();
            if (aboveSince < time) {
                for (int i = 0; i < startSize; i++) {
                    evidence.add(atStart.observation(startTracks[i], i));
                }
            }
            addInside(evidence);
            emit(EventKind.OCCUPANCY_RAISED, null, null, time, evidence, context);
        }
    }

    private void rememberStart() {
        startSize = 0;
        for (int slot = 0; slot < slots.made(); slot++) {
            if (known[slot] && inside[slot]) {
                startTracks[startSize] = track[slot];
                atStart.copy(startSize++, last, slot);
            }
        }
    }

    private void addInside(List<EventData.Observation> evidence) {
        for (int slot = 0; slot < slots.made(); slot++) {
            if (known[slot] && inside[slot]) {
                evidence.add(last.observation(track[slot], slot));
            }
        }
    }

    private void clear(long time, EndReason reason, RuleContext context) {
        List<EventData.Observation> evidence = new ArrayList<>();
        addInside(evidence);
        emit(EventKind.OCCUPANCY_CLEARED, (time - aboveSince) / MICROS, reason, time, evidence, context);
        raised = false;
        aboveSince = NEVER;
        episode++;
    }

    @Override
    public void endAll(long time, EndReason reason, RuleContext context) {
        if (raised) {
            clear(time, reason, context);
        }
        for (int slot = 0; slot < slots.made(); slot++) {
            if (known[slot]) {
                leaveUnseen(slot);
            }
        }
        aboveSince = NEVER;
        slots.clear();
        Arrays.fill(known, false);
    }

    private void emit(
            EventKind kind,
            @Nullable Long durationMillis,
            @Nullable EndReason reason,
            long time,
            List<EventData.Observation> evidence,
            RuleContext context) {
        context.emit(new RuleEvent(
                stage,
                kind,
                null,
                episode,
                0,
                occupancy.zone(),
                null,
                null,
                durationMillis,
                count,
                reason,
                time,
                kind == EventKind.OCCUPANCY_RAISED ? aboveSince : time,
                evidence));
    }
}
