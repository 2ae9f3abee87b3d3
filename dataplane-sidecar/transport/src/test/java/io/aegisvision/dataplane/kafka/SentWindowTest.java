package io.aegisvision.dataplane.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.contract.KafkaConnection;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SentWindowTest {
    private final SentWindow window = new SentWindow();

    @Test
    void acknowledgesOnlyAsFarAsAllEarlierOnesAre() {
        window.add(3);
        window.add(5);
        window.add(9);
        window.done(5, null);
        assertThat(window.takeAcknowledged()).isEqualTo(-1);
        window.done(3, null);
        assertThat(window.takeAcknowledged()).isEqualTo(5);
        assertThat(window.takeAcknowledged()).isEqualTo(-1);
        assertThat(window.size()).isEqualTo(1);
        window.done(9, null);
        assertThat(window.takeAcknowledged()).isEqualTo(9);
        assertThat(window.isEmpty()).isTrue();
    }

    @Test
    void firstFailureStandsInTheWay() {
        window.add(1);
        window.add(2);
        IllegalStateException first = new IllegalStateException("first");
        window.done(1, first);
        window.done(2, null);
        assertThat(window.takeAcknowledged()).isEqualTo(-1);
        assertThat(window.failure()).isSameAs(first);
    }

    @Test
    void deliveryGuaranteesAreNotTheSecretsToChange() {
        KafkaConnection connection = new KafkaConnection(
                "broker:9092", "events", Map.of("acks", "0", "linger.ms", "500", "sasl.jaas.config", "secret"));
        assertThat(KafkaDelivery.properties(connection, "cell"))
                .containsEntry("acks", "all")
                .containsEntry("linger.ms", 0)
                .containsEntry("enable.idempotence", true)
                .containsEntry("sasl.jaas.config", "secret");
    }
}
