package io.aegisvision.dataplane.rules;

import io.aegisvision.contract.EventData;
import io.aegisvision.contract.RuleStage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Composite: looks at the times in which other rules are active, from the event that begins it to the one that ends it,
 * dated as those events are; a crossing is active for an instant. Of each rule the latest such time is remembered. For one
 * track (a slot each), or for a zone or stream as a whole (one slot, in which a rule is active while any of its tracks is).
 *
 * <p>It looks once a frame, after all other rules, so that the order in which they decide does not matter.
 */
final class CompositeRule implements CompiledRule {
    private static final long NEVER = Long.MIN_VALUE;
    /** Where the scope is not a track; ids of tracks begin at 1. */
    private static final long ALL_TRACKS = 0;

    private final RuleStage stage;
    private final RuleStage.Composite composite;
    private final String[] of;
    private final boolean ofTracks;
    private final long within;
    private final long firstEpisode;
    private final TrackSlots slots = new TrackSlots();
    private final Sightings seen = new Sightings();
    private int[] label = new int[32];
    private long[] firstSeen = new long[32];
    private boolean[] on = new boolean[32];
    private long[] onSince = new long[32];
    private long[] episode = new long[32];
    /** A sequence that ended with what began then has been told. */
    private long[] told = new long[32];

    /** By slot and rule: how many are active, when it began last, and when it ended last. */
    private int[] active;

    private long[] begun;
    private long[] over;
    private @Nullable RuleEvent[] cause;
    private long nextEpisode;

    CompositeRule(RuleStage stage, RuleStage.Composite composite, long firstEpisode) {
        this.stage = stage;
        this.composite = composite;
        this.of = composite.of().toArray(String[]::new);
        this.ofTracks = composite.ofTracks();
        this.within = composite.withinMillis() * 1000;
        this.firstEpisode = firstEpisode;
        nextEpisode = firstEpisode;
        active = new int[32 * of.length];
        begun = new long[32 * of.length];
        over = new long[32 * of.length];
        cause = new RuleEvent[32 * of.length];
    }

    /** Another rule did something. */
    void heard(RuleEvent event) {
        for (int i = 0; i < of.length; i++) {
            if (of[i].equals(event.rule().name())) {
                EventData.Track track = event.track();
                long key = ofTracks && track != null ? track.id() : ALL_TRACKS;
                int slot = slots.find(key);
                take(slot == TrackSlots.NONE ? add(key, event.decidedAtMicros()) : slot, i, event);
            }
        }
    }

    private void take(int slot, int i, RuleEvent event) {
        int at = slot * of.length + i;
        switch (event.phase()) {
            case BEGINS -> {
                if (active[at]++ == 0) {
                    begun[at] = event.atMicros();
                    cause[at] = event;
                }
            }
            case ENDS -> {
                if (active[at] > 0 && --active[at] == 0) {
                    over[at] = Math.max(begun[at], event.atMicros());
                }
            }
            case INSTANT -> {
                begun[at] = event.atMicros();
                over[at] = event.atMicros();
                cause[at] = event;
            }
        }
    }

    @Override
    public void seen(Sighting now, RuleContext context) {
        long key = ofTracks ? now.track : ALL_TRACKS;
        int slot = slots.find(key);
        if (slot == TrackSlots.NONE) {
            slot = add(key, now.time);
        }
        label[slot] = now.label;
        seen.set(slot, now);
    }

    private int add(long key, long time) {
        int slot = slots.add(key);
        if (slot >= label.length) {
            int size = slot * 2;
            label = Arrays.copyOf(label, size);
            firstSeen = Arrays.copyOf(firstSeen, size);
            on = Arrays.copyOf(on, size);
            onSince = Arrays.copyOf(onSince, size);
            episode = Arrays.copyOf(episode, size);
            told = Arrays.copyOf(told, size);
            active = Arrays.copyOf(active, size * of.length);
            begun = Arrays.copyOf(begun, size * of.length);
            over = Arrays.copyOf(over, size * of.length);
            cause = Arrays.copyOf(cause, size * of.length);
        }
        seen.reserve(slot + 1);
        label[slot] = -1;
        firstSeen[slot] = time;
        on[slot] = false;
        episode[slot] = firstEpisode;
        told[slot] = NEVER;
        int from = slot * of.length;
        Arrays.fill(active, from, from + of.length, 0);
        Arrays.fill(begun, from, from + of.length, NEVER);
        Arrays.fill(over, from, from + of.length, NEVER);
        Arrays.fill(cause, from, from + of.length, null);
        return slot;
    }

