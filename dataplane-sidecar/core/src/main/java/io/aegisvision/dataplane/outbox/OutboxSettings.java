package io.aegisvision.dataplane.outbox;

import io.aegisvision.contract.Durability;

/**
 * Bounds of an outbox, and its durability.
 *
 * @param mostBytes of all segments together; beyond it new events are dropped and counted
 * @param segmentBytes after which a new segment begins, 1 GiB at most; a segment is deleted when all of it is
 *     acknowledged
 * @param durability when what is written is on the device; can be changed later
 */
public record OutboxSettings(long mostBytes, long segmentBytes, Durability durability) {
    /** 256 MiB in segments of 8 MiB: at 1 KiB an event, about a quarter of a million events. */
    public static final OutboxSettings DEFAULT = new OutboxSettings(256L << 20, 8L << 20, Durability.FSYNC);

    private static final long MOST_SEGMENT_BYTES = 1L << 30;

    public OutboxSettings {
        if (segmentBytes < 1 || segmentBytes > MOST_SEGMENT_BYTES || mostBytes < segmentBytes) {
            throw new IllegalArgumentException("segment bytes " + segmentBytes + ", most bytes " + mostBytes);
        }
    }

    /** The same with the default durability. */
    public OutboxSettings(long mostBytes, long segmentBytes) {
        this(mostBytes, segmentBytes, Durability.FSYNC);
    }

    /** The same bounds with another durability. */
    public OutboxSettings with(Durability other) {
        return new OutboxSettings(mostBytes, segmentBytes, other);
    }
}
