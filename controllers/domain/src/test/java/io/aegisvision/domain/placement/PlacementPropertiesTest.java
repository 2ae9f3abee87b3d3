package io.aegisvision.domain.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.domain.mig.Geometry;
import io.aegisvision.domain.placement.PlacementPlan.Origin;
import io.aegisvision.domain.placement.PlacementPlan.Placement;
import io.aegisvision.domain.placement.PlacementSnapshot.Gpu;
import io.aegisvision.domain.placement.PlacementSnapshot.Health;
import io.aegisvision.domain.placement.PlacementSnapshot.Hold;
import io.aegisvision.domain.placement.PlacementSnapshot.Holder;
import io.aegisvision.domain.placement.PlacementSnapshot.Instance;
import io.aegisvision.domain.placement.PlacementSnapshot.Node;
import io.aegisvision.domain.placement.PlacementSnapshot.Partitioning;
import io.aegisvision.domain.placement.PlacementSnapshot.Pool;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class PlacementPropertiesTest {
    @Property(tries = 1500)
    void invariantsHold(@ForAll long seed) {
        PlacementSnapshot snapshot = Scenes.drawn(seed);
        new PlanCheck(snapshot, Scenes.plan(snapshot)).holds();
    }

    @Property(tries = 300)
    void theOrderOfTheInputSaysNothing(@ForAll long seed) {
        PlacementSnapshot snapshot = Scenes.drawn(seed);
        Random random = new Random(seed);
        PlacementSnapshot shuffled = new PlacementSnapshot(
                shuffled(snapshot.pools(), random),
                shuffled(
                        snapshot.nodes().stream()
                                .map(node -> new Node(
                                        node.name(),
                                        node.pools(),
                                        node.usable(),
                                        shuffled(
                                                node.gpus().stream()
                                                        .map(gpu -> with(gpu, shuffled(gpu.instances(), random)))
                                                        .toList(),
                                                random),
                                        shuffled(node.unlocated(), random)))
                                .toList(),
                        random),
                shuffled(snapshot.demands(), random),
                snapshot.quotas());
        assertThat(Scenes.plan(shuffled)).isEqualTo(Scenes.plan(snapshot));
    }

    @Property(tries = 300)
    void aPlannerThatPlannedBeforePlansTheSame(@ForAll long seed) {
        PlacementPlanner planner = new PlacementPlanner(io.aegisvision.domain.mig.GeometryTable.shipped());
        PlacementSnapshot snapshot = Scenes.drawn(seed);
        planner.plan(Scenes.drawn(seed + 1));
        assertThat(planner.plan(snapshot)).isEqualTo(Scenes.plan(snapshot));
        List<Demand> fewer = snapshot.demands().subList(0, snapshot.demands().size() / 2);
        planner.plan(new PlacementSnapshot(snapshot.pools(), snapshot.nodes(), fewer, snapshot.quotas()));
        assertThat(planner.plan(Scenes.drawn(seed)))
                .as("after a plan with half of the demands")
                .isEqualTo(Scenes.plan(snapshot));
    }

    @Property(tries = 300)
    void moreCapacityUnbindsNothing(@ForAll long seed) {
        PlacementSnapshot snapshot = Scenes.drawn(seed);
        List<Node> more = new ArrayList<>(snapshot.nodes());
        more.add(new Node(
                "node-0-added",
                Set.of("pool-0"),
                true,
                List.of(Scenes.gpu("0", Scenes.H100), Scenes.gpu("1", Scenes.A30)),
                List.of()));
        PlacementPlan larger =
                Scenes.plan(new PlacementSnapshot(snapshot.pools(), more, snapshot.demands(), snapshot.quotas()));
        assertThat(larger.placements())
                .containsAll(Scenes.plan(snapshot).placements().stream()
                        .filter(placement -> placement.origin() == Origin.Kept)
                        .toList());
    }

    /** What was placed is held from then on; then nothing moves, and who waits still waits or gets what others do not need. */
    @Property(tries = 300)
    void whatIsPlacedStays(@ForAll long seed) {
        PlacementSnapshot drawn = Scenes.drawn(seed);
        PlacementSnapshot snapshot = new PlacementSnapshot(
                drawn.pools().stream()
                        .map(pool -> new Pool(pool.name(), Partitioning.OnClaim, pool.tenants(), false))
                        .toList(),
                drawn.nodes(),
                drawn.demands(),
                drawn.quotas());
        if (snapshot.nodes().stream()
                .flatMap(node -> node.gpus().stream())
                .flatMap(gpu -> gpu.instances().stream())
                .anyMatch(instance -> instance.profile().equals(Geometry.WHOLE))) {
            return;
        }
        PlacementPlan first = Scenes.plan(snapshot);
        PlacementPlan second = Scenes.plan(applied(snapshot, first));
        assertThat(second.placements().stream().map(PlacementPropertiesTest::place))
                .containsAll(first.placements().stream()
                        .map(PlacementPropertiesTest::place)
                        .toList());
    }

    private static Placement place(Placement placement) {
        return new Placement(
                placement.demand(),
                placement.node(),
                placement.gpu(),
                placement.profile(),
                placement.start(),
                Origin.Kept);
    }

    private static PlacementSnapshot applied(PlacementSnapshot snapshot, PlacementPlan plan) {
        List<Node> nodes = snapshot.nodes().stream()
                .map(node -> new Node(
                        node.name(),
                        node.pools(),
                        node.usable(),
                        node.gpus().stream()
                                .map(gpu -> {
                                    List<Instance> instances = new ArrayList<>(gpu.instances().stream()
                                            .filter(instance ->
                                                    instance.holder().isPresent())
                                            .toList());
                                    plan.placements().stream()
                                            .filter(placement -> placement.origin() == Origin.Claimed
                                                    && placement.node().equals(node.name())
                                                    && placement.gpu().equals(Optional.of(gpu.name())))
                                            .forEach(placement -> instances.add(new Instance(
                                                    placement.profile(),
                                                    placement.start(),
                                                    Optional.of(new Holder.Cell(placement.demand())))));
                                    return with(gpu, instances);
                                })
                                .toList(),
                        node.unlocated()))
                .toList();
        return new PlacementSnapshot(snapshot.pools(), nodes, snapshot.demands(), snapshot.quotas());
    }

    /** Names that mean nothing, starts outside of the row, things that are there twice: a plan comes of it, and says so. */
    @Property(tries = 1000)
    void brokenInputGivesAPlan(@ForAll long seed) {
        Random random = new Random(seed);
        PlacementSnapshot drawn = Scenes.drawn(seed);
        List<Node> nodes = new ArrayList<>(drawn.nodes());
        List<Gpu> gpus = new ArrayList<>();
        for (Gpu gpu : nodes.getFirst().gpus()) {
            List<Instance> instances = new ArrayList<>(gpu.instances());
            instances.add(new Instance(
                    List.of("", "3g.40gb", "1g.10gb", "nonsense", "1g.5gb+me").get(random.nextInt(5)),
                    random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(random.nextInt(40) - 8),
                    random.nextBoolean() ? Optional.empty() : Optional.of(new Holder.Cell("wanted-1"))));
            gpus.add(new Gpu(
                    random.nextInt(4) == 0 ? "0" : gpu.name(),
                    random.nextInt(4) == 0 ? "unheard of" : gpu.product(),
                    random.nextInt(4) == 0
                            ? Optional.of(new Geometry(random.nextInt(40) - 2, Map.of(), List.of()))
                            : Optional.empty(),
                    random.nextInt(),
                    Health.Ready,
                    instances));
        }
        nodes.set(
                0,
                new Node(
                        nodes.getFirst().name(),
                        Set.of("pool-0", "elsewhere"),
                        true,
                        gpus,
                        List.of(
                                new Hold("nonsense", new Holder.Cell("wanted-2")),
                                new Hold("1g.10gb", new Holder.Other("x")))));
        nodes.add(nodes.getFirst());
        List<Demand> demands = new ArrayList<>(drawn.demands());
        demands.addAll(drawn.demands().subList(0, drawn.demands().size() / 2));
        demands.add(new Demand("", "elsewhere", "", 0, Scenes.DAY, Demand.Need.of("?"), Demand.Affinity.ANYWHERE));
        demands.add(Scenes.needing("less than nothing", -5, -1));
        PlacementPlan plan = Scenes.plan(new PlacementSnapshot(drawn.pools(), nodes, demands, drawn.quotas()));
        assertThat(plan.findings()).isNotEmpty();
        List<String> told = new ArrayList<>();
        plan.placements().forEach(placement -> told.add(placement.demand()));
        plan.unplaced().forEach(unplaced -> told.add(unplaced.demand()));
        assertThat(told).doesNotHaveDuplicates();
        assertThat(told).containsAll(demands.stream().map(Demand::id).toList());
    }

    private static Gpu with(Gpu gpu, List<Instance> instances) {
        return new Gpu(gpu.name(), gpu.product(), gpu.discovered(), gpu.memoryMebibytes(), gpu.health(), instances);
    }

    private static <T> List<T> shuffled(List<T> list, Random random) {
        List<T> copy = new ArrayList<>(list);
        Collections.shuffle(copy, random);
        return copy;
    }
}
