package io.aegisvision.domain.gpupool;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import io.aegisvision.api.v1alpha1.GpuPoolSpec.Mode;
import io.aegisvision.api.v1alpha1.GpuPoolSpec.Toleration;
import io.aegisvision.domain.gpupool.ClusterView.NodeView;
import io.aegisvision.domain.gpupool.ClusterView.Taint;
import io.aegisvision.domain.gpupool.PoolLedger.Pool;
import io.aegisvision.domain.gpupool.PoolLedger.Room;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PoolLedgerTest {
    private static Room room(Rack rack) {
        return rack.ledger(Mode.Mig).room(Optional.of(Rack.SMALL));
    }

    @Test
    void slicesOfOthersAndOfCellsThatWaitAreTaken() {
        Rack rack = new Rack().node("n", Map.of(Rack.SMALL, 7));
        rack.other("n", Rack.SMALL, 2).cell("yard-0", "n", Rack.SMALL).cell("yard-1", "", Rack.SMALL);
        assertThat(room(rack)).isEqualTo(new Room(7, 4));
    }

    @Test
    void aNodeThatHoldsTooMuchTakesNoPlaceFromAnother() {
        Rack rack = new Rack().node("n", Map.of(Rack.SMALL, 1)).node("m", Map.of(Rack.SMALL, 2));
        rack.cell("yard-0", "n", Rack.SMALL).cell("yard-1", "n", Rack.SMALL).cell("yard-2", "n", Rack.SMALL);
        assertThat(room(rack).free()).isEqualTo(2);
    }

    @Test
    void closedNodesOfferNothing() {
        Rack rack = new Rack().node("open", Map.of(Rack.SMALL, 1));
        Map<String, Integer> seven = Map.of(Rack.SMALL, 7);
        rack.nodes.add(new NodeView("silent", false, false, List.of(), Map.of(), seven, seven));
        rack.nodes.add(new NodeView("cordoned", true, true, List.of(), Map.of(), seven, seven));
        Taint taint = new Taint("nvidia.com/gpu", "present", GpuPoolSpec.Effect.NoSchedule);
        rack.nodes.add(new NodeView("tainted", true, false, List.of(taint), Map.of(), seven, seven));
        assertThat(room(rack)).isEqualTo(new Room(1, 0));
    }

    @Test
    void taintsAreToleratedAsKubernetesDoes() {
        Taint taint = new Taint("gpu", "h100", GpuPoolSpec.Effect.NoSchedule);
        assertThat(taint.toleratedBy(List.of())).isFalse();
        assertThat(taint.toleratedBy(List.of(toleration("gpu", GpuPoolSpec.Operator.Equal, "h100", null))))
                .isTrue();
        assertThat(taint.toleratedBy(List.of(toleration("gpu", GpuPoolSpec.Operator.Equal, "a30", null))))
                .isFalse();
        assertThat(taint.toleratedBy(
                        List.of(toleration("gpu", GpuPoolSpec.Operator.Exists, null, GpuPoolSpec.Effect.NoExecute))))
                .isFalse();
        assertThat(taint.toleratedBy(List.of(toleration(null, GpuPoolSpec.Operator.Exists, null, null))))
                .isTrue();
    }

    private static Toleration toleration(
            @Nullable String key,
            GpuPoolSpec.Operator operator,
            @Nullable String value,
            GpuPoolSpec.@Nullable Effect effect) {
        return new Toleration(key, operator, value, effect);
    }

    @Test
    void aSharedNodeCountsForTheOldestPoolOnly() {
        Rack rack = new Rack().node("n", Map.of(Rack.SMALL, 7, GpuResource.WHOLE, 1));
        Pool older = new Pool(
                "older", Instant.EPOCH.minusSeconds(1), Rack.spec(Mode.Mig, Map.of(), GpuPoolSpec.Overcommit.Keep));
        rack.pools.add(older);
        assertThat(rack.ledger(Mode.Mig).shared()).isEqualTo(Map.of("n", "older"));
        assertThat(room(rack)).isEqualTo(new Room(0, 0));
        assertThat(rack.ledger(Mode.Whole).shared())
                .as("whole GPUs are another resource")
                .isEmpty();
    }

    @Test
    void aResourceIsAProfileAndBack() {
        assertThat(GpuResource.slice("1g.10gb+me")).isEqualTo("nvidia.com/mig-1g.10gb.me");
        assertThat(GpuResource.profile("nvidia.com/mig-1g.10gb.me")).contains("1g.10gb+me");
        assertThat(GpuResource.profile(Rack.SMALL)).contains("1g.10gb");
        assertThat(GpuResource.profile(GpuResource.WHOLE)).isEmpty();
    }
}
