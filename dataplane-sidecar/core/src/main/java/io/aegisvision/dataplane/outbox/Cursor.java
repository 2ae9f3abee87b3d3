package io.aegisvision.dataplane.outbox;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a reader stands in the segments: mostly it goes on where it ended. Not safe for threads. */
final class Cursor {
    /** Told of records that were durable and are not sound any more. */
    interface Missed {
        void records(long behind, long upTo);
    }

    private final Missed missed;
    private @Nullable SegmentFile segment;
    private long sequence;
    private long offset;

    Cursor(Missed missed) {
        this.missed = missed;
    }

    /** Adds a segment's records behind one sequence and up to another, until there are as many as asked for. */
    void read(SegmentFile from, long after, long until, int most, List<OutboxRecord> into) throws IOException {
        if (from != segment || sequence > after) {
            segment = from;
            sequence = from.firstSequence() - 1;
            offset = 0;
        }
        while (into.size() < most && sequence < until) {
            SegmentFile.Placed next = from.next(offset, sequence);
            if (next == null || next.record().sequence() > until) {
                missed.records(sequence, until);
                sequence = until;
                return;
            }
            OutboxRecord record = next.record();
            missed.records(sequence, record.sequence() - 1);
            if (record.sequence() > after) {
                into.add(record);
            }
            sequence = record.sequence();
            offset = next.end();
        }
    }
}
