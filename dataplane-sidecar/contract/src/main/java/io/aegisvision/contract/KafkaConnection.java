package io.aegisvision.contract;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a sink's events go.
 *
 * @param bootstrapServers {@code host:port[,host:port]}
 * @param topic the topic; it must exist
 * @param properties further client properties from the connection Secret (security, SASL, TLS); never printed
 */
public record KafkaConnection(String bootstrapServers, String topic, Map<String, String> properties) {
    public KafkaConnection {
        @Nullable Map<String, String> given = properties;
        properties = given == null ? Map.of() : Map.copyOf(given);
    }

    /** Names the keys of the properties and none of their values. */
    @Override
    public String toString() {
        return "KafkaConnection[" + bootstrapServers + ", " + topic + ", properties " + properties.keySet() + "]";
    }
}
