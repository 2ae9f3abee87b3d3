package io.aegisvision.controllers.promotion;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.testkit.ApiServer;
import io.aegisvision.testkit.ApiServerExtension;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The promotion of {@link PromotionTest} on a real API server: its schemas, locks and digests of what it returns. */
@ExtendWith(ApiServerExtension.class)
class PromotionIT {
    private final ApiServer server;

    PromotionIT(ApiServer server) {
        this.server = server;
    }

    /** The process ends at the n-th write, for every n; every other time after the write was applied. */
    @Test
    void whereverTheOperatorEndsWhatServesChangesOnce() {
        int writes = PromotionTest.promote(street(), Integer.MAX_VALUE, false);
        assertThat(writes).isGreaterThan(20);
        for (int n = 1; n <= writes; n++) {
            Street street = street();
            PromotionTest.promote(street, n, n % 2 == 0);
            assertThat(street.served()).as("halted at write " + n).containsExactly("v1", "v2");
            PromotionTest.assertPromotedOnce(street);
        }
    }

    private Street street() {
        String namespace = server.newNamespace("promotion");
        return new Street(new ServerObjects(server.admin(), namespace), namespace, Instant.now());
    }
}
