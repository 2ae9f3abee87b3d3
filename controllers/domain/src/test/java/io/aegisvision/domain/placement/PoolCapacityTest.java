package io.aegisvision.domain.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import io.aegisvision.api.v1alpha1.GpuPoolStatus;
import io.aegisvision.domain.condition.Readiness;
import io.aegisvision.domain.placement.PoolCapacity.Claim;
import io.aegisvision.domain.placement.PoolCapacity.Cluster;
import io.aegisvision.domain.placement.PoolCapacity.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PoolCapacityTest {
    private static final String SLICE = "nvidia.com/mig-1g.10gb";

    private static GpuPoolSpec pool(GpuPoolSpec.Mode mode, Map<String, String> selector) {
        return new GpuPoolSpec(
                selector,
                List.of(),
                null,
                mode,
                new GpuPoolSpec.Cpu(2),
                GpuPoolSpec.Allocation.DevicePlugin,
                GpuPoolSpec.Repartition.Never);
    }

    private static Node node(String name, boolean usable, Map<String, Integer> allocatable) {
        return new Node(name, usable, Map.of("gpu", "yes"), allocatable);
    }

    private static Claim cell(String node) {
        return new Claim(
                node.isEmpty() ? Optional.empty() : Optional.of(node), Optional.of("default"), Map.of(SLICE, 1));
    }

    @Test
    void cpuCountsCellsOfThePool() {
        Cluster cluster = new Cluster(List.of(node("n", true, Map.of())), List.of(cell("n")));
        assertThat(PoolCapacity.room("default", pool(GpuPoolSpec.Mode.Cpu, Map.of()), Optional.empty(), cluster))
                .isEqualTo(new PoolCapacity.Room(1, 2, 1));
    }

    @Test
    void withoutAFittingNodeThereIsNoRoom() {
        Cluster cluster = new Cluster(List.of(node("n", true, Map.of())), List.of());
        GpuPoolSpec other = pool(GpuPoolSpec.Mode.Cpu, Map.of("gpu", "no"));
        assertThat(PoolCapacity.room("default", other, Optional.empty(), cluster)
                        .free())
                .isZero();
        assertThat(PoolPlanner.plan("default", other, cluster, List.of())
                        .readiness()
                        .reason())
                .isEqualTo("NoNodes");
    }

    @Test
    void slicesOfOthersAndOfCellsWithoutAPodAreTaken() {
        Claim others = new Claim(Optional.of("n"), Optional.empty(), Map.of(SLICE, 2));
        Claim elsewhere = new Claim(Optional.of("m"), Optional.empty(), Map.of(SLICE, 2));
        Cluster cluster = new Cluster(
                List.of(node("n", true, Map.of(SLICE, 7)), node("m", false, Map.of(SLICE, 7))),
                List.of(others, elsewhere, cell("n"), cell("")));
        assertThat(PoolCapacity.room("default", pool(GpuPoolSpec.Mode.Mig, Map.of()), Optional.of(SLICE), cluster))
                .isEqualTo(new PoolCapacity.Room(1, 7, 4));
    }

    @Test
    void smallestProfileThatHoldsTheModels() {
        GpuPoolSpec mig = pool(GpuPoolSpec.Mode.Mig, Map.of());
        Cluster cluster = new Cluster(
                List.of(node("n", true, Map.of(SLICE, 4, "nvidia.com/mig-3g.40gb", 1, "nvidia.com/gpu", 1))),
                List.of());
        assertThat(PoolCapacity.smallestProfile(mig, cluster, 9_000)).contains("1g.10gb");
        assertThat(PoolCapacity.smallestProfile(mig, cluster, 11_000)).contains("3g.40gb");
        assertThat(PoolCapacity.smallestProfile(mig, cluster, 90_000)).contains("3g.40gb");
        assertThat(PoolCapacity.smallestProfile(mig, new Cluster(List.of(), List.of()), 1))
                .isEmpty();
    }

    @Test
    void statusCountsSlicesByProfile() {
        Cluster cluster = new Cluster(List.of(node("n", true, Map.of(SLICE, 2))), List.of(cell("n"), cell("n")));
        PoolPlanner.PoolPlan plan =
                PoolPlanner.plan("default", pool(GpuPoolSpec.Mode.Mig, Map.of()), cluster, List.of());
        assertThat(plan.cells()).isEqualTo(new GpuPoolStatus.Cells(2, 2));
        assertThat(plan.slices()).isEqualTo(new GpuPoolStatus.Slices(Map.of("1g.10gb", 0), Map.of("1g.10gb", 2)));
        assertThat(plan.lowerBound()).isEqualTo(1);
        assertThat(plan.readiness()).isInstanceOf(Readiness.Ready.class);
        assertThat(plan.readiness().reason()).isEqualTo("Full");
    }

    @Test
    void capacityThatShrinksIsSaid() {
        Cluster cluster = new Cluster(List.of(node("n", true, Map.of(SLICE, 1))), List.of(cell("n"), cell("n")));
        assertThat(PoolPlanner.plan("default", pool(GpuPoolSpec.Mode.Mig, Map.of()), cluster, List.of())
                        .readiness()
                        .reason())
                .isEqualTo("Overcommitted");
    }
}
