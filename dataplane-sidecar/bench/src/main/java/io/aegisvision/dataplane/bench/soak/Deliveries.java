package io.aegisvision.dataplane.bench.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegisvision.contract.EventTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** A consumer that drops repeats by id, and looks whether streams keep their order. */
final class Deliveries implements AutoCloseable {
    private final Set<String> ids = new HashSet<>();
    private final Map<String, Long> latest = new HashMap<>();
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;
    private long records;
    private long told;
    private long disorder;

    Deliveries(String address, String topic) {
        thread = Thread.ofPlatform().daemon().name("soak-consumer").unstarted(() -> read(address, topic));
        thread.setUncaughtExceptionHandler((of, thrown) -> failure = thrown);
        thread.start();
    }

    private void read(String address, String topic) {
        ObjectMapper json = new ObjectMapper();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", address, "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic, Duration.ofMinutes(3)).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!closed) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    take(json.readTree(record.value()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void take(JsonNode event) {
        records++;
        if (!ids.add(event.path("id").asText())) {
            return;
        }
        JsonNode data = event.path("data");
        if (event.path("type").asText().equals(EventTypes.GAP)) {
            told += data.path("lost").asLong();
            return;
        }
        String span = data.path("stream").asText() + "/" + data.path("epoch").asText();
        long decided = data.path("decidedAt").asLong();
        Long before = latest.put(span, decided);
        disorder += before != null && before > decided ? 1 : 0;
    }

    /**
     * How it stands.
     *
     * @param records with repeats
     * @param ids each event once, gaps too
     * @param told events that gap events tell of as lost
     * @param disorder events that came first after a later one of their stream and epoch
     */
    record State(long records, Set<String> ids, long told, long disorder) {}

    synchronized State state() {
        Throwable thrown = failure;
        if (thrown != null) {
            throw new IllegalStateException("the consumer failed", thrown);
        }
        return new State(records, new HashSet<>(ids), told, disorder);
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
