package io.aegisvision.dataplane.kafka;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Metric;
import org.jspecify.annotations.Nullable;

/** Whether a producer has a connection to any broker, by its own count: known also while no event waits. */
final class Connected {
    private final @Nullable Metric connections;

    Connected(Producer<?, ?> producer) {
        this.connections = producer.metrics().values().stream()
                .filter(m -> m.metricName().name().equals("connection-count")
                        && m.metricName().group().equals("producer-metrics"))
                .findFirst()
                .orElse(null);
    }

    boolean now() {
        // a client that does not count is believed
        return connections == null || !(connections.metricValue() instanceof Number count) || count.doubleValue() > 0;
    }
}
