package io.aegisvision.dataplane.app.sink;

import io.aegisvision.contract.CellState;
import io.aegisvision.contract.Durability;
import io.aegisvision.contract.EventData;
import io.aegisvision.contract.EvidenceData;
import io.aegisvision.contract.KafkaConnection;
import io.aegisvision.contract.PipelineGraph.SinkStage;
import io.aegisvision.contract.StreamFacts;
import io.aegisvision.dataplane.app.evidence.FollowUps;
import io.aegisvision.dataplane.app.stream.EventOutlet;
import io.aegisvision.dataplane.event.EncodedEvent;
import io.aegisvision.dataplane.event.EventEncoder;
import io.aegisvision.dataplane.event.EventFacts;
import io.aegisvision.dataplane.kafka.KafkaDelivery;
import io.aegisvision.dataplane.kafka.SinkState;
import io.aegisvision.dataplane.outbox.Outbox;
import io.aegisvision.dataplane.outbox.OutboxCounts;
import io.aegisvision.dataplane.outbox.OutboxSettings;
import io.aegisvision.dataplane.rules.RuleEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sinks of a cell, each with an outbox of its own on disk and a delivery. A changed connection takes the outbox
 * over; a sink that is gone keeps its files, so that nothing is lost if it comes back. Any thread.
 */
