package io.aegisvision.domain.gpupool;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.api.v1alpha1.GpuPoolSpec.Mode;
import io.aegisvision.domain.gpupool.PoolLedger.Room;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PoolLedgerPropertiesTest {
    private static Room room(Rack rack) {
        return rack.ledger(Mode.Mig).room(Optional.of(Rack.SMALL));
    }

    /** Whatever order the caches give objects in, and however many: the sum is the same, and a node more is never a place less. */
    @Property(tries = 200)
    void orderIsNothingAndCapacityOnlyAdds(@ForAll @IntRange(max = 1_000_000) int seed) {
        Random random = new Random(seed);
        Rack rack = new Rack();
        for (int n = 0; n < 1 + random.nextInt(5); n++) {
            rack.node("n" + n, Map.of(Rack.SMALL, random.nextInt(8), Rack.LARGE, random.nextInt(3)));
        }
        for (int c = 0; c < random.nextInt(30); c++) {
            String resource = random.nextBoolean() ? Rack.SMALL : Rack.LARGE;
            rack.cell("yard-" + c, random.nextInt(4) == 0 ? "" : "n" + random.nextInt(6), resource);
        }
        GpuPoolPlan before = rack.plan(Mode.Mig);
        Collections.shuffle(rack.nodes, random);
        Collections.shuffle(rack.holders, random);
        assertThat(rack.plan(Mode.Mig)).isEqualTo(before);
        int free = room(rack).free();
        rack.node("more", Map.of(Rack.SMALL, 3));
        assertThat(room(rack).free()).isBetween(free, free + 3);
    }
}
