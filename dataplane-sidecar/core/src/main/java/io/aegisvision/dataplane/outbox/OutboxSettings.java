package io.aegisvision.dataplane.outbox;

/**
 * Bounds of an outbox.
 *
 * @param mostBytes of all segments together; beyond it new events are dropped and counted
 * @param segmentBytes after which a new segment begins, 1 GiB at most; a segment is deleted when all of it is
 *     acknowledged
 */
public record OutboxSettings(long mostBytes, long segmentBytes) {
    /** 256 MiB in segments of 8 MiB: at 1 KiB an event, about a quarter of a million events. */
    public static final OutboxSettings DEFAULT = new OutboxSettings(256L << 20, 8L << 20);

    private static final long MOST_SEGMENT_BYTES = 1L << 30;

    public OutboxSettings {
        if (segmentBytes < 1 || segmentBytes > MOST_SEGMENT_BYTES || mostBytes < segmentBytes) {
            throw new IllegalArgumentException("segment bytes " + segmentBytes + ", most bytes " + mostBytes);
        }
    }
}
