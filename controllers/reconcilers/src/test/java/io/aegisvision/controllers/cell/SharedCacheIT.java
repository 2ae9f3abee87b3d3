package io.aegisvision.controllers.cell;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.testkit.ApiServer;
import io.aegisvision.testkit.ApiServerExtension;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Own writes and the watch, in each order in which they can come. */
@ExtendWith(ApiServerExtension.class)
class SharedCacheIT {
    private final KubernetesClient admin;
    private final String namespace;
    private final SharedCache<ConfigMap> cache;

    SharedCacheIT(ApiServer server) {
        admin = server.admin();
        namespace = server.newNamespace("cache");
        cache = new SharedCache<>(
                () -> admin.configMaps().inNamespace(namespace).runnableInformer(0));
    }

    @BeforeEach
    void start() {
        cache.start();
    }

    @AfterEach
    void stop() {
        cache.stop();
    }

    @Test
    void anOwnWriteIsSeenAtOnceAndOnlyOnce() throws Exception {
        ConfigMap made = create("own");
        cache.wrote(made);
        assertThat(cache.get(namespace, "own")).contains(made);
        awaitAllUpToNow();
        assertThat(cache.in(namespace)).hasSize(2).contains(made);
    }

    @Test
    void whatWasDeletedBeforeItsWriteWasToldStaysDeleted() throws Exception {
        ConfigMap made = create("short");
        admin.resource(made).delete();
        awaitAllUpToNow();
        cache.wrote(made);
        assertThat(cache.get(namespace, "short")).isEmpty();
        assertThat(cache.in(namespace))
                .extracting(map -> map.getMetadata().getName())
                .containsExactly("last");
    }

    private ConfigMap create(String name) {
        return admin.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .build())
                .create();
    }

    /** Until the watch has brought an object that comes after all others. */
    private void awaitAllUpToNow() throws InterruptedException {
        create("last");
        Instant end = Instant.now().plus(Duration.ofSeconds(30));
        while (cache.get(namespace, "last").isEmpty()) {
            assertThat(Instant.now()).as("the watch brings it").isBefore(end);
            Thread.sleep(20);
        }
    }
}
