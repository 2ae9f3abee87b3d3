package io.aegisvision.dataplane.kafka;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Metric;
import org.jspecify.annotations.Nullable;

/**
 * Whether a producer has a connection to any broker, by its own counts: known also while no event waits. The client counts
 * a connection from the moment that it begins to make one, and one to a host that is gone can be in the making for ten
 * seconds: after a moment without any, only one that was completed since then counts.
 */
final class Connected {
    private final @Nullable Metric open;
    private final @Nullable Metric completed;
    private double completedBefore;

    Connected(Producer<?, ?> producer) {
        this.open = metric(producer, "connection-count");
        this.completed = metric(producer, "connection-creation-total");
    }

    private static @Nullable Metric metric(Producer<?, ?> producer, String name) {
        return producer.metrics().values().stream()
                .filter(m -> m.metricName().name().equals(name)
                        && m.metricName().group().equals("producer-metrics"))
                .findFirst()
                .orElse(null);
    }

    /** To be asked more often than the client tries to connect. */
    boolean now() {
        if (open == null || completed == null) {
            return true; // a client that does not count is believed
        }
        double sum = value(completed);
        if (value(open) == 0) {
            completedBefore = sum;
            return false;
        }
        return sum > completedBefore;
    }

    private static double value(Metric metric) {
        return metric.metricValue() instanceof Number number ? number.doubleValue() : 0;
    }
}
