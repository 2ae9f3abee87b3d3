package io.aegisvision.dataplane.kafka;

import java.time.Duration;
import java.util.List;

/**
 * The durable events that wait for the broker, as {@link KafkaDelivery} needs them. Positions grow; each event has one.
 */
public interface Backlog {
    /**
     * An event on its way.
     *
     * @param position its place in the order
     * @param key Kafka's record key
     * @param value Kafka's record value
     */
    record Entry(long position, String key, byte[] value) {}

    /**
     * The first durable events behind a position, in order; empty when there is none.
     *
     * @param position the last one already taken; -1 begins with the first undelivered
     */
    List<Entry> after(long position, int most);

    /** Every event up to and including this position is acknowledged by the broker; called in growing order. */
    void delivered(long position);

    /** Waits until there may be an event behind the position, for at most that long. */
    void await(long position, Duration most) throws InterruptedException;
}
