package io.aegisvision.dataplane.app.stream;

import java.util.concurrent.atomic.AtomicInteger;

/** Frames of live streams at the server now: the shadow lane waits while there are any. Any thread. */
public final class LiveLoad {
    private final AtomicInteger frames = new AtomicInteger();

    void began() {
        frames.incrementAndGet();
    }

    void ended() {
        frames.decrementAndGet();
    }

    /** Whether the server works for a live stream now. */
    public boolean busy() {
        return frames.get() > 0;
    }
}
