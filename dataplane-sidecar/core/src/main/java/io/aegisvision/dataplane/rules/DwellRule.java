package io.aegisvision.dataplane.rules;

import io.aegisvision.contract.DisplayPoints;
import io.aegisvision.contract.EventData;
import io.aegisvision.contract.RuleStage;
import io.aegisvision.dataplane.geometry.Polygon;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Dwell: outside -(seen inside)-> inside since t0 -(seen inside at t0 + duration or later)-> fired. An episode ends after
 * more than {@code exitAfter} outside or unseen, dated at the last time inside, or with the track; a shorter absence
 * neither ends nor pauses it. An end is an event only where the dwell had fired. The class is asked only when it decides,
 * so that a class that wavers neither ends nor doubles an episode: a track of another class fires once its class is one
 * that counts.
 */
final class DwellRule implements CompiledRule {
    private static final long MICROS = 1000;

    private final RuleStage stage;
    private final RuleStage.Dwell dwell;
    private final DisplayPoints shape;
    private final Polygon zone;
    private final long firstEpisode;
    private final TrackSlots slots = new TrackSlots();
    private final Sightings first = new Sightings();
    private final Sightings lastInside = new Sightings();
    private long[] track = new long[32];
    private long[] episode = new long[32];
    private int[] label = new int[32];
    private boolean[] known = new boolean[32];
    private boolean[] inside = new boolean[32];
    private boolean[] fired = new boolean[32];
    private boolean[] seenSince = new boolean[32];
    private long nextEpisode;

    DwellRule(RuleStage stage, RuleStage.Dwell dwell, DisplayPoints shape, long firstEpisode) {
        this.stage = stage;
        this.dwell = dwell;
        this.shape = shape;
        this.zone = new Polygon(shape);
        this.firstEpisode = firstEpisode;
        nextEpisode = firstEpisode;
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
        return nextEpisode;
    }

    @Override
    public void seen(Sighting now, RuleContext context) {
        int slot = slots.find(now.track);
        boolean within = zone.contains(now.anchorX(), now.anchorY(stage.anchor()));
        if (slot == TrackSlots.NONE) {
            if (!within) {
                return;
            }
            slot = add(now.track);
        }
        label[slot] = now.label;
        if (inside[slot] && isOver(slot, now.time)) {
            end(slot, now.time, seenSince[slot] ? EndReason.EXIT : EndReason.UNSEEN, context);
        }
        if (!within) {
            seenSince[slot] = true;
            return;
        }
        if (!inside[slot]) {
            inside[slot] = true;
            fired[slot] = false;
            first.set(slot, now);
        }
        seenSince[slot] = false;
        lastInside.set(slot, now);
        if (!fired[slot]
                && now.time - first.time(slot) >= dwell.durationMillis() * MICROS
                && context.counts(stage, now.label)) {
            fired[slot] = true;
            nextEpisode = Math.max(nextEpisode, episode[slot] + 1);
            emit(EventKind.DWELL_FIRED, slot, null, now.time, now.time, context);
        }
    }

    private boolean isOver(int slot, long time) {
        return time - lastInside.time(slot) > dwell.exitAfterMillis() * MICROS;
    }

    private int add(long id) {
        int slot = slots.add(id);
        if (slot >= track.length) {
            int size = slot * 2;
            track = Arrays.copyOf(track, size);
            episode = Arrays.copyOf(episode, size);
            label = Arrays.copyOf(label, size);
            known = Arrays.copyOf(known, size);
            inside = Arrays.copyOf(inside, size);
            fired = Arrays.copyOf(fired, size);
            seenSince = Arrays.copyOf(seenSince, size);
        }
        first.reserve(slot + 1);
        lastInside.reserve(slot + 1);
        track[slot] = id;
        episode[slot] = firstEpisode;
        known[slot] = true;
        inside[slot] = false;
        return slot;
    }

    private void end(int slot, long time, EndReason reason, RuleContext context) {
        if (fired[slot]) {
            emit(EventKind.DWELL_ENDED, slot, reason, time, lastInside.time(slot), context);
        }
        inside[slot] = false;
        fired[slot] = false;
        episode[slot]++;
        nextEpisode = Math.max(nextEpisode, episode[slot]);
    }

    @Override
    public void ended(long id, long time, RuleContext context) {
        int slot = slots.find(id);
        if (slot != TrackSlots.NONE) {
            if (inside[slot]) {
                end(slot, time, EndReason.TRACK_ENDED, context);
            }
            known[slot] = false;
            slots.remove(id);
        }
    }

    @Override
    public void endFrame(long time, RuleContext context) {
        for (int slot = 0; slot < slots.made(); slot++) {
            if (known[slot] && inside[slot] && isOver(slot, time)) {
                end(slot, time, seenSince[slot] ? EndReason.EXIT : EndReason.UNSEEN, context);
            }
        }
    }

    @Override
    public void endAll(long time, EndReason reason, RuleContext context) {
        for (int slot = 0; slot < slots.made(); slot++) {
            if (known[slot] && inside[slot]) {
                end(slot, time, reason, context);
            }
        }
        slots.clear();
        Arrays.fill(known, false);
    }

    private void emit(
            EventKind kind, int slot, @Nullable EndReason reason, long decidedAt, long at, RuleContext context) {
        List<EventData.Observation> evidence = first.time(slot) == lastInside.time(slot)
                ? List.of(first.observation(track[slot], slot))
                : List.of(first.observation(track[slot], slot), lastInside.observation(track[slot], slot));
        context.emit(new RuleEvent(
                stage,
                kind,
                context.track(track[slot], label[slot]),
                episode[slot],
                0,
                dwell.zone(),
                null,
                null,
                (lastInside.time(slot) - first.time(slot)) / MICROS,
                null,
                reason,
                decidedAt,
                at,
                evidence));
    }
}
