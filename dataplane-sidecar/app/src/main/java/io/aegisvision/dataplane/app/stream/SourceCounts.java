package io.aegisvision.dataplane.app.stream;

import io.aegisvision.contract.CellState.StreamReason;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** What happened to one stream's source since its runner started. Any thread. */
public final class SourceCounts {
    private final AtomicLong sessions = new AtomicLong();
    private final AtomicLong decodeErrors = new AtomicLong();
    private final AtomicLong skipped = new AtomicLong();
    private final AtomicLongArray failures = new AtomicLongArray(StreamReason.values().length);

    void opened() {
        sessions.incrementAndGet();
    }

    void failed(StreamReason why) {
        failures.incrementAndGet(why.ordinal());
    }

    void decodeErrors(long more) {
        decodeErrors.addAndGet(more);
    }

    void skipped(long more) {
        skipped.addAndGet(more);
    }

    /** Packets that were not decoded since nobody needs their frames. */
    public long skipped() {
        return skipped.get();
    }

    /** Sessions opened. */
    public long sessions() {
        return sessions.get();
    }

    /** Attempts to open, and sessions, that ended for a reason. */
    public long failures(StreamReason why) {
        return failures.get(why.ordinal());
    }

    /** Packets that could not be decoded. */
    public long decodeErrors() {
        return decodeErrors.get();
    }
}
