package io.aegisvision.dataplane.dispatch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose newest frame goes to the engine next, when streams offer more than it can take.
 *
 * <p>Each stream has an account of the turns it was given. Of the streams that have a frame waiting the one with the
 * smallest account is next; equals go in the order in which they began to wait. What a stream is behind the others is
 * its deficit: it makes up for a frame that came late, but for no more than {@link #CREDIT}, so that a stream that was
 * silent for an hour does not shut out the others for a minute (start-time fair queueing with a bounded credit). A
 * stream that asks for less than its share gets all it asks for, and what it leaves is shared by the others. Frames
 * count alike, because the streams of a cell run the same graph.
 *
 * <p>At the engine are at most as many frames as streams have one waiting or there, but always 2, so that the engine
 * finds work when it ends a batch, and never more than the bound given. So a frame that is sent finds about one frame
 * of each other stream before it, which the engine's batcher joins: more would be older when their turn comes.
 *
 * <p>One thread at a time.
 *
 * @param <T> who has a lane
 */
public final class FairTurns<T> {
    /** Frames of one stream at the engine. */
    public static final int MOST_OF_ONE = 2;

    /** How many turns a stream may be behind. */
    static final int CREDIT = 1;

    private static final int LEAST = 2;

    /** One stream's account. */
    public static final class Lane<T> {
        private final T owner;
        private boolean waiting;
        private int sent;
        private long account;
        private long since;

        private Lane(T owner, long account) {
            this.owner = owner;
            this.account = account;
        }

        /** Whose it is. */
        public T owner() {
            return owner;
        }

        /** Frames at the engine. */
        public int sent() {
            return sent;
        }
    }

    private final int most;
    private final List<Lane<T>> lanes = new ArrayList<>();
    private int sent;
    /** Account at which the newest turn was given: where a stream that was away comes back. */
    private long now;

    private long asked;

    /** @param most frames at the engine, at least 2: two of its largest batches keep it busy */
    public FairTurns(int most) {
        if (most < LEAST) {
            throw new IllegalArgumentException("at most " + most + " frames at the engine");
        }
        this.most = most;
    }

    /** A stream more. */
    public Lane<T> join(T owner) {
        Lane<T> lane = new Lane<>(owner, now);
        lanes.add(lane);
        return lane;
    }

    /** The stream has gone; its frames at the engine still have to {@linkplain #ended end}. */
    public void leave(Lane<T> lane) {
        lanes.remove(lane);
        lane.waiting = false;
    }

    /** The stream has a frame that waits. It keeps its place when a newer one takes the frame's. */
    public void waits(Lane<T> lane) {
        if (!lane.waiting) {
            lane.waiting = true;
            lane.since = asked++;
        }
    }

    /** Who sends the frame that waits, now; null while nobody may. */
    public @Nullable Lane<T> next() {
        Lane<T> first = null;
        long least = 0;
        int active = 0;
        for (int i = 0; i < lanes.size(); i++) {
            Lane<T> lane = lanes.get(i);
            if (lane.waiting || lane.sent > 0) {
                active++;
            }
            if (lane.waiting && lane.sent < MOST_OF_ONE) {
                long start = start(lane);
                if (first == null || start < least || (start == least && lane.since < first.since)) {
                    first = lane;
                    least = start;
                }
            }
        }
        if (first == null || sent >= Math.min(most, Math.max(LEAST, active))) {
            return null;
        }
        first.waiting = false;
        first.sent++;
        first.account = least + 1;
        sent++;
        now = Math.max(now, least);
        return first;
    }

    private long start(Lane<T> lane) {
        return Math.max(lane.account, now - CREDIT);
    }

    /** A frame of the stream has left the engine, whatever became of it. */
    public void ended(Lane<T> lane) {
        lane.sent--;
        sent--;
    }

    /** Frames at the engine. */
    public int sent() {
        return sent;
    }
}
