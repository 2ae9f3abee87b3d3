package io.aegisvision.domain.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import io.aegisvision.api.v1alpha1.GpuPoolSpec.Tenant;
import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.domain.gpupool.ClusterView.NodeView;
import io.aegisvision.domain.pipeline.PipelinePlan.CellPlan;
import io.aegisvision.domain.pipeline.PipelinePlan.Shape;
import io.aegisvision.domain.pipeline.PipelineSnapshot.PoolView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CellShapesTest {
    private final Yard yard = new Yard();

    CellShapesTest() {
        yard.streamsPerCell = 1;
        yard.streams.add(Yard.stream("south"));
        yard.streams.add(Yard.stream("west"));
    }

    private static PoolView pool(Map<String, Integer> offers, Tenant... tenants) {
        return pool(GpuPoolSpec.Allocation.DevicePlugin, offers, tenants);
    }

    private static PoolView pool(
            GpuPoolSpec.Allocation allocation, Map<String, Integer> offers, Tenant... tenants) {
        GpuPoolSpec spec = new GpuPoolSpec(
                Map.of(),
                List.of(),
                null,
                GpuPoolSpec.Mode.Mig,
                new GpuPoolSpec.Cpu(2),
                allocation,
                GpuPoolSpec.Claims.DEFAULT,
                GpuPoolSpec.Repartition.Never,
                GpuPoolSpec.Overcommit.Keep,
                List.of(tenants));
        return Yard.pool(spec, List.of(new NodeView("n", true, false, List.of(), Map.of(), offers, offers)));
    }

    private List<String> profiles(PoolView pool) {
        yard.pool = Optional.of(pool);
        return yard.plan().cells().stream()
                .map(CellPlan::shape)
                .flatMap(Optional::stream)
                .map(Shape::profile)
                .toList();
    }

    @Test
    void whereClaimsAreNotServedNoCellIsMadeAndNoneIsChanged() {
        yard.pool = Optional.of(pool(Map.of("nvidia.com/mig-1g.10gb", 1)));
        yard.become(yard.plan(), true);
        yard.pool = Optional.of(
                pool(GpuPoolSpec.Allocation.DynamicResourceAllocation, Map.of("nvidia.com/mig-1g.10gb", 7)));

        PipelinePlan plan = yard.plan();
        assertThat(plan.cells()).singleElement().satisfies(cell -> assertThat(cell.shape())
                .as("a pod that runs is not made anew with what its cluster does not know")
                .isEmpty());
        assertThat(plan.noPlace().orElseThrow().message()).contains("resource.k8s.io/v1");
    }

    @Test
    void theSmallestThatHoldsTheModelsAndIsFreeGoesFirst() {
        assertThat(profiles(pool(Map.of(
                        "nvidia.com/mig-1g.5gb", 1,
                        "nvidia.com/mig-3g.40gb", 5,
                        "nvidia.com/mig-1g.10gb", 1,
                        "nvidia.com/gpu", 1))))
                .containsExactly("1g.5gb", "1g.10gb", "3g.40gb");
    }

    @Test
    void whatIsTooSmallForEverySliceIsSaid() {
        assertThat(profiles(pool(Map.of("nvidia.com/mig-1g.2gb", 7)))).isEmpty();
        Problem problem = yard.plan().noPlace().orElseThrow();
        assertThat(problem.reason()).isEqualTo(Reason.NoCapacity);
        assertThat(problem.message()).endsWith("and the largest slice that GpuPool default offers is 1g.2gb");
    }

    @Test
    void aPoolWithoutSlicesIsSaid() {
        assertThat(profiles(pool(Map.of("nvidia.com/gpu", 8)))).isEmpty();
        assertThat(yard.plan().noPlace().orElseThrow().message()).endsWith("no node of GpuPool default offers a slice");
    }

    @Test
    void aPoolIsForItsTenantsOnly() {
        Map<String, Integer> seven = Map.of("nvidia.com/mig-1g.10gb", 7);
        assertThat(profiles(pool(seven, new Tenant("plant-8", 10)))).isEmpty();
        assertThat(yard.plan().refs()).extracting(Problem::reason).containsExactly(Reason.PoolDedicated);
        assertThat(profiles(pool(seven, new Tenant("plant-7", 2)))).hasSize(2);
        assertThat(yard.plan().refs()).isEmpty();
        assertThat(yard.plan().noPlace().orElseThrow().reason()).isEqualTo(Reason.QuotaExceeded);
        assertThat(profiles(pool(seven, new Tenant("plant-7", 3)))).hasSize(3);
        assertThat(yard.plan().noPlace()).isEmpty();
    }
}
