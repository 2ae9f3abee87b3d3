package io.aegisvision.domain.gpupool;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import io.aegisvision.api.v1alpha1.GpuPoolSpec.Mode;
import io.aegisvision.api.v1alpha1.GpuPoolSpec.Overcommit;
import io.aegisvision.api.v1alpha1.GpuPoolStatus;
import io.aegisvision.domain.condition.Condition;
import io.aegisvision.domain.condition.Condition.Claim;
import io.aegisvision.domain.gpupool.ClusterView.Holder;
import io.aegisvision.domain.gpupool.ClusterView.NodeView;
import io.aegisvision.domain.gpupool.GpuPoolPlan.Action.Evict;
import io.aegisvision.domain.gpupool.PoolLedger.Pool;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GpuPoolPlannerTest {
    private final Rack rack = new Rack();

    private static Claim claim(GpuPoolPlan plan, String type) {
        return plan.claims().stream()
                .filter(claim -> claim.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static void assertFails(GpuPoolPlan plan, String type, String reason, String message) {
        assertThat(claim(plan, type)).isEqualTo(new Claim(type, Condition.Status.False, reason, message));
    }

    @Test
    void slicesAreCountedByProfile() {
        rack.node("n", Map.of(Rack.SMALL, 4, Rack.LARGE, 1)).cell("yard-0", "n", Rack.SMALL);
        GpuPoolPlan plan = rack.plan(Mode.Mig);
        assertThat(plan.slices())
                .isEqualTo(new GpuPoolStatus.Slices(
                        Map.of("1g.10gb", 3, "3g.40gb", 1), Map.of("1g.10gb", 1, "3g.40gb", 0), Map.of()));
        assertThat(plan.cells()).isEqualTo(new GpuPoolStatus.Cells(5, 1));
        assertThat(claim(plan, "Ready").reason()).isEqualTo("HasRoom");
        assertThat(claim(plan, "Healthy").status()).isEqualTo(Condition.Status.True);
        assertThat(claim(plan, "Exclusive").status()).isEqualTo(Condition.Status.True);
    }

    @Test
    void whatNobodyAccountsForIsBusy() {
        rack.node("n", Map.of(Rack.SMALL, 5), Map.of(Rack.SMALL, 5), Map.of("nvidia.com/mig-1g.10gb.count", "7"));
        GpuPoolPlan plan = rack.plan(Mode.Mig);
        assertThat(plan.slices())
                .isEqualTo(new GpuPoolStatus.Slices(Map.of("1g.10gb", 5), Map.of("1g.10gb", 0), Map.of("1g.10gb", 2)));
        assertFails(
                plan,
                "Healthy",
                "InstancesUnaccounted",
                "node n: 2 instance(s) of nvidia.com/mig-1g.10gb exist that the device plugin does not offer");
    }

    @Test
    void anUnhealthyGpuIsSaid() {
        rack.node("n", Map.of(Rack.SMALL, 4), Map.of(Rack.SMALL, 7), Map.of());
        assertFails(
                rack.plan(Mode.Mig), "Healthy", "GpuUnhealthy", "node n: 3 of 7 nvidia.com/mig-1g.10gb out of order");
    }

    @Test
    void aNodeThatGoesIsSaidWithItsCells() {
        rack.node("n", Map.of(Rack.SMALL, 7)).cell("yard-0", "n", Rack.SMALL).cell("yard-1", "gone", Rack.SMALL);
        assertFails(
                rack.plan(Mode.Mig), "Healthy", "NodeLost", "node gone is gone or does not answer, with cell yard-1");
        NodeView n = rack.nodes.getFirst();
        rack.nodes.set(0, new NodeView("n", false, false, List.of(), n.labels(), n.capacity(), n.allocatable()));
        assertThat(claim(rack.plan(Mode.Mig), "Healthy").message()).endsWith("and 1 more");
        assertThat(claim(rack.plan(Mode.Mig), "Ready").reason()).isEqualTo("NoNodes");
    }

    @Test
    void capacityThatShrinksIsSaidAndNothingIsMovedWithoutAPolicy() {
        rack.node("n", Map.of(Rack.SMALL, 1)).cell("yard-0", "n", Rack.SMALL).cell("yard-1", "n", Rack.SMALL);
        GpuPoolPlan plan = rack.plan(Mode.Mig);
        assertFails(plan, "Ready", "Overcommitted", "node n offers 1 of nvidia.com/mig-1g.10gb and holds 2");
        assertThat(plan.actions()).isEmpty();
    }

    @Test
    void drainMovesTheYoungestCellsOfOursAndNoMoreThanNeeded() {
        rack.overcommit = Overcommit.Drain;
        rack.node("n", Map.of(Rack.SMALL, 3));
        rack.cell("yard-0", "n", Rack.SMALL).cell("yard-1", "n", Rack.SMALL).cell("yard-2", "n", Rack.SMALL);
        rack.other("n", Rack.SMALL, 2);
        GpuPoolPlan plan = rack.plan(Mode.Mig);
        assertThat(plan.actions()).containsExactly(new Evict("plant-7", "yard-2"), new Evict("plant-7", "yard-1"));
        assertThat(claim(plan, "Ready").reason()).isEqualTo("Draining");
        Holder leaving = rack.holders.get(2);
        rack.holders.set(
                2,
                new Holder(
                        leaving.namespace(),
                        leaving.name(),
                        leaving.cell(),
                        leaving.node(),
                        leaving.since(),
                        true,
                        leaving.requests()));
        assertThat(rack.plan(Mode.Mig).actions()).containsExactly(new Evict("plant-7", "yard-1"));
    }

    @Test
    void twoPoolsOnOneNodeAreSaid() {
        rack.node("n", Map.of(Rack.SMALL, 7));
        rack.pools.add(new Pool(
                "older", Instant.EPOCH.minusSeconds(1), Rack.spec(Mode.Mig, Map.of(), GpuPoolSpec.Overcommit.Keep)));
        GpuPoolPlan plan = rack.plan(Mode.Mig);
        assertFails(plan, "Exclusive", "NodesShared", "node n counts for the older GpuPool older");
        assertFails(
                plan,
                "Ready",
                "NoNodes",
                "no node takes cells: 0 not ready, 0 cordoned or with a taint that the pool does not tolerate, 1 of"
                        + " another pool");
    }

    @Test
    void aReservationExpires() {
        rack.node("n", Map.of(Rack.SMALL, 7)).cell("yard-0", "", Rack.SMALL);
        GpuPoolPlan plan = rack.plan(Mode.Mig);
        assertThat(plan.unplaced()).singleElement().satisfies(one -> {
            assertThat(one.pipeline()).isEqualTo("yard");
            assertThat(one.reason()).isEqualTo("ReservationExpired");
        });
        Holder late = rack.holders.getFirst();
        rack.holders.set(
                0,
                new Holder(
                        late.namespace(),
                        late.name(),
                        late.cell(),
                        late.node(),
                        Rack.NOW.minus(GpuPoolPlanner.RESERVATION).plusMillis(1),
                        false,
                        late.requests()));
        assertThat(rack.plan(Mode.Mig).unplaced()).isEmpty();
    }

    @Test
    void moreCellsThatWaitThanPlacesIsOvercommitted() {
        rack.node("n", Map.of(Rack.SMALL, 1)).cell("yard-0", "n", Rack.SMALL).cell("yard-1", "", Rack.SMALL);
        assertFails(rack.plan(Mode.Mig), "Ready", "Overcommitted", "2 of 1 nvidia.com/mig-1g.10gb places are taken");
    }

    @Test
    void cpuCountsCellsAndSpeaksOfNoGpus() {
        rack.node("n", Map.of()).cell("yard-0", "n", "cpu").cell("yard-1", "", "cpu");
        GpuPoolPlan plan = rack.plan(Mode.Cpu);
        assertThat(plan.cells()).isEqualTo(new GpuPoolStatus.Cells(2, 2));
        assertThat(claim(plan, "Ready").reason()).isEqualTo("Full");
        assertThat(plan.claims()).extracting(Claim::type).doesNotContain("Healthy", "Exclusive");
        assertThat(plan.gpus()).isNull();
        assertThat(plan.used()).isNull();
    }

    @Test
    void gpusAreCountedWhereFeatureDiscoverySaysThem() {
        rack.node("n", Map.of(GpuResource.WHOLE, 8), Map.of(GpuResource.WHOLE, 8), Map.of("nvidia.com/gpu.count", "8"));
        assertThat(rack.plan(Mode.Whole).gpus()).isEqualTo(8);
        rack.node("m", Map.of(GpuResource.WHOLE, 8));
        assertThat(rack.plan(Mode.Whole).gpus()).isNull();
    }

    @Test
    void theLowerBoundIsThatOfTheGeometry() {
        Map<String, Integer> offered = Map.of(Rack.SMALL, 1, Rack.LARGE, 2);
        Map<String, String> h100 = Map.of("nvidia.com/gpu.product", "NVIDIA-H100-80GB-HBM3");
        rack.node("n", offered, offered, h100);
        rack.cell("yard-0", "n", Rack.SMALL).cell("yard-1", "n", Rack.LARGE).cell("yard-2", "n", Rack.LARGE);
        GpuPoolPlan plan = rack.plan(Mode.Mig);
        assertThat(plan.lowerBound())
                .as("seven compute slices, and two 3g leave no memory slice to a 1g")
                .isEqualTo(2);
        assertThat(plan.used()).isEqualTo(2);
        assertThat(plan.fragmentationPercent()).isZero();
    }

    @Test
    void whatCouldBeOnOneGpuIsFragmentation() {
        Map<String, Integer> offered = Map.of(Rack.SMALL, 7);
        Map<String, String> h100 = Map.of("nvidia.com/gpu.product", "NVIDIA-H100-80GB-HBM3");
        rack.node("n", offered, offered, h100).node("o", offered, offered, h100);
        rack.cell("yard-0", "n", Rack.SMALL).cell("yard-1", "o", Rack.SMALL);
        GpuPoolPlan plan = rack.plan(Mode.Mig);
        assertThat(plan.used()).isEqualTo(2);
        assertThat(plan.lowerBound()).isEqualTo(1);
        assertThat(plan.fragmentationPercent()).isEqualTo(50);
    }

    @Test
    void withoutAKnownProductComputeSlicesBound() {
        rack.node("n", Map.of(Rack.LARGE, 3));
        rack.cell("yard-0", "n", Rack.LARGE).cell("yard-1", "n", Rack.LARGE).cell("yard-2", "n", Rack.LARGE);
        assertThat(rack.plan(Mode.Mig).lowerBound()).isEqualTo(2);
    }
}
