package io.aegisvision.dataplane.app.stream;

import io.aegisvision.dataplane.dispatch.FairTurns;
import io.aegisvision.dataplane.dispatch.FairTurns.Lane;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One cell's {@link FairTurns} for the threads of its streams. A stream is told to send by whichever thread finds that
 * its turn has come, without a lock held. One thread gives turns at a time: what others find meanwhile, and what it
 * finds while a stream sends, it gives itself afterwards, so that a server that refuses at once is no recursion.
 */
public final class EngineTurns {
    /** A stream. */
    interface Sender {
        /** Sends the newest frame that waits, without blocking; false when none waits any more. */
        boolean sendWaiting();
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final FairTurns<Sender> turns;
    private boolean giving;

    /** @param largestBatch frames that the engine joins at most */
    public EngineTurns(int largestBatch) {
        this.turns = new FairTurns<>(2 * largestBatch);
    }

    Lane<Sender> join(Sender sender) {
        lock.lock();
        try {
            return turns.join(sender);
        } finally {
            lock.unlock();
        }
    }

    /** No more frames of the stream come; those that were sent still end. */
    void leave(Lane<Sender> lane) {
        lock.lock();
        try {
            turns.leave(lane);
        } finally {
            lock.unlock();
        }
    }

    /** A frame of the stream waits; it may be sent before this returns. */
    void waits(Lane<Sender> lane) {
        lock.lock();
        try {
            turns.waits(lane);
        } finally {
            lock.unlock();
        }
        give();
    }

    /** A frame of the stream that was sent has ended. */
    void ended(Lane<Sender> lane) {
        settle(lane);
        give();
    }

    private void settle(Lane<Sender> lane) {
        lock.lock();
        try {
            turns.ended(lane);
        } finally {
            lock.unlock();
        }
    }

    private void give() {
        Lane<Sender> lane = next(false);
        while (lane != null) {
            boolean sent = false;
            try {
                sent = lane.owner().sendWaiting();
            } catch (RuntimeException e) {
                stop();
                throw e;
            } finally {
                if (!sent) {
                    settle(lane);
                }
            }
            lane = next(true);
        }
    }

    /** Decides under the lock that is held by whoever says that a frame waits or ended: no turn is forgotten. */
    private @Nullable Lane<Sender> next(boolean mine) {
        lock.lock();
        try {
            if (giving && !mine) {
                return null;
            }
            Lane<Sender> lane = turns.next();
            giving = lane != null;
            return lane;
        } finally {
            lock.unlock();
        }
    }

    private void stop() {
        lock.lock();
        try {
            giving = false;
        } finally {
            lock.unlock();
        }
    }
}
