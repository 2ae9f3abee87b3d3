package io.aegisvision.domain.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import io.aegisvision.api.v1alpha1.GpuPoolSpec.Tenant;
import io.aegisvision.api.v1alpha1.ModelSpec;
import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.domain.gpupool.ClusterView.NodeView;
import io.aegisvision.domain.pipeline.PipelinePlan.CellPlan;
import io.aegisvision.domain.pipeline.PipelinePlan.Shape;
import io.aegisvision.domain.pipeline.PipelineSnapshot.PoolView;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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

    private static PoolView pool(GpuPoolSpec.Allocation allocation, Map<String, Integer> offers, Tenant... tenants) {
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
        assertThat(problem.message()).endsWith("and the largest slice that GpuPool default offers is 1g.2gb with 1907");
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

    private static PoolView poolOf(String product, Map<String, Integer> offers) {
        PoolView plain = pool(offers);
        Map<String, String> labels = Map.of("nvidia.com/gpu.product", product);
        return Yard.pool(plain.spec(), List.of(new NodeView("n", true, false, List.of(), labels, offers, offers)));
    }

    private void modelOf(String memory) {
        modelOf(memory, null);
    }

    private void modelOf(String memory, @Nullable Integer multiprocessorMicros) {
        ModelSpec.Version version = Yard.version("v1", "sha256:1").version();
        ModelSpec.Version sized = new ModelSpec.Version(
                version.name(),
                version.artifact(),
                version.platform(),
                memory,
                multiprocessorMicros,
                version.labels(),
                version.input(),
                version.output());
        ModelView street = Objects.requireNonNull(yard.models.get("street"));
        yard.models.put(
                "street",
                new ModelView(
                        "street",
                        List.of(new PinnedVersion(sized, street.servingDigest().orElseThrow())),
                        street.servingDigest(),
                        Optional.empty()));
    }

    @Test
    void theMemoryOfASliceIsThatOfItsProductNotOfItsName() {
        modelOf("9800Mi");
        Map<String, Integer> offers = Map.of("nvidia.com/mig-1g.23gb", 7, "nvidia.com/mig-1g.45gb", 1);
        assertThat(profiles(poolOf("NVIDIA-B200", offers)))
                .as("two copies and the server take 21031 MiB; a 1g.23gb of this product has 20992")
                .containsExactly("1g.45gb");
        assertThat(yard.plan().noPlace().orElseThrow().message())
                .isEqualTo("2 stream(s) wait for a place: GpuPool default is full, 1 of 1 1g.45gb places are taken;"
                        + " free, and too small: 7 1g.23gb");
        assertThat(profiles(pool(offers)))
                .as("of an unknown product the name is all there is")
                .containsExactly("1g.23gb", "1g.23gb", "1g.23gb");
    }

    @Test
    void aDeclaredCostAsksForASliceThatKeepsUpWithAFullCell() {
        yard.streamsPerCell = 64;
        Map<String, Integer> offers = Map.of("nvidia.com/mig-1g.10gb", 7, "nvidia.com/mig-2g.20gb", 1);
        String h100 = "NVIDIA-H100-80GB-HBM3";
        modelOf("400Mi", 20_000);
        assertThat(profiles(poolOf(h100, offers)))
                .as("64 streams of 10 frames a second; 16 multiprocessors x 0.8 / 20 ms = 640 frames/s")
                .containsExactly("1g.10gb");
        modelOf("400Mi", 20_001);
        assertThat(profiles(poolOf(h100, offers))).containsExactly("2g.20gb");
        assertThat(profiles(pool(offers)))
                .as("of an unknown product only the memory is known")
                .containsExactly("1g.10gb");
        modelOf("400Mi", 50_000);
        assertThat(profiles(poolOf(h100, offers))).isEmpty();
        assertThat(yard.plan().noPlace().orElseThrow().message())
                .isEqualTo("3 stream(s) wait for a place: 2231 MiB of GPU memory (server 1431, 2 x street 800) and 640"
                        + " frames/s are needed, and the largest slice that GpuPool default offers is 2g.20gb with 20070"
                        + " MiB and 512 frames/s");
    }

    @Test
    void whatIsNeededIsSaidInNumbers() {
        modelOf("50Gi");
        assertThat(profiles(poolOf("NVIDIA-B200", Map.of("nvidia.com/mig-3g.90gb", 2))))
                .isEmpty();
        assertThat(yard.plan().noPlace().orElseThrow().message())
                .isEqualTo("3 stream(s) wait for a place: 103831 MiB of GPU memory (server 1431, 2 x street 102400) are"
                        + " needed, and the largest slice that GpuPool default offers is 3g.90gb with 91136");
    }
}
