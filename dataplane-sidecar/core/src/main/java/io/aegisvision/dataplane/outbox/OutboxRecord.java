package io.aegisvision.dataplane.outbox;

/**
 * One record, durable.
 *
 * @param sequence from 1, rising; a jump means that records between were lost
 * @param kind an event, or a marker of events lost
 * @param appendedAtMillis wall clock when it was appended
 * @param key partition key
 * @param id the event's id; empty for a gap
 * @param stream the stream's name
 * @param lost for a gap, how many events of the stream were dropped before it; else 0
 * @param payload the event's bytes; empty for a gap
 */
public record OutboxRecord(
        long sequence,
        Kind kind,
        long appendedAtMillis,
        String key,
        String id,
        String stream,
        long lost,
        byte[] payload) {
    /** What a record is. */
    public enum Kind {
        /** An event of a rule. */
        EVENT,
        /** Events of the stream were dropped here: the outbox was full, or the disk failed. */
        GAP
    }
}
