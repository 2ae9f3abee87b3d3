package io.aegisvision.dataplane.rules;

import io.aegisvision.contract.EventData;
import io.aegisvision.contract.RuleStage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Flow: distinct tracks that entered a zone within the window before now. A track that entered twice counts once, where
 * it did last; one first seen inside did not enter. Without a threshold the number is told at the first frame after each
 * whole window of media time (windows begin at multiples of their length since the Unix epoch); with one, it is raised
 * above it and cleared at threshold - hysteresis or fewer. A window that an epoch did not see to its end is not told.
 */
final class FlowRule implements CompiledRule, Episodes.Listener {
    /** Most boxes in an event: a window of an hour in a station has more than fit into a message. */
    static final int MOST_EVIDENCE = 256;

    private static final long NEVER = Long.MIN_VALUE;

    private final RuleStage stage;
    private final RuleStage.Flow flow;
    private final ZoneMembership zone;
    private final Episodes stays;
    private final long window;

    /** Entries in the order of time, in a ring that grows by doubling: index is {@code place & length - 1}. */
    private long[] tracks = new long[64];

    private boolean[] counted = new boolean[64];
    private Sightings entries = new Sightings();
    private long oldest;
    private long next;
    private int count;

    private long windowEnd = NEVER;
    private boolean raised;
    private long raisedAt;
    private long episode;

    FlowRule(RuleStage stage, RuleStage.Flow flow, RuleShapes shapes, long firstEpisode) {
        this.stage = stage;
        this.flow = flow;
        this.zone = shapes.zone(stage.subject());
        window = flow.windowMillis() * 1000;
        stays = new Episodes(
                stage,
                Episodes.Timing.ofMillis(flow.enterAfterMillis(), flow.exitAfterMillis(), EndReason.EXIT),
                0,
                this);
        entries.reserve(tracks.length);
        episode = firstEpisode;
    }

    @Override
    public void seen(Sighting now, RuleContext context) {
        if (flow.above() == null) {
            tellWholeWindow(now.time, context);
        }
        stays.seen(now, zone.has(now), context);
    }

    @Override
    public void fired(int slot, Sighting now, RuleContext context) {
        if (stays.isFromFirstSight(slot)) {
            return;
        }
        if (next - oldest == tracks.length) {
            grow();
        }
        for (long place = oldest; place < next; place++) {
            int at = index(place);
            if (counted[at] && tracks[at] == now.track) {
                counted[at] = false;
                count--;
            }
        }
        int at = index(next++);
        tracks[at] = now.track;
        counted[at] = true;
        entries.set(at, now);
        count++;
    }

    private int index(long place) {
        return (int) place & tracks.length - 1;
    }

    private void grow() {
        int size = tracks.length;
        long[] moreTracks = new long[size * 2];
        boolean[] moreCounted = new boolean[size * 2];
        Sightings moreEntries = new Sightings();
        moreEntries.reserve(size * 2);
        for (int i = 0; i < size; i++) {
            int at = index(oldest + i);
            moreTracks[i] = tracks[at];
            moreCounted[i] = counted[at];
            moreEntries.copy(i, entries, at);
        }
        tracks = moreTracks;
        counted = moreCounted;
        entries = moreEntries;
        oldest = 0;
        next = size;
    }

    /** Entries before this time are no longer of the window. */
    private void forgetBefore(long time) {
        while (oldest < next && entries.time(index(oldest)) < time) {
            int at = index(oldest++);
            if (counted[at]) {
                counted[at] = false;
                count--;
            }
        }
    }

    @Override
    public void ended(int slot, EndReason reason, long time, RuleContext context) {}

    @Override
    public void ended(long track, long time, RuleContext context) {
        stays.ended(track, time, context);
    }

    @Override
    public void endFrame(long time, RuleContext context) {
        Integer above = flow.above();
        if (above == null) {
            tellWholeWindow(time, context);
        }
        stays.endFrame(time, context);
        if (above == null) {
            return;
        }
        forgetBefore(time - window);
        if (!raised && count > above) {
            raised = true;
            raisedAt = time;
            context.emit(draft(EventKind.FLOW_RAISED, time, time).event());
        } else if (raised && count <= above - flow.hysteresis()) {
            clear(time, EndReason.CLEARED, context);
        }
    }

    /** The first window of an epoch was seen from its begin only by chance: it is not told. */
    private void tellWholeWindow(long time, RuleContext context) {
        if (windowEnd == NEVER) {
            windowEnd = (Math.floorDiv(time - 1, window) + 2) * window;
        }
        while (time >= windowEnd) {
            forgetBefore(windowEnd - window);
            context.emit(draft(EventKind.FLOW_COUNTED, time, windowEnd)
                    .lasted(window)
                    .event());
            episode++;
            windowEnd += window;
        }
    }

    private EventDraft draft(EventKind kind, long decidedAt, long at) {
        List<EventData.Observation> evidence = new ArrayList<>();
        int skip = count - MOST_EVIDENCE;
        for (long place = oldest; place < next; place++) {
            if (counted[index(place)] && skip-- <= 0) {
                evidence.add(entries.observation(tracks[index(place)], index(place)));
            }
        }
        return new EventDraft(stage, kind, episode, decidedAt, at, evidence).count(count);
    }

    private void clear(long time, EndReason reason, RuleContext context) {
        context.emit(draft(EventKind.FLOW_CLEARED, time, time)
                .lasted(time - raisedAt)
                .reason(reason)
                .event());
        raised = false;
        episode++;
    }

    @Override
    public void endAll(long time, EndReason reason, RuleContext context) {
        if (raised) {
            clear(time, reason, context);
        }
        stays.endAll(time, reason, context);
        Arrays.fill(counted, false);
        oldest = next;
        count = 0;
        windowEnd = NEVER;
    }

    @Override
    public long nextEpisode() {
        return raised ? episode + 1 : episode;
    }
}
