package io.aegisvision.domain.placement;

import static io.aegisvision.domain.placement.Scenes.A100;
import static io.aegisvision.domain.placement.Scenes.A30;
import static io.aegisvision.domain.placement.Scenes.H100;
import static io.aegisvision.domain.placement.Scenes.demand;
import static io.aegisvision.domain.placement.Scenes.free;
import static io.aegisvision.domain.placement.Scenes.gpu;
import static io.aegisvision.domain.placement.Scenes.held;
import static io.aegisvision.domain.placement.Scenes.needing;
import static io.aegisvision.domain.placement.Scenes.node;
import static io.aegisvision.domain.placement.Scenes.plan;
import static io.aegisvision.domain.placement.Scenes.pool;
import static io.aegisvision.domain.placement.Scenes.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.domain.mig.Geometry;
import io.aegisvision.domain.placement.Demand.Affinity;
import io.aegisvision.domain.placement.Demand.MeasuredCost;
import io.aegisvision.domain.placement.Demand.MemoryPart;
import io.aegisvision.domain.placement.Demand.Need;
import io.aegisvision.domain.placement.PlacementPlan.Blocking;
import io.aegisvision.domain.placement.PlacementPlan.FindingKind;
import io.aegisvision.domain.placement.PlacementPlan.MoveReason;
import io.aegisvision.domain.placement.PlacementPlan.Origin;
import io.aegisvision.domain.placement.PlacementPlan.Placement;
import io.aegisvision.domain.placement.PlacementPlan.Unplaced;
import io.aegisvision.domain.placement.PlacementSnapshot.Gpu;
import io.aegisvision.domain.placement.PlacementSnapshot.Health;
import io.aegisvision.domain.placement.PlacementSnapshot.Hold;
import io.aegisvision.domain.placement.PlacementSnapshot.Holder;
import io.aegisvision.domain.placement.PlacementSnapshot.Instance;
import io.aegisvision.domain.placement.PlacementSnapshot.Node;
import io.aegisvision.domain.placement.PlacementSnapshot.Partitioning;
import io.aegisvision.domain.placement.PlacementSnapshot.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlacementPlannerTest {
    private static final Pool CLAIMS = pool(Partitioning.OnClaim);
    private static final Pool IDLE = pool(Partitioning.IdleGpus);
    private static final Pool FIXED = pool(Partitioning.Fixed);

    @Test
    void theSmallestProfileThatHoldsTheMemoryIsTaken() {
        PlacementPlan plan = plan(snapshot(CLAIMS, List.of(node("n", gpu("0", H100))), needing("a", 15_000, 0)));
        assertThat(placed(plan, "a").profile()).isEqualTo("1g.20gb");
    }

    /** 1g.5gb has no decoder on A100 with 40 GB; the one with media extensions has one. */
    @Test
    void hardwareDecodeNeedsASliceWithADecoder() {
        List<Node> nodes = List.of(node("n", gpu("0", A100)));
        PlacementPlan plan = plan(snapshot(CLAIMS, nodes, needing("cpu", 3000, 0), needing("gpu", 3000, 1)));
        assertThat(placed(plan, "cpu").profile()).isEqualTo("1g.5gb");
        assertThat(placed(plan, "gpu").profile()).isEqualTo("1g.5gb+me");
        PlacementPlan second = plan(snapshot(CLAIMS, nodes, needing("one", 3000, 1), needing("two", 3000, 1)));
        assertThat(second.placements()).extracting(Placement::profile).containsExactly("1g.5gb+me", "1g.10gb");
    }

    @Test
    void throughputIsMeasuredElseScaledElseDeclared() {
        List<Node> nodes = List.of(node("n", gpu("0", H100)));
        MeasuredCost onSmallest = new MeasuredCost(H100, "1g.10gb", 100);
        assertThat(sized(nodes, 100, OptionalDouble.empty(), onSmallest)).isEqualTo("1g.10gb");
        assertThat(sized(nodes, 150, OptionalDouble.empty(), onSmallest))
                .isEqualTo("1g.20gb"); // 26 of 16 multiprocessors
        assertThat(sized(nodes, 150, OptionalDouble.empty(), onSmallest, new MeasuredCost(H100, "mig-1g.20gb", 140)))
                .isEqualTo("2g.20gb");
        assertThat(sized(nodes, 100, OptionalDouble.of(200)))
                .isEqualTo("1g.20gb"); // 20 multiprocessors at most 80 % full
        PlacementPlan unknown = plan(snapshot(CLAIMS, nodes, rated("a", 100, OptionalDouble.empty())));
        assertThat(unknown.findings()).extracting(PlacementPlan.Finding::kind).contains(FindingKind.ThroughputUnknown);
    }

    private static String sized(List<Node> nodes, double rate, OptionalDouble declared, MeasuredCost... measured) {
        return placed(plan(snapshot(CLAIMS, nodes, rated("a", rate, declared, measured))), "a")
                .profile();
    }

    private static Demand rated(String id, double rate, OptionalDouble declared, MeasuredCost... measured) {
        Need need = new Need(
                Optional.empty(), List.of(new MemoryPart("models", 2000)), rate, declared, List.of(measured), 0);
        return new Demand(id, "default", "plant-7", 0, Scenes.DAY, need, Affinity.ANYWHERE);
    }

    @Test
    void smallOnesGoWhereTheyDestroyLeast() {
        PlacementPlan plan = plan(snapshot(CLAIMS, List.of(node("n", gpu("0", H100))), demand("a", "1g.10gb")));
        assertThat(placed(plan, "a").start()).hasValue(6);
        PlacementPlan beside = plan(snapshot(
                CLAIMS,
                List.of(node("n", gpu("0", H100), gpu("1", H100, held("3g.40gb", 4, "x")))),
                demand("x", "3g.40gb"),
                demand("a", "1g.10gb")));
        assertThat(placed(beside, "a").gpu()).hasValue("1");
    }

    @Test
    void sumsThatWouldDoAreNotEnough() {
        Gpu split = gpu("0", H100, held("1g.10gb", 1, "a"), held("1g.10gb", 5, "b"));
        PlacementPlan plan = plan(snapshot(
                CLAIMS,
                List.of(node("n", split)),
                demand("a", "1g.10gb"),
                demand("b", "1g.10gb"),
                demand("c", "3g.40gb")));
        assertThat(plan.unplaced())
                .containsExactly(new Unplaced(
                        "c",
                        Blocking.Fragmented,
                        "1 of 1 GPUs have the slices for 3g.40gb, none at a start that it may take"));
        assertThat(plan.reservations()).hasSize(1);
    }

    @Test
    void movesThatMakeRoomAreProposedOnly() {
        Gpu split = gpu("0", H100, held("1g.10gb", 1, "a"), held("1g.10gb", 5, "b"));
        Gpu other = gpu("1", H100, held("4g.40gb", 0, "d"), held("1g.20gb", 6, "e"));
        Pool tidy = new Pool("default", Partitioning.OnClaim, Set.of(), true);
        PlacementPlan plan = plan(snapshot(
                tidy,
                List.of(node("n", split, other)),
                demand("a", "1g.10gb"),
                demand("b", "1g.10gb"),
                demand("d", "4g.40gb"),
                demand("e", "1g.20gb"),
                demand("c", "3g.40gb")));
        assertThat(plan.unplaced()).extracting(Unplaced::demand).containsExactly("c");
        assertThat(plan.moves()).hasSize(1);
        assertThat(plan.moves().getFirst().reason()).isEqualTo(MoveReason.MakesRoom);
        assertThat(plan.moves().getFirst().to().gpu()).hasValue("1");
    }

    @Test
    void aGpuThatCanBeEmptiedIsProposed() {
        Pool tidy = new Pool("default", Partitioning.OnClaim, Set.of(), true);
        PlacementPlan plan = plan(snapshot(
                tidy,
                List.of(node("n", gpu("0", H100, held("1g.10gb", 6, "a")), gpu("1", H100, held("2g.20gb", 4, "b")))),
                demand("a", "1g.10gb"),
                demand("b", "2g.20gb")));
        assertThat(plan.moves()).hasSize(1);
        assertThat(plan.moves().getFirst().demand()).isEqualTo("a");
        assertThat(plan.moves().getFirst().reason()).isEqualTo(MoveReason.EmptiesGpu);
        assertThat(plan.usage().getFirst().used()).isEqualTo(2);
        assertThat(plan.usage().getFirst().lowerBound()).isEqualTo(1);
    }

    @Test
    void instancesThatAreThereGoBeforeANewLayout() {
        Gpu used = gpu("0", H100, held("3g.40gb", 0, "x"), free("1g.10gb", 4));
        PlacementPlan plan = plan(snapshot(
                IDLE, List.of(node("n", used, gpu("1", H100))), demand("x", "3g.40gb"), demand("a", "1g.10gb")));
        assertThat(placed(plan, "a").origin()).isEqualTo(Origin.Existing);
        assertThat(placed(plan, "a").gpu()).isEmpty(); // the kubelet picks
        assertThat(plan.layouts()).isEmpty();
    }

    @Test
    void anIdleGpuGetsALayoutThatIsFull() {
        Gpu idle = gpu("0", H100, free("7g.80gb", 0));
        PlacementPlan plan = plan(snapshot(IDLE, List.of(node("n", idle)), demand("a", "3g.40gb")));
        assertThat(plan.layouts()).hasSize(1);
        assertThat(plan.layouts().getFirst().before()).isEqualTo(Map.of("7g.80gb", 1));
        assertThat(plan.layouts().getFirst().after()).containsKey("3g.40gb");
        assertThat(plan.layouts().getFirst().expected().stream()
                        .mapToInt(placement -> placement.profile().compute())
                        .sum())
                .isGreaterThanOrEqualTo(6);
    }

    @Test
    void aGpuThatAnUnlocatedHolderMayBeOnIsNotIdle() {
        Node node = new Node(
                "n",
                Set.of("default"),
                true,
                List.of(gpu("0", H100, free("7g.80gb", 0)), gpu("1", H100, free("7g.80gb", 0))),
                List.of(new Hold("7g.80gb", new Holder.Other("a pod"))));
        PlacementPlan plan = plan(snapshot(IDLE, List.of(node), needing("a", 5000, 0)));
        assertThat(plan.layouts()).isEmpty();
        assertThat(placed(plan, "a").profile()).isEqualTo("7g.80gb"); // there is nothing smaller, and it does
    }

    @Test
    void layoutsThatAreFixedAreSaidToBe() {
        Gpu full = gpu("0", H100, held("1g.10gb", 0, "x"));
        PlacementPlan plan =
                plan(snapshot(FIXED, List.of(node("n", full)), demand("x", "1g.10gb"), demand("a", "1g.10gb")));
        assertThat(plan.unplaced().getFirst().blocking()).isEqualTo(Blocking.Layout);
        assertThat(plan.unplaced().getFirst().message())
                .isEqualTo("no 1g.10gb is free, and layouts of default are fixed");
    }

    @Test
    void priorityThenAgeIsTheOrder() {
        Demand late =
                new Demand("late", "default", "t", 0, Scenes.DAY.plusSeconds(9), Need.of("7g.80gb"), Affinity.ANYWHERE);
        Demand urgent = new Demand(
                "urgent", "default", "t", 1, Scenes.DAY.plusSeconds(10), Need.of("7g.80gb"), Affinity.ANYWHERE);
        List<Node> one = List.of(node("n", gpu("0", H100)));
        assertThat(plan(snapshot(CLAIMS, one, late, demand("early", "7g.80gb"))).placements())
                .extracting(Placement::demand)
                .containsExactly("early");
        assertThat(plan(snapshot(CLAIMS, one, late, urgent)).placements())
                .extracting(Placement::demand)
                .containsExactly("urgent");
    }

    /** Small demands come and go without end on two GPUs; a large one that waits gets its place all the same. */
    @Test
    void aLargeDemandIsNotStarved() {
        List<String> running = new ArrayList<>();
        Map<String, Placement> places = new java.util.HashMap<>();
        Demand large = new Demand(
                "large", "default", "t", 0, Scenes.DAY.plusSeconds(20), Need.of("7g.80gb"), Affinity.ANYWHERE);
        for (int step = 0; step < 200; step++) {
            if (step >= 12 && !running.isEmpty()) {
                places.remove(running.removeFirst());
            }
            running.add("small-" + step);
            List<Demand> demands = new ArrayList<>();
            for (String id : running) {
                int number = Integer.parseInt(id.substring(6));
                demands.add(new Demand(
                        id, "default", "t", 0, Scenes.DAY.plusSeconds(number), Need.of("1g.10gb"), Affinity.ANYWHERE));
            }
            if (step >= 20) {
                demands.add(large);
            }
            PlacementPlan plan = plan(snapshot(
                    CLAIMS,
                    List.of(node("n", gpu("0", H100, on("0", places)), gpu("1", H100, on("1", places)))),
                    demands.toArray(Demand[]::new)));
            plan.placements().forEach(placement -> places.put(placement.demand(), placement));
            running.removeIf(id -> !places.containsKey(id));
            if (places.containsKey("large")) {
                assertThat(step).isGreaterThan(20); // it had to wait
                return;
            }
        }
        assertThat(places).containsKey("large");
    }

    private static Instance[] on(String gpu, Map<String, Placement> places) {
        return places.values().stream()
                .filter(placement -> placement.gpu().equals(Optional.of(gpu)))
                .map(placement -> held(placement.profile(), placement.start().orElseThrow(), placement.demand()))
                .toArray(Instance[]::new);
    }

    @Test
    void dedicationAndQuotaAreSaidWithNumbers() {
        Pool dedicated = new Pool("default", Partitioning.OnClaim, Set.of("others"), false);
        List<Node> nodes = List.of(node("n", gpu("0", H100)));
        assertThat(plan(snapshot(dedicated, nodes, demand("a", "1g.10gb")))
                        .unplaced()
                        .getFirst()
                        .blocking())
                .isEqualTo(Blocking.Dedicated);
        PlacementPlan plan = plan(new PlacementSnapshot(
                List.of(CLAIMS), nodes, List.of(demand("a", "3g.40gb"), demand("b", "3g.40gb")), Map.of("plant-7", 5)));
        assertThat(plan.unplaced())
                .containsExactly(new Unplaced("b", Blocking.Quota, "plant-7 holds 3 of 5 slices, and this takes 3"));
    }

    @Test
    void aDemandThatNoProfileHoldsIsToldWhatLacks() {
        PlacementPlan plan = plan(snapshot(CLAIMS, List.of(node("n", gpu("0", A30))), needing("a", 30_000, 0)));
        assertThat(plan.unplaced())
                .containsExactly(
                        new Unplaced("a", Blocking.TooLarge, "no profile is enough: 24002 of 30000 MiB on 4g.24gb"));
    }

    @Test
    void cellsOnAnUnhealthyGpuStayAndAMoveIsProposed() {
        Gpu sick = new Gpu("0", H100, Optional.empty(), 0, Health.Unhealthy, List.of(held("1g.10gb", 0, "a")));
        PlacementPlan plan = plan(snapshot(CLAIMS, List.of(node("n", sick, gpu("1", H100))), demand("a", "1g.10gb")));
        assertThat(placed(plan, "a").origin()).isEqualTo(Origin.Kept);
        assertThat(plan.findings().getFirst().kind()).isEqualTo(FindingKind.UnhealthyInUse);
        assertThat(plan.moves().getFirst().reason()).isEqualTo(MoveReason.Unhealthy);
        assertThat(plan.moves().getFirst().to().gpu()).hasValue("1");
    }

    @Test
    void aCellThatOutgrewItsSliceStaysAndAMoveIsProposed() {
        PlacementPlan plan = plan(
                snapshot(CLAIMS, List.of(node("n", gpu("0", H100, held("1g.10gb", 6, "a")))), needing("a", 15_000, 0)));
        assertThat(placed(plan, "a").profile()).isEqualTo("1g.10gb");
        assertThat(plan.findings().getFirst().kind()).isEqualTo(FindingKind.Outgrown);
        assertThat(plan.moves().getFirst().to().profile()).isEqualTo("1g.20gb");
    }

    @Test
    void discoveredGeometryGoesBeforeTheTableAndTheDifferenceIsSaid() {
        Geometry table = Scenes.geometry(A30);
        Geometry other = new Geometry(
                4,
                table.totals(),
                table.profiles().stream()
                        .map(profile -> profile.name().equals("4g.24gb")
                                ? new io.aegisvision.domain.mig.Profile(
                                        "4g.24gb", 0, 2, List.of(0, 2), 2, 20_000, 56, Map.of())
                                : profile)
                        .toList());
        Gpu gpu = new Gpu("0", A30, Optional.of(other), 0, Health.Ready, List.of());
        PlacementPlan plan =
                plan(snapshot(CLAIMS, List.of(node("n", gpu)), demand("a", "4g.24gb"), demand("b", "4g.24gb")));
        assertThat(plan.placements()).hasSize(2);
        assertThat(plan.findings().getFirst().kind()).isEqualTo(FindingKind.GeometryDisagrees);
    }

    @Test
    void productsWithoutATableAreKnownByDiscoveryOnly() {
        Gpu unknown = gpu("0", "NVIDIA-RTX-PRO-6000", new Instance("1g.24gb", OptionalInt.of(0), Optional.empty()));
        PlacementPlan plan = plan(snapshot(CLAIMS, List.of(node("n", unknown)), demand("a", "1g.24gb")));
        assertThat(plan.findings().getFirst().kind()).isEqualTo(FindingKind.UnknownProduct);
        assertThat(plan.unplaced().getFirst().blocking()).isEqualTo(Blocking.NoGpu);
    }

    @Test
    void wholeGpusAreGivenOneByOne() {
        Pool whole = pool(Partitioning.Whole);
        PlacementPlan plan = plan(snapshot(
                whole, List.of(node("n", gpu("0", "NVIDIA-L4"))), needing("a", 20_000, 1), needing("b", 20_000, 1)));
        assertThat(plan.placements()).hasSize(1);
        assertThat(placed(plan, "a").profile()).isEqualTo(Geometry.WHOLE);
        assertThat(plan.unplaced().getFirst().blocking()).isEqualTo(Blocking.Full);
    }

    private static Placement placed(PlacementPlan plan, String demand) {
        return plan.placements().stream()
                .filter(placement -> placement.demand().equals(demand))
                .findFirst()
                .orElseThrow(() -> new AssertionError(plan.unplaced() + " " + plan.findings()));
    }
}
