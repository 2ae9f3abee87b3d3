package io.aegisvision.dataplane.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** A plain consumer with the client's defaults, in a thread of its own. Notes when each event was read. */
public final class EventReader implements AutoCloseable {
    /**
     * An event that was read.
     *
     * @param decidedMicros capture time of the frame that decided it
     * @param readNanos when the consumer had it, by {@link System#nanoTime}
     */
    public record Read(String stream, long decidedMicros, long readNanos) {}

    private final List<Read> events = new ArrayList<>();
    private final CountDownLatch assigned = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    public EventReader(String bootstrap, String topic) throws InterruptedException {
        thread = Thread.ofPlatform().daemon().name("bench-consumer").unstarted(() -> read(bootstrap, topic));
        thread.setUncaughtExceptionHandler((of, thrown) -> failure = thrown);
        thread.start();
        if (!assigned.await(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the consumer got no partitions of " + topic, failure);
        }
    }

    private void read(String bootstrap, String topic) {
        ObjectMapper json = new ObjectMapper();
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic, Duration.ofSeconds(20)).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            partitions.forEach(consumer::position); // connected from here on
            assigned.countDown();
            while (!closed) {
                var records = consumer.poll(Duration.ofMillis(200));
                long now = System.nanoTime();
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    JsonNode data = json.readTree(record.value()).path("data");
                    synchronized (events) {
                        events.add(new Read(
                                data.path("stream").asText(),
                                data.path("decidedAt").asLong(),
                                now));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything read so far. */
    public List<Read> events() {
        Throwable thrown = failure;
        if (thrown != null) {
            throw new IllegalStateException("the consumer failed", thrown);
        }
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
