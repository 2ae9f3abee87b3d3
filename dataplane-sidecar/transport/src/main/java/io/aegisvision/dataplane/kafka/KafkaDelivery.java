package io.aegisvision.dataplane.kafka;

import io.aegisvision.contract.KafkaConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Carries a backlog to a Kafka topic, in order, at least once. One thread of its own reads the durable events and sends
 * them; the broker's acknowledgements go back in order. Nothing that produces events ever waits for it.
 *
 * <p>After a record has failed for good, the producer is closed and everything unacknowledged is sent anew from the
 * backlog: consumers drop repeats by the event's id.
 */
public final class KafkaDelivery implements AutoCloseable {
    private static final int BATCH = 256;
    private static final int MOST_IN_FLIGHT = 1024;
    private static final Duration IDLE = Duration.ofMillis(200);
    private static final Duration RETRY = Duration.ofMillis(500);
    /** Without an acknowledgement for this long while events wait, the broker counts as unreachable. */
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(3);
    /** The client reconnects within this when the broker only moved or rebalanced. */
    private static final long GONE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final KafkaConnection connection;
    private final Backlog backlog;
    private final String clientId;
    private final Thread thread;

    private volatile boolean closing;
    private volatile @Nullable SentWindow window;
    private volatile @Nullable String problem;
    private volatile long waitingSince;
    private volatile long disconnectedSince;

    /**
     * @param connection where to; its properties win over all but the delivery guarantees
     * @param clientId shown in the broker's logs
     */
    public KafkaDelivery(KafkaConnection connection, Backlog backlog, String clientId) {
        this.connection = connection;
        this.backlog = backlog;
        this.clientId = clientId;
        this.thread = Thread.ofPlatform().daemon().name("kafka-" + clientId).unstarted(this::run);
    }

    /** Begins to deliver. */
    public void start() {
        thread.start();
    }

    /** How it stands now. */
    public SinkState state() {
        @Nullable String said = problem;
        if (said != null) {
            return new SinkState(false, said);
        }
        long gone = disconnectedSince;
        if (gone != 0 && System.nanoTime() - gone > GONE_NANOS) {
            return new SinkState(false, "no connection to the broker");
        }
        long since = waitingSince;
        return since != 0 && System.nanoTime() - since > SILENCE_NANOS
                ? new SinkState(false, "the broker does not acknowledge")
                : new SinkState(true, null);
    }

    private void run() {
        while (!closing) {
            try {
                deliver();
            } catch (KafkaException e) {
                problem = describe(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                // a fault of ours or of the client's must not end delivery for good
                problem = "delivery failed: " + e.getClass().getSimpleName();
            }
            pause();
        }
    }

    private void pause() {
        if (closing) {
            return;
        }
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Producer<String, byte[]> open() {
        return new KafkaProducer<>(properties(connection, clientId), new StringSerializer(), new ByteArraySerializer());
    }

    /** Our guarantees over the Secret's properties over our preferences. */
    static Map<String, Object> properties(KafkaConnection connection, String clientId) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2000);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 2000);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
        // longer than IDLE, so that a lost connection is seen before the next one is begun
        properties.put(ProducerConfig.RECONNECT_BACKOFF_MS_CONFIG, 300);
        properties.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000);
        properties.put(ProducerConfig.METADATA_MAX_AGE_CONFIG, 30_000);
        properties.putAll(connection.properties());
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, connection.bootstrapServers());
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5);
        return properties;
    }

    private void deliver() throws InterruptedException {
        Producer<String, byte[]> producer = open();
        try {
            deliver(producer);
        } finally {
            producer.close(Duration.ZERO); // what it still holds is in the backlog
        }
    }

    private void deliver(Producer<String, byte[]> producer) throws InterruptedException {
        SentWindow sent = new SentWindow();
        Connected connected = new Connected(producer);
        window = sent;
        long position = -1;
        while (true) {
            acknowledge(sent);
            disconnectedSince = connected.now() ? 0 : disconnectedSince == 0 ? System.nanoTime() : disconnectedSince;
            @Nullable Exception failure = sent.failure();
            if (failure != null) {
                throw failure instanceof KafkaException known ? known : new KafkaException(failure);
            }
            if (closing && sent.isEmpty()) {
                return;
            }
            List<Backlog.Entry> next =
                    closing || sent.size() >= MOST_IN_FLIGHT ? List.of() : backlog.after(position, BATCH);
            for (Backlog.Entry entry : next) {
                waiting(true);
                sent.add(entry.position());
                producer.send(
                        new ProducerRecord<>(connection.topic(), entry.key(), entry.value()),
                        (metadata, exception) -> sent.done(entry.position(), exception));
                position = entry.position();
            }
            if (next.isEmpty()) {
                if (sent.isEmpty()) {
                    waiting(false);
                    backlog.await(position, IDLE);
                } else {
                    sent.awaitChange(IDLE);
                }
            }
        }
    }

    private void acknowledge(SentWindow sent) {
        long upTo = sent.takeAcknowledged();
        if (upTo >= 0) {
            problem = null;
            waitingSince = sent.isEmpty() ? 0 : System.nanoTime();
            backlog.delivered(upTo);
        }
    }

    private void waiting(boolean now) {
        if (!now) {
            waitingSince = 0;
        } else if (waitingSince == 0) {
            waitingSince = System.nanoTime();
        }
    }

    /** The kind of the failure, never its text: a client's message may quote the configuration. */
    private static String describe(KafkaException e) {
        Throwable cause = e.getCause() instanceof KafkaException inner ? inner : e;
        String kind = cause.getClass().getSimpleName().replaceAll("Exception$", "");
        return cause instanceof RetriableException
                ? "the broker does not answer: " + kind
                : "the broker or the connection's properties refuse: " + kind;
    }

    /**
     * Waits until the backlog is empty, for at most that long; what remains is durable and goes out at the next start.
     *
     * @return whether all was delivered
     */
    public boolean drain(Duration most) throws InterruptedException {
        long until = System.nanoTime() + most.toNanos();
        while (System.nanoTime() - until < 0) {
            @Nullable SentWindow sent = window;
            if (backlog.after(-1, 1).isEmpty() && (sent == null || sent.isEmpty())) {
                return true;
            }
            Thread.sleep(20); // at shutdown only
        }
        return backlog.after(-1, 1).isEmpty();
    }

    /** Stops after what is in flight was answered, or after three seconds. */
    @Override
    public void close() {
        closing = true;
        try {
            if (!thread.join(Duration.ofSeconds(3))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