public final class Sinks implements EventOutlet, FollowUps, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sinks.class);

    /** One sink at work. */
    private static final class Sink {
        private final String name;
        private final Outbox outbox;
        private final OutboxBacklog backlog;
        private volatile Set<String> rules = Set.of();
        private volatile @Nullable KafkaConnection connection;
        private volatile @Nullable KafkaDelivery delivery;
        private Durability durability;
        private @Nullable ScheduledFuture<?> flushes;

        Sink(String name, Outbox outbox, Durability durability, OutboxBacklog backlog) {
            this.name = name;
            this.outbox = outbox;
            this.durability = durability;
            this.backlog = backlog;
        }

        void connect(KafkaConnection to, String clientId) {
            if (to.equals(connection)) {
                return;
            }
            disconnect();
            connection = to;
            KafkaDelivery fresh = new KafkaDelivery(to, backlog, clientId);
            delivery = fresh;
            fresh.start();
        }

        void flush(Durability next, ScheduledExecutorService by) {
            ScheduledFuture<?> before = flushes;
            if (next.equals(durability) && before != null) {
                return;
            }
            if (before != null) {
                before.cancel(false);
            }
            durability = next;
            outbox.durability(next);
            flushes = next.policy() == Durability.Policy.FsyncEvery
                    ? by.scheduleWithFixedDelay(
                            this::flush, next.everyMillis(), next.everyMillis(), TimeUnit.MILLISECONDS)
                    : null;
        }

        private void flush() {
            if (!outbox.force()) {
                LOG.error("sink {}: the disk refuses a flush: a power failure loses events that wait now", name);
            }
        }

        void stop() {
            if (flushes != null) {
                flushes.cancel(false);
            }
            disconnect();
        }

        private void disconnect() {
            KafkaDelivery present = delivery;
            if (present != null) {
                present.close();
            }
        }
    }

    private final Path folder;
    private final InstantSource clock;
    private final DeliveryTimes delivery = new DeliveryTimes();
    private final Map<String, Sink> sinks = new HashMap<>();
    /** Flushes what is not flushed at once; platform threads, since a device that hangs pins its thread. */
    private final ScheduledExecutorService flusher = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("outbox-flush").factory());

    private volatile List<Sink> present = List.of();
    private volatile @Nullable EventEncoder encoder;

    /** @param folder for the outboxes, on a volume that survives a restart of the container */
    public Sinks(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /**
     * Makes these sinks the present ones.
     *
     * @param clientId shown in the broker's logs
     * @throws IllegalStateException when an outbox cannot be opened
     */
    public synchronized void configure(String namespace, String clientId, List<SinkStage> stages) {
        EventEncoder encode = encoder;
        if (encode == null) {
            encode = new EventEncoder(namespace); // the namespace of a cell never changes
            encoder = encode;
        }
        Set<String> named = new HashSet<>();
        for (SinkStage stage : stages) {
            named.add(stage.name());
            Sink sink = sinks.get(stage.name());
            if (sink == null) {
                sink = open(stage, encode);
                sinks.put(stage.name(), sink);
            }
            sink.rules = Set.copyOf(stage.from());
            sink.flush(stage.durability(), flusher);
            sink.connect(stage.kafka(), clientId + "-" + stage.name());
        }
        for (String name : List.copyOf(sinks.keySet())) {
            if (!named.contains(name)) {
                Sink gone = sinks.remove(name);
                if (gone != null) {
                    close(gone);
                }
            }
        }
        present = List.copyOf(sinks.values());
    }

    private Sink open(SinkStage stage, EventEncoder encode) {
        String name = stage.name();
        try {
            Outbox outbox = Outbox.open(folder.resolve(name), OutboxSettings.DEFAULT.with(stage.durability()), clock);
            OutboxCounts found = outbox.counts();
            if (found.corrupt() > 0) {
                LOG.warn(
                        "sink {}: its outbox had {} bytes that are no whole record, as a crash leaves them; {} events lost",
                        name,
                        found.corrupt(),
                        found.dropped());
            }
            return new Sink(
                    name,
                    outbox,
                    stage.durability(),
                    new OutboxBacklog(outbox, encode, delivery.new UnderWay(), clock));
        } catch (IOException e) {
            throw new IllegalStateException("the outbox of sink " + name + " cannot be opened", e);
        }
    }

    private static void close(Sink sink) {
        sink.stop();
        try {
            sink.outbox.close();
        } catch (IOException e) {
            LOG.warn("sink {}: its outbox did not close: {}", sink.name, e.toString());
        }
    }

    @Override
    public void append(String streamUid, RuleEvent event, EventData data) {
        EventEncoder encode = encoder;
        if (encode == null) {
            return;
        }
        @Nullable EncodedEvent encoded = null;
        for (Sink sink : present) {
            if (sink.rules.contains(event.rule().name())) {
                if (encoded == null) {
                    encoded = encode.encode(
                            new EventFacts(event.kind().type(), streamUid, event.n(), TraceParent.fresh()), data);
                }
                if (sink.outbox.append(data.stream(), encoded.key(), encoded.id(), encoded.json()) == Outbox.DROPPED) {
                    LOG.error("stream {}: sink {} has no room: event dropped", data.stream(), sink.name);
                }
            }
        }
    }

    @Override
    public void follow(EvidenceData data, String subject, long atMicros) {
        EventEncoder encode = encoder;
        if (encode == null) {
            return;
        }
        EncodedEvent encoded = encode.evidence(data, subject, atMicros, TraceParent.fresh());
        for (Sink sink : present) {
            if (sink.rules.contains(data.rule())
                    && sink.outbox.append(data.stream(), encoded.key(), encoded.id(), encoded.json())
                            == Outbox.DROPPED) {
                LOG.error("stream {}: sink {} has no room: follow-up dropped", data.stream(), sink.name);
            }
        }
        sync();
    }

    @Override
    public void sync() {
        for (Sink sink : present) {
            if (!sink.outbox.sync()) {
                LOG.error("sink {}: the disk refuses: events dropped", sink.name);
            }
        }
    }

    /** All sinks together. */
    public CellState.Outbox state() {
        long appended = 0;
        long delivered = 0;
        long pending = 0;
        long oldest = 0;
        long dropped = 0;
        boolean reachable = true;
        @Nullable String problem = null;
        for (Sink sink : present) {
            try {
                OutboxCounts counts = sink.outbox.counts();
                appended += counts.appended();
                delivered += counts.acknowledged();
                pending += counts.pending();
                dropped += counts.dropped();
                if (counts.oldestPendingAtMillis() > 0) {
                    oldest = Math.max(oldest, clock.millis() - counts.oldestPendingAtMillis());
                }
            } catch (IOException e) {
                problem = "sink " + sink.name + ": its outbox cannot be read";
            }
            KafkaDelivery delivery = sink.delivery;
            if (delivery != null) {
                SinkState state = delivery.state();
                reachable &= state.reachable();
                if (state.problem() != null) {
                    problem = "sink " + sink.name + ": " + state.problem();
                }
            }
        }
        return new CellState.Outbox(appended, delivered, pending, oldest, dropped, reachable, problem);
    }

    /** How long events were on their way to the broker lately; null where none was delivered. */
    public StreamFacts.@Nullable Spread delivery() {
        return delivery.read();
    }

    /** Waits until all is delivered, for at most that long. Gives the names of sinks that still hold events. */
    public List<String> drain(Duration most) throws InterruptedException {
        long until = System.nanoTime() + most.toNanos();
        List<String> left = new ArrayList<>();
        for (Sink sink : present) {
            KafkaDelivery delivery = sink.delivery;
            Duration rest = Duration.ofNanos(Math.max(0, until - System.nanoTime()));
            if (delivery != null && !delivery.drain(rest)) {
                left.add(sink.name);
            }
        }
        return left;
    }

    @Override
    public synchronized void close() {
        present = List.of();
        flusher.shutdown();
        sinks.values().forEach(Sinks::close);
        sinks.clear();
    }
}
