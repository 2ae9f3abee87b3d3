package io.aegisvision.domain.gpupool;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.api.v1alpha1.GpuPoolSpec.Mode;
import io.aegisvision.api.v1alpha1.GpuPoolSpec.Repartition;
import io.aegisvision.api.v1alpha1.GpuPoolStatus.Group;
import io.aegisvision.api.v1alpha1.GpuPoolStatus.Proposal;
import io.aegisvision.domain.placement.Demand.MemoryPart;
import io.aegisvision.domain.placement.Demand.Need;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RepartitioningTest {
    private static final Map<String, String> ONE_H100 =
            Map.of("nvidia.com/gpu.product", "NVIDIA-H100-80GB-HBM3", "nvidia.com/gpu.count", "1");
    private static final Map<String, Integer> SEVEN = Map.of(Rack.SMALL, 7);

    private final Rack rack = new Rack();

    RepartitioningTest() {
        rack.repartition = Repartition.Propose;
    }

    private static CellDemand wanting(int cells, String profile) {
        return new CellDemand("plant-7", "yard", cells, Rack.NOW, Need.of(profile));
    }

    private List<Proposal> proposals() {
        return rack.plan(Mode.Mig).proposals();
    }

    @Test
    void anIdleNodeIsProposedForWhatWaits() {
        rack.node("n", SEVEN, SEVEN, ONE_H100);
        rack.demands.add(wanting(2, "3g.40gb"));
        assertThat(proposals())
                .containsExactly(new Proposal("n", 2, List.of(new Group(List.of(0), Map.of("3g.40gb", 2)))));
    }

    @Test
    void theProfileIsChosenByMemoryAndWhatIsLeftIsFilled() {
        rack.node("n", SEVEN, SEVEN, ONE_H100);
        Need need = new Need(
                Optional.empty(), List.of(new MemoryPart("models", 15_000)), 0, OptionalDouble.empty(), List.of(), 0);
        rack.demands.add(new CellDemand("plant-7", "yard", 1, Rack.NOW, need));
        assertThat(proposals()).singleElement().satisfies(proposal -> {
            assertThat(proposal.cells()).isEqualTo(1);
            assertThat(proposal.groups()).singleElement().satisfies(group -> assertThat(group.instances())
                    .as("a 1g.20gb is the smallest of this memory, and no memory slice is left without an instance")
                    .containsKey("1g.20gb"));
        });
    }

    @Test
    void nothingIsProposedUnlessThePoolSaysSo() {
        rack.repartition = Repartition.Never;
        rack.node("n", SEVEN, SEVEN, ONE_H100);
        rack.demands.add(wanting(2, "3g.40gb"));
        assertThat(proposals()).isEmpty();
    }

    @Test
    void aNodeOfWhichAnythingIsHeldIsLeftAlone() {
        rack.node("n", SEVEN, SEVEN, ONE_H100).cell("yard-0", "n", Rack.SMALL);
        rack.node("o", SEVEN, SEVEN, ONE_H100).other("o", Rack.SMALL, 1);
        rack.demands.add(wanting(2, "3g.40gb"));
        assertThat(proposals()).isEmpty();
    }

    @Test
    void aNodeOfWhichAnythingIsOutOfOrderIsLeftAlone() {
        rack.node("n", Map.of(Rack.SMALL, 6), SEVEN, ONE_H100);
        rack.demands.add(wanting(2, "3g.40gb"));
        assertThat(proposals()).isEmpty();
    }

    @Test
    void whatIsFreeElsewhereIsUsedFirst() {
        rack.node("idle", SEVEN, SEVEN, ONE_H100);
        rack.node("used", Map.of(Rack.LARGE, 2), Map.of(Rack.LARGE, 2), ONE_H100)
                .cell("yard-0", "used", Rack.LARGE);
        rack.demands.add(wanting(1, "3g.40gb"));
        assertThat(proposals()).isEmpty();
        rack.demands.set(0, wanting(2, "3g.40gb"));
        assertThat(proposals()).singleElement().extracting(Proposal::cells).isEqualTo(1);
    }

    @Test
    void slicesThatACellWaitsForAreNotProposedAway() {
        rack.node("n", SEVEN, SEVEN, ONE_H100).cell("yard-0", "", Rack.SMALL);
        rack.demands.add(wanting(2, "3g.40gb"));
        assertThat(proposals()).isEmpty();
    }

    @Test
    void gpusThatAreAlikeAreOneGroupAndTheOthersKeepTheirLayout() {
        Map<String, Integer> offered = Map.of(Rack.SMALL, 28);
        rack.node(
                "n",
                offered,
                offered,
                Map.of("nvidia.com/gpu.product", "NVIDIA-H100-80GB-HBM3", "nvidia.com/gpu.count", "4"));
        rack.demands.add(wanting(4, "3g.40gb"));
        assertThat(proposals())
                .containsExactly(new Proposal("n", 4, List.of(new Group(List.of(0, 1), Map.of("3g.40gb", 2)))));
    }

    @Test
    void anUnknownProductIsNotProposedFor() {
        rack.node("n", SEVEN);
        rack.node("o", SEVEN, SEVEN, Map.of("nvidia.com/gpu.product", "some other", "nvidia.com/gpu.count", "1"));
        rack.demands.add(wanting(1, "3g.40gb"));
        assertThat(proposals()).isEmpty();
    }
}
