package io.aegisvision.dataplane.artifact;

import java.time.Duration;

/**
 * Interrupts the thread that made it when nothing moves for too long: the client library waits without a bound for a
 * registry that takes the connection and says nothing. One thread makes, uses and closes it.
 */
final class StallGuard implements AutoCloseable {
    private final Thread watched = Thread.currentThread();
    private final Thread guard;
    private volatile long movedAt = System.nanoTime();
    private boolean over;
    private boolean stalled;

    /** @param longest without a {@link #moved} */
    StallGuard(Duration longest) {
        guard = Thread.ofVirtual().start(() -> watch(longest.toNanos()));
    }

    /** Something has come. */
    void moved() {
        movedAt = System.nanoTime();
    }

    private void watch(long longest) {
        try {
            for (long left = longest; left > 0; left = movedAt + longest - System.nanoTime()) {
                Thread.sleep(Duration.ofNanos(left));
            }
        } catch (InterruptedException e) {
            return; // closed
        }
        synchronized (this) {
            if (!over) {
                stalled = true;
                watched.interrupt();
            }
        }
    }

    /** Whether it has interrupted. */
    synchronized boolean stalled() {
        return stalled;
    }

    /** Takes its own interrupt back, where nobody has seen it. */
    @Override
    public void close() {
        guard.interrupt();
        synchronized (this) {
            over = true;
            if (stalled) {
                Thread.interrupted();
            }
        }
    }
}
