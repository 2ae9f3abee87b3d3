package io.aegisvision.dataplane.app.sink;

import io.aegisvision.dataplane.event.EventEncoder;
import io.aegisvision.dataplane.kafka.Backlog;
import io.aegisvision.dataplane.outbox.Outbox;
import io.aegisvision.dataplane.outbox.OutboxRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** An outbox as the delivery reads it. A record that says how many events were lost becomes an event that says so. */
record OutboxBacklog(Outbox outbox, EventEncoder encoder, DeliveryTimes.UnderWay underWay, InstantSource clock)
        implements Backlog {
    @Override
    public List<Entry> after(long position, int most) {
        try {
            return outbox.poll(position < 0 ? outbox.acknowledgedUpTo() : position, most).stream()
                    .map(this::entry)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // the delivery says so and tries again
        }
    }

    private Entry entry(OutboxRecord record) {
        underWay.taken(record.sequence(), record.appendedAtMillis());
        return switch (record.kind()) {
            case EVENT -> new Entry(record.sequence(), record.key(), record.payload());
            case GAP ->
                new Entry(
                        record.sequence(),
                        record.key(),
                        encoder.gap(
                                        record.stream(),
                                        record.key(),
                                        record.sequence() + "@" + record.appendedAtMillis(),
                                        record.lost(),
                                        record.appendedAtMillis() * 1000,
                                        TraceParent.fresh())
                                .json());
        };
    }

    @Override
    public void delivered(long position) {
        try {
            outbox.acknowledge(position);
            underWay.delivered(position, clock.millis());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // at worst it is sent again
        }
    }

    @Override
    public void await(long position, Duration most) throws InterruptedException {
        outbox.await(position < 0 ? outbox.acknowledgedUpTo() : position, most.toMillis());
    }
}
