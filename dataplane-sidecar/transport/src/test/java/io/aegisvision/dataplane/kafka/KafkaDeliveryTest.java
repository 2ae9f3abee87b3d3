package io.aegisvision.dataplane.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.contract.KafkaConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaDeliveryTest {
    /** More than a listener with the smallest queue takes: the rest is never answered, as by a host that is gone. */
    private static final int MORE_THAN_QUEUED = 8;

    private static final class Nothing implements Backlog {
        @Override
        public List<Entry> after(long position, int most) {
            return List.of();
        }

        @Override
        public void delivered(long position) {}

        @Override
        public void await(long position, Duration most) throws InterruptedException {
            Thread.sleep(most);
        }
    }

    @Test
    void aBrokerThatIsGoneIsSaidAlsoWhileNoEventWaits() throws Exception {
        List<SocketChannel> queue = new ArrayList<>();
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < MORE_THAN_QUEUED; i++) {
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.connect(new InetSocketAddress(silent.getInetAddress(), silent.getLocalPort()));
                queue.add(channel);
            }
            String address = silent.getInetAddress().getHostAddress() + ":" + silent.getLocalPort();
            try (KafkaDelivery delivery =
                    new KafkaDelivery(new KafkaConnection(address, "events", Map.of()), new Nothing(), "test")) {
                delivery.start();
                Thread.sleep(Duration.ofSeconds(4));
                assertThat(delivery.state()).isEqualTo(new SinkState(false, "no connection to the broker"));
            }
        } finally {
            for (SocketChannel channel : queue) {
                channel.close();
            }
        }
    }
}