    @Override
    public void endFrame(long time, RuleContext context) {
        if (!ofTracks && slots.find(ALL_TRACKS) == TrackSlots.NONE) {
            add(ALL_TRACKS, time);
        }
        for (int slot = 0; slot < slots.made(); slot++) {
            if (slots.isUsed(slot)) {
                if (composite.operator() == RuleStage.Operator.Sequence) {
                    sequence(slot, time, context);
                } else {
                    state(slot, time, context);
                }
            }
        }
    }

    private void sequence(int slot, long time, RuleContext context) {
        int from = slot * of.length;
        long last = begun[from + of.length - 1];
        if (last == NEVER || last == told[slot]) {
            return;
        }
        for (int i = 1; i < of.length; i++) {
            long before = begun[from + i - 1];
            long then = begun[from + i];
            long until = active[from + i - 1] > 0 ? then : Math.min(over[from + i - 1], then);
            if (before == NEVER || before >= then || then - until > within) {
                return;
            }
        }
        told[slot] = last;
        fire(slot, time, last, context);
        episode[slot]++;
    }

    private void state(int slot, long time, RuleContext context) {
        int from = slot * of.length;
        int held = 0;
        long latest = NEVER;
        long quietSince = firstSeen[slot];
        for (int i = from; i < from + of.length; i++) {
            if (active[i] > 0 || over[i] != NEVER && time - over[i] <= within) {
                held++;
                latest = Math.max(latest, begun[i]);
            }
            quietSince = Math.max(quietSince, over[i]);
        }
        boolean holds =
                switch (composite.operator()) {
                    case All -> held == of.length;
                    case Any -> held > 0;
                    case None -> held == 0 && time - quietSince >= within;
                    case Sequence -> throw new IllegalStateException("a sequence has no state");
                };
        if (holds && !on[slot]) {
            on[slot] = true;
            onSince[slot] = latest == NEVER ? time : latest;
            fire(slot, time, onSince[slot], context);
        } else if (!holds && on[slot]) {
            end(slot, time, EndReason.CLEARED, context);
        }
    }

    private void fire(int slot, long time, long at, RuleContext context) {
        nextEpisode = Math.max(nextEpisode, episode[slot] + 1);
        List<EventData.Cause> causes = new ArrayList<>();
        Set<EventData.Observation> evidence = new LinkedHashSet<>();
        for (int i = slot * of.length; i < (slot + 1) * of.length; i++) {
            RuleEvent by = cause[i];
            if (by != null) {
                EventData.Track track = by.track();
                causes.add(new EventData.Cause(
                        by.rule().name(),
                        by.rule().revision(),
                        track == null ? null : track.id(),
                        by.episode(),
                        by.atMicros()));
                evidence.addAll(by.evidence());
            }
        }
        if (evidence.isEmpty() && ofTracks && label[slot] >= 0) {
            evidence.add(seen.observation(slots.id(slot), slot));
        }
        context.emit(named(
                        new EventDraft(
                                stage, EventKind.COMPOSITE_FIRED, episode[slot], time, at, List.copyOf(evidence)),
                        slot,
                        context)
                .causes(causes)
                .event());
    }

    private void end(int slot, long time, EndReason reason, RuleContext context) {
        on[slot] = false;
        context.emit(named(
                        new EventDraft(stage, EventKind.COMPOSITE_ENDED, episode[slot], time, time, List.of()),
                        slot,
                        context)
                .lasted(time - onSince[slot])
                .reason(reason)
                .event());
        episode[slot]++;
    }

    private EventDraft named(EventDraft draft, int slot, RuleContext context) {
        return ofTracks ? draft.track(context.track(slots.id(slot), label[slot])) : draft;
    }

    @Override
    public void ended(long track, long time, RuleContext context) {
        int slot = ofTracks ? slots.find(track) : TrackSlots.NONE;
        if (slot != TrackSlots.NONE) {
            if (on[slot]) {
                end(slot, time, EndReason.TRACK_ENDED, context);
            }
            slots.remove(track);
        }
    }

    @Override
    public void endAll(long time, EndReason reason, RuleContext context) {
        for (int slot = 0; slot < slots.made(); slot++) {
            if (slots.isUsed(slot) && on[slot]) {
                end(slot, time, reason, context);
            }
        }
        slots.clear();
    }

    @Override
    public long nextEpisode() {
        return nextEpisode;
    }
}
