package io.aegisvision.dataplane.app.stream;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * The calls of a cell's streams into the video library. One that has outlived its limit cannot be ended from outside:
 * its thread and memory are given up, and the stream goes on with another thread. What is given up can only come back
 * with the process, so at a bound of calls that hang at one time somebody is told, once.
 *
 * <p>Entering and leaving a call are two writes and allocate nothing.
 */
public final class NativeCalls implements AutoCloseable {
    /** Time between two looks; a hung call is noticed at the second after its limit. */
    private static final long LOOK_NANOS = 250_000_000;
    /** States of a call; any other value is the time, of {@link System#nanoTime}, at which it counts as hung: odd. */
    private static final long OUTSIDE = 0;

    private static final long ABANDONED = 2;

    private final int bound;
    private final LongConsumer atBound;
    private final Queue<Caller> callers = new ConcurrentLinkedQueue<>();
    private final AtomicLong abandoned = new AtomicLong();
    private final AtomicLong hung = new AtomicLong();
    private final Thread watch =
            Thread.ofPlatform().daemon().name("native-calls").unstarted(this::run);
    private volatile boolean closed;
    private boolean told;

    /**
     * @param bound calls that hang at one time; 1 or more
     * @param atBound told their number on the watching thread; must not block
     */
    public NativeCalls(int bound, LongConsumer atBound) {
        this.bound = bound;
        this.atBound = atBound;
    }

    /** Begins to watch. */
    public void start() {
        watch.start();
    }

    /** One thread that makes calls, one at a time. */
    final class Caller {
        private final AtomicLong state = new AtomicLong(OUTSIDE);
        private final long limitNanos;
        private final Runnable gone;
        private long entered;
        /** The call that the watch found late when it last looked; the watch's own. */
        private long late;

        private Caller(Duration limit, Runnable gone) {
            this.limitNanos = limit.toNanos();
            this.gone = gone;
        }

        /** A call begins. */
        void enter() {
            entered = (System.nanoTime() + limitNanos) | 1;
            state.set(entered);
        }

        /** The call came back; false when it was given up meanwhile: free what it left, touch nothing else, and end. */
        boolean leave() {
            if (state.compareAndSet(entered, OUTSIDE)) {
                return true;
            }
            hung.decrementAndGet();
            return false;
        }

        /** Gives a call up that is still under way; false when there is none. */
        boolean giveUp() {
            long now = state.get();
            return now == ABANDONED || (now != OUTSIDE && abandon(now));
        }

        private boolean abandon(long seen) {
            hung.incrementAndGet(); // before the caller can see it, who takes it back
            if (!state.compareAndSet(seen, ABANDONED)) {
                hung.decrementAndGet();
                return false;
            }
            callers.remove(this);
            abandoned.incrementAndGet();
            return true;
        }

        /** Makes no more calls. */
        void done() {
            callers.remove(this);
        }
    }

    /**
     * A new caller.
     *
     * @param limit after which a call of it counts as hung
     * @param gone told on the watching thread that its call was given up; must not block
     */
    Caller caller(Duration limit, Runnable gone) {
        Caller caller = new Caller(limit, gone);
        callers.add(caller);
        return caller;
    }

    private void run() {
        while (!closed) {
            long now = System.nanoTime();
            for (Caller caller : callers) {
                long due = caller.state.get();
                if (due == OUTSIDE || due == ABANDONED || now - due < 0) {
                    continue;
                }
                // late at two looks: a process that stood still for a while has calls that return at once
                if (caller.late != due) {
                    caller.late = due;
                } else if (caller.abandon(due)) {
                    caller.gone.run();
                }
            }
            if (!told && hung.get() >= bound) {
                told = true;
                atBound.accept(hung.get());
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Calls given up since the process started. */
    public long abandoned() {
        return abandoned.get();
    }

    /** Those of them that have not come back. */
    public long hung() {
        return hung.get();
    }

    /** Watches no more. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(watch);
    }
}
