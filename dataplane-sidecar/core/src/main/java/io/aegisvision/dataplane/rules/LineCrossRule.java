package io.aegisvision.dataplane.rules;

import io.aegisvision.contract.EventData;
import io.aegisvision.contract.RuleStage;
import io.aegisvision.dataplane.geometry.Segment;
import java.util.Arrays;
import java.util.List;

/**
 * Line crossing. A track has a settled side, at first the first strict one it is seen on. A step to the other strict side
 * that leaves the line within [A,B) is a crossing on trial: it counts once the track is at least the minimum travel
 * beyond the line and has been beyond it for the minimum time; then the other side is settled. Coming back before that is
 * jitter and counts nothing. On the line itself the previous side holds.
 *
 * <p>A crossing by which the box changes its size beyond measure is taken for a track handed from one object to another
 * (where a vehicle meets a crowd): it counts nothing, only {@link #refused}. The class is no part of that gate: the
 * majority follows a swap too late, and a detector that wavers between two classes would lose true crossings.
 */
final class LineCrossRule implements CompiledRule {
    private final RuleStage stage;
    private final RuleStage.LineCross cross;
    private final Segment line;
    private final RuleSettings settings;
    private final long travel;
    private final long firstEpisode;
    private final TrackSlots slots = new TrackSlots();
    private final Sightings previous = new Sightings();
    private final Sightings before = new Sightings();
    private final Sightings after = new Sightings();
    private long[] episode = new long[32];
    private int[] px = new int[32];
    private int[] py = new int[32];
    private long[] offset = new long[32];
    /** The last strict side: -1 left, 1 right, 0 none yet. */
    private int[] side = new int[32];

    private int[] settled = new int[32];
    private boolean[] withinLine = new boolean[32];
    private long[] crossedAt = new long[32];
    private long nextEpisode;
    private long leftToRight;
    private long rightToLeft;
    private long refused;

    LineCrossRule(
            RuleStage stage, RuleStage.LineCross cross, RuleShapes shapes, RuleSettings settings, long firstEpisode) {
        this.stage = stage;
        this.cross = cross;
        this.line = shapes.line();
        this.settings = settings;
        this.firstEpisode = firstEpisode;
        travel = line.offsetAt(settings.minTravel(), settings.aspect());
        nextEpisode = firstEpisode;
    }

    @Override
    public long nextEpisode() {
        return nextEpisode;
    }

    /** Crossings in either direction that counted, whether or not the direction is one of events. */
    long counted(boolean toTheRight) {
        return toTheRight ? leftToRight : rightToLeft;
    }

    long refused() {
        return refused;
    }

    @Override
    public void seen(Sighting now, RuleContext context) {
        int x = now.anchorX();
        int y = now.anchorY(stage.subject().anchor());
        long here = line.offset(x, y);
        int sign = Long.signum(here);
        int slot = slots.find(now.track);
        if (slot == TrackSlots.NONE) {
            slot = add(now.track);
            side[slot] = sign;
            settled[slot] = sign;
        } else if (sign != 0 && side[slot] == 0) {
            side[slot] = sign;
            settled[slot] = sign;
        } else if (sign != 0 && sign != side[slot]) {
            side[slot] = sign;
            if (sign != settled[slot]) {
                withinLine[slot] = line.passedBy(px[slot], py[slot], x, y);
                crossedAt[slot] = Segment.crossingTime(offset[slot], previous.time(slot), here, now.time);
                before.copy(slot, previous, slot);
                after.set(slot, now);
            }
        }
        if (side[slot] != settled[slot]) {
            if (Math.abs(here) >= travel && now.time - after.time(slot) >= settings.minTimeBeyondMicros()) {
                settled[slot] = side[slot];
                settle(slot, now, context);
            }
        }
        px[slot] = x;
        py[slot] = y;
        offset[slot] = here;
        previous.set(slot, now);
    }

    private void settle(int slot, Sighting now, RuleContext context) {
        if (!withinLine[slot] || !context.counts(stage, now.label)) {
            return;
        }
        double growth = now.area() / before.area(slot);
        if (!(growth <= settings.mostGrowth() && growth * settings.mostGrowth() >= 1)) {
            refused++;
            return;
        }
        boolean toTheRight = settled[slot] > 0;
        if (toTheRight) {
            leftToRight++;
        } else {
            rightToLeft++;
        }
        long number = episode[slot]++;
        nextEpisode = Math.max(nextEpisode, episode[slot]);
        RuleStage.CrossDirection direction =
                toTheRight ? RuleStage.CrossDirection.LeftToRight : RuleStage.CrossDirection.RightToLeft;
        if (cross.direction() != RuleStage.CrossDirection.Both && cross.direction() != direction) {
            return;
        }
        EventData.Observation last = before.observation(now.track, slot);
        EventData.Observation next = after.observation(now.track, slot);
        List<EventData.Observation> evidence =
                next.time() == now.time ? List.of(last, next) : List.of(last, next, now.observation());
        context.emit(new EventDraft(stage, EventKind.LINE_CROSSED, number, now.time, crossedAt[slot], evidence)
                .track(context.track(now.track, now.label))
                .direction(direction.name())
                .event());
    }

    private int add(long id) {
        int slot = slots.add(id);
        if (slot >= episode.length) {
            int size = slot * 2;
            episode = Arrays.copyOf(episode, size);
            px = Arrays.copyOf(px, size);
            py = Arrays.copyOf(py, size);
            offset = Arrays.copyOf(offset, size);
            side = Arrays.copyOf(side, size);
            settled = Arrays.copyOf(settled, size);
            withinLine = Arrays.copyOf(withinLine, size);
            crossedAt = Arrays.copyOf(crossedAt, size);
        }
        previous.reserve(slot + 1);
        before.reserve(slot + 1);
        after.reserve(slot + 1);
        episode[slot] = firstEpisode;
        withinLine[slot] = false;
        return slot;
    }

    @Override
    public void ended(long id, long time, RuleContext context) {
        slots.remove(id);
    }

    @Override
    public void endFrame(long time, RuleContext context) {}

    @Override
    public void endAll(long time, EndReason reason, RuleContext context) {
        slots.clear();
    }
}
