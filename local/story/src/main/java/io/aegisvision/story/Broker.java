package io.aegisvision.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads a topic from its beginning with a plain consumer, in a thread of its own, and keeps everything. */
final class Broker implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final List<Event> events = new ArrayList<>();
    private final Thread reader;
    private final Writer raw;
    private volatile boolean closed;

    /** One record of the topic. */
    record Event(String key, long offset, long brokerMillis, JsonNode json) {
        String id() {
            return json.path("id").asText();
        }

        String type() {
            return json.path("type").asText();
        }

        JsonNode data() {
            return json.path("data");
        }

        String stream() {
            return data().path("stream").asText();
        }

        /** Capture time of what happened, microseconds. */
        long at() {
            return data().path("at").asLong();
        }

        long decidedAt() {
            return data().path("decidedAt").asLong();
        }
    }

    Broker(String bootstrap, String topic, Path rawFile) throws IOException {
        Files.createDirectories(rawFile.getParent());
        raw = Files.newBufferedWriter(rawFile);
        Properties properties = new Properties();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class.getName());
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class.getName());
        reader = Thread.ofPlatform().daemon().name("broker").start(() -> read(properties, topic));
    }

    private void read(Properties properties, String topic) {
        try (KafkaConsumer<@Nullable String, String> consumer = new KafkaConsumer<>(properties)) {
            List<TopicPartition> partitions = List.of();
            while (!closed) {
                if (partitions.isEmpty()) {
                    partitions = consumer.partitionsFor(topic, Duration.ofSeconds(30)).stream()
                            .map(partition -> new TopicPartition(topic, partition.partition()))
                            .toList();
                    consumer.assign(partitions);
                    consumer.seekToBeginning(partitions);
                }
                for (ConsumerRecord<@Nullable String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    keep(record);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void keep(ConsumerRecord<@Nullable String, String> record) throws IOException {
        String key = record.key();
        Event event =
                new Event(key == null ? "" : key, record.offset(), record.timestamp(), JSON.readTree(record.value()));
        synchronized (events) {
            events.add(event);
        }
        raw.write(record.value());
        raw.write('\n');
        raw.flush();
    }

    /** Everything read so far that matches, repeats included. */
    List<Event> all(Predicate<Event> wanted) {
        synchronized (events) {
            return events.stream().filter(wanted).toList();
        }
    }

    /** The same with repeats dropped by id, in order of first arrival. */
    List<Event> distinct(Predicate<Event> wanted) {
        Map<String, Event> byId = new LinkedHashMap<>();
        all(wanted).forEach(event -> byId.putIfAbsent(event.id(), event));
        return List.copyOf(byId.values());
    }

    @Override
    public void close() throws IOException {
        closed = true;
        try {
            reader.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        raw.close();
    }
}
