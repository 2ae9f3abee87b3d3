package io.aegisvision.bench.placement;

import io.aegisvision.domain.mig.GeometryTable;
import io.aegisvision.domain.mig.Layouts;
import io.aegisvision.domain.mig.MigPlacement;
import io.aegisvision.domain.placement.Demand;
import io.aegisvision.domain.placement.Demand.MemoryPart;
import io.aegisvision.domain.placement.Demand.Need;
import io.aegisvision.domain.placement.PlacementPlan;
import io.aegisvision.domain.placement.PlacementPlanner;
import io.aegisvision.domain.placement.PlacementSnapshot;
import io.aegisvision.domain.placement.PlacementSnapshot.Gpu;
import io.aegisvision.domain.placement.PlacementSnapshot.Holder;
import io.aegisvision.domain.placement.PlacementSnapshot.Instance;
import io.aegisvision.domain.placement.PlacementSnapshot.Node;
import io.aegisvision.report.Figure;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Consumer;

/** What a plan takes, from a snapshot that is in memory to the plan. */
final class ClockFigures {
    private static final int SEED = 1;
    private static final int ROUNDS = 15;
    private static final int WARM_UP = 15;
    private static final List<Integer> GPUS = List.of(1000, 2000, 4000, 8000, 16_000);
    private static final int GOAL_AT = 8000;
    /** As 5,000 demands are to 8,000 GPUs. */
    private static final double DEMANDS_PER_GPU = 5.0 / 8;

    private static final PlacementSnapshot NOTHING = new PlacementSnapshot(List.of(), List.of(), List.of(), Map.of());

    /** A plan is one thread's work: what else runs on the machine is not counted. */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final PlacementPlanner planner = new PlacementPlanner(GeometryTable.shipped());

    void measure(Consumer<Figure> told) {
        for (int gpus : GPUS) {
            List<Gpu> fleet = fleet(gpus);
            List<Demand> demands = demands((int) (gpus * DEMANDS_PER_GPU));
            PlacementSnapshot all = Setup.snapshot(fleet, demands);
            String size = gpus + " GPUs, " + demands.size() + " demands";
            Figure full = time(
                    "full plan, " + size, NOTHING, all, "three products, half of the GPUs in use; every demand is new");
            PlacementPlan plan = planner.plan(all);
            List<Gpu> held = held(fleet, plan);
            List<Demand> oneMore = new ArrayList<>(demands);
            oneMore.add(demand(demands.size(), 9000));
            Figure more = time(
                    "one more cell, " + size,
                    Setup.snapshot(held, demands),
                    Setup.snapshot(held, oneMore),
                    "a whole plan too, after one without this cell; all other demands are kept");
            told.accept(gpus == GOAL_AT ? full.atMost(1000) : full);
            told.accept(gpus == GOAL_AT ? more.atMost(10) : more);
        }
    }

    /** Each plan is made from records of its own, as an observer makes them anew. @param before what is planned before */
    private Figure time(String name, PlacementSnapshot before, PlacementSnapshot snapshot, String note) {
        List<Double> rounds = new ArrayList<>();
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            planner.plan(anew(before));
            PlacementSnapshot own = anew(snapshot);
            long begin = THREADS.getCurrentThreadCpuTime();
            PlacementPlan plan = planner.plan(own);
            double millis = (THREADS.getCurrentThreadCpuTime() - begin) / 1e6;
            if (plan.placements().isEmpty()) {
                throw new IllegalStateException("nothing was placed");
            }
            if (round >= 0) {
                rounds.add(millis);
            }
        }
        return Figure.of(
                name,
                "ms",
                rounds,
                note + "; seed " + SEED + ", " + ROUNDS + " rounds after " + WARM_UP
                        + "; processor time of the one thread, so without the collector's");
    }

    private static PlacementSnapshot anew(PlacementSnapshot snapshot) {
        return new PlacementSnapshot(
                snapshot.pools(),
                snapshot.nodes().stream()
                        .map(node -> new Node(
                                node.name(),
                                node.pools(),
                                node.usable(),
                                node.gpus().stream()
                                        .map(gpu -> Setup.gpu(gpu.name(), gpu.product(), anew(gpu.instances())))
                                        .toList(),
                                node.unlocated()))
                        .toList(),
                snapshot.demands().stream()
                        .map(demand -> new Demand(
                                demand.id(),
                                demand.pool(),
                                demand.tenant(),
                                demand.priority(),
                                demand.since(),
                                anew(demand.need()),
                                demand.affinity()))
                        .toList(),
                snapshot.quotas());
    }

    private static List<Instance> anew(List<Instance> instances) {
        return instances.stream()
                .map(instance -> new Instance(instance.profile(), instance.start(), instance.holder()))
                .toList();
    }

    private static Need anew(Need need) {
        return new Need(
                need.profile(),
                need.memory().stream()
                        .map(part -> new MemoryPart(part.what(), part.mebibytes()))
                        .toList(),
                need.framesPerSecond(),
                need.multiprocessorMillis(),
                need.measured(),
                need.decoders());
    }

    private static List<Gpu> fleet(int number) {
        Random random = new Random(SEED);
        List<String> products = List.of(Setup.H100, Setup.A100, Setup.A30);
        Map<String, List<List<MigPlacement>>> states = new HashMap<>();
        products.forEach(product ->
                states.put(product, Layouts.of(Setup.geometry(product)).states()));
        List<Gpu> fleet = new ArrayList<>();
        for (int g = 0; g < number; g++) {
            String product = products.get(g / Setup.GPUS_OF_A_NODE % 3);
            List<List<MigPlacement>> of = Objects.requireNonNull(states.get(product));
            List<MigPlacement> held = random.nextBoolean() ? List.of() : of.get(random.nextInt(of.size()));
            fleet.add(Setup.gpu(
                    String.format("%05d", g),
                    product,
                    held.stream()
                            .map(placement -> new Instance(
                                    placement.profile().name(),
                                    OptionalInt.of(placement.start()),
                                    Optional.of(new Holder.Other("bench"))))
                            .toList()));
        }
        return fleet;
    }

    private static List<Demand> demands(int number) {
        Random random = new Random(SEED);
        List<Demand> demands = new ArrayList<>();
        for (int d = 0; d < number; d++) {
            demands.add(demand(d, 2000 + random.nextInt(36_000)));
        }
        return demands;
    }

    private static Demand demand(int number, int mebibytes) {
        return Setup.demand(
                String.format("tenant/cell-%06d", number),
                number,
                new Need(
                        Optional.empty(),
                        List.of(new MemoryPart("models", mebibytes)),
                        0,
                        OptionalDouble.empty(),
                        List.of(),
                        0));
    }

    /** The fleet with what a plan placed. */
    private static List<Gpu> held(List<Gpu> fleet, PlacementPlan plan) {
        Map<String, List<Instance>> added = new HashMap<>();
        plan.placements().forEach(placement -> added.computeIfAbsent(
                        placement.gpu().orElseThrow(), gpu -> new ArrayList<>())
                .add(new Instance(
                        placement.profile(), placement.start(), Optional.of(new Holder.Cell(placement.demand())))));
        return fleet.stream()
                .map(gpu -> {
                    List<Instance> instances = new ArrayList<>(gpu.instances());
                    instances.addAll(added.getOrDefault(gpu.name(), List.of()));
                    return Setup.gpu(gpu.name(), gpu.product(), instances);
                })
                .toList();
    }
}
