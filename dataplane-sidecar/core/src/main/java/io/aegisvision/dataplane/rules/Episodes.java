package io.aegisvision.dataplane.rules;

import io.aegisvision.contract.EventData;
import io.aegisvision.contract.RuleStage;
import java.util.Arrays;
import java.util.List;

/**
 * Episodes of tracks for which a condition holds, such as being in a zone:
 *
 * <pre>
 * none -(holds)-> since t0 -(holds at t0 + fireAfter or later, and the class counts)-> fired
 *  ^                |                                                                    |
 *  +-(not so, or unseen, for longer than exitAfter; dated at the last time it held)------+
 * </pre>
 *
 * A shorter absence neither ends nor pauses an episode; and an absence is only what a frame shows, so that between two
 * frames that are far apart there is none. The class is asked only when it decides, so that a class that
 * wavers neither ends nor doubles an episode. Rules that are about the same zone see the same episodes.
 */
final class Episodes {
    /** What a rule makes of them; of episodes that never fire it hears nothing. */
    interface Listener {
        /** For the first time in this episode it has held long enough. */
        void fired(int slot, Sighting now, RuleContext context);

        /** It holds again, after it has fired. */
        default void goesOn(int slot, Sighting now, RuleContext context) {}

        /** An episode that had fired is over; {@link #last} is when it last held. */
        void ended(int slot, EndReason reason, long time, RuleContext context);
    }

    private final RuleStage stage;
    private final Timing timing;
    private final long firstEpisode;
    private final Listener listener;
    private final TrackSlots slots = new TrackSlots();
    private final Sightings first = new Sightings();
    private final Sightings last = new Sightings();
    private long[] episode = new long[32];
    private int[] label = new int[32];
    private boolean[] holding = new boolean[32];
    private boolean[] fired = new boolean[32];
    /** Whether it was seen, and the condition did not hold, since it last held. */
    private boolean[] otherwise = new boolean[32];
    /** Whether a frame did not show it since it last held. */
    private boolean[] missed = new boolean[32];

    private long[] seenAt = new long[32];
    /** Whether the present episode began with the first sight of the track. */
    private boolean[] fromFirstSight = new boolean[32];

    private long nextEpisode;

    /**
     * Durations in microseconds.
     *
     * @param fireAfter it must hold for so long
     * @param exitAfter seen otherwise for longer ends it
     * @param unseenAfter unseen for longer ends it
     * @param exit the reason where it was seen otherwise
     */
    record Timing(long fireAfter, long exitAfter, long unseenAfter, EndReason exit) {
        /** Durations in milliseconds; one for otherwise and unseen. */
        static Timing ofMillis(long fireAfter, long exitAfter, EndReason exit) {
            return new Timing(fireAfter * 1000, exitAfter * 1000, exitAfter * 1000, exit);
        }
    }

    Episodes(RuleStage stage, Timing timing, long firstEpisode, Listener listener) {
        this.stage = stage;
        this.timing = timing;
        this.firstEpisode = firstEpisode;
        this.listener = listener;
        nextEpisode = firstEpisode;
    }

    long nextEpisode() {
        return nextEpisode;
    }

    /** A track on this frame, and whether the condition holds. */
    void seen(Sighting now, boolean holds, RuleContext context) {
        int slot = slots.find(now.track);
        boolean isNew = slot == TrackSlots.NONE;
        if (isNew) {
            slot = add(now.track);
        }
        label[slot] = now.label;
        seenAt[slot] = now.time;
        if (holding[slot]) {
            endIfOver(slot, now.time, context);
        }
        if (!holds) {
            otherwise[slot] = true;
            return;
        }
        if (!holding[slot]) {
            holding[slot] = true;
            fired[slot] = false;
            fromFirstSight[slot] = isNew;
            first.set(slot, now);
        }
        otherwise[slot] = false;
        missed[slot] = false;
        last.set(slot, now);
        if (fired[slot]) {
            listener.goesOn(slot, now, context);
        } else if (now.time - first.time(slot) >= timing.fireAfter() && context.counts(stage, now.label)) {
            fired[slot] = true;
            nextEpisode = Math.max(nextEpisode, episode[slot] + 1);
            listener.fired(slot, now, context);
        }
    }

    private void endIfOver(int slot, long time, RuleContext context) {
        long allowed = otherwise[slot] ? timing.exitAfter() : timing.unseenAfter();
        if ((otherwise[slot] || missed[slot]) && time - last.time(slot) > allowed) {
            end(slot, time, otherwise[slot] ? timing.exit() : EndReason.UNSEEN, context);
        }
    }

    private int add(long id) {
        int slot = slots.add(id);
        if (slot >= episode.length) {
            int size = slot * 2;
            episode = Arrays.copyOf(episode, size);
            label = Arrays.copyOf(label, size);
            holding = Arrays.copyOf(holding, size);
            fired = Arrays.copyOf(fired, size);
            otherwise = Arrays.copyOf(otherwise, size);
            missed = Arrays.copyOf(missed, size);
            seenAt = Arrays.copyOf(seenAt, size);
            fromFirstSight = Arrays.copyOf(fromFirstSight, size);
        }
        first.reserve(slot + 1);
        last.reserve(slot + 1);
        episode[slot] = firstEpisode;
        holding[slot] = false;
        fired[slot] = false;
        return slot;
    }

    private void end(int slot, long time, EndReason reason, RuleContext context) {
        if (fired[slot]) {
            listener.ended(slot, reason, time, context);
        }
        holding[slot] = false;
        fired[slot] = false;
        episode[slot]++;
        nextEpisode = Math.max(nextEpisode, episode[slot]);
    }

    void ended(long id, long time, RuleContext context) {
        int slot = slots.find(id);
        if (slot != TrackSlots.NONE) {
            if (holding[slot]) {
                end(slot, time, EndReason.TRACK_ENDED, context);
            }
            slots.remove(id);
        }
    }

    void endFrame(long time, RuleContext context) {
        for (int slot = 0; slot < slots.made(); slot++) {
            if (slots.isUsed(slot) && holding[slot]) {
                missed[slot] |= seenAt[slot] != time;
                endIfOver(slot, time, context);
            }
        }
    }

    void endAll(long time, EndReason reason, RuleContext context) {
        for (int slot = 0; slot < slots.made(); slot++) {
            if (slots.isUsed(slot) && holding[slot]) {
                end(slot, time, reason, context);
            }
        }
        slots.clear();
    }

    /** Slots are 0 to less than this. */
    int slots() {
        return slots.made();
    }

    boolean isFired(int slot) {
        return slots.isUsed(slot) && holding[slot] && fired[slot];
    }

    boolean isFromFirstSight(int slot) {
        return fromFirstSight[slot];
    }

    long track(int slot) {
        return slots.id(slot);
    }

    /** Observations in which it began to hold, by slot. */
    Sightings first() {
        return first;
    }

    /** Observations in which it last held, by slot. */
    Sightings last() {
        return last;
    }

    /** An event about an episode: its track, its first and last observation, how long it has lasted. */
    EventDraft draft(EventKind kind, int slot, long decidedAt, long at, RuleContext context) {
        List<EventData.Observation> evidence = first.time(slot) == last.time(slot)
                ? List.of(first.observation(slots.id(slot), slot))
                : List.of(first.observation(slots.id(slot), slot), last.observation(slots.id(slot), slot));
        return new EventDraft(stage, kind, episode[slot], decidedAt, at, evidence)
                .track(context.track(slots.id(slot), label[slot]))
                .lasted(last.time(slot) - first.time(slot));
    }
}
