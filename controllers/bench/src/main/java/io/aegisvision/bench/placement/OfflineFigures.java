package io.aegisvision.bench.placement;

import io.aegisvision.domain.mig.Geometry;
import io.aegisvision.domain.mig.GeometryTable;
import io.aegisvision.domain.mig.LayoutProgram.Kind;
import io.aegisvision.domain.mig.Layouts;
import io.aegisvision.domain.mig.MigPlacement;
import io.aegisvision.domain.mig.Shape;
import io.aegisvision.domain.mig.Shape.State;
import io.aegisvision.domain.placement.Demand;
import io.aegisvision.domain.placement.Demand.MemoryPart;
import io.aegisvision.domain.placement.Demand.Need;
import io.aegisvision.domain.placement.PlacementPlan;
import io.aegisvision.domain.placement.PlacementPlanner;
import io.aegisvision.domain.placement.PlacementSnapshot.Gpu;
import io.aegisvision.domain.placement.PlacementSnapshot.Holder;
import io.aegisvision.domain.placement.PlacementSnapshot.Instance;
import io.aegisvision.report.Figure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** How far a plan is from the optimum, which another solver finds. */
final class OfflineFigures {
    static final List<String> PROFILES = List.of("1g.10gb", "1g.20gb", "2g.20gb", "3g.40gb", "4g.40gb", "7g.80gb");

    private static final List<Integer> DEMANDS = List.of(30, 60, 150);
    private static final int MOST_MIXED = 300;
    private static final List<Integer> MIXED_GPUS = List.of(12, 24, 48);
    /** Memory that cells need, MiB: the profiles of the three products are steps between these. */
    private static final int[] MEBIBYTES = {3000, 5000, 8000, 9500, 15_000, 19_000, 30_000};

    private final PlacementPlanner planner = new PlacementPlanner(GeometryTable.shipped());
    private final int instances;

    /** @param instances of each number of demands on empty GPUs; of scenes with GPUs in use at most 300 */
    OfflineFigures(int instances) {
        this.instances = instances;
    }

    void measure(Consumer<Figure> told) {
        DEMANDS.forEach(demands -> told.accept(empty(demands)));
        MIXED_GPUS.forEach(gpus -> told.accept(mixed(gpus)));
    }

    /** One product, empty. The seed of instance i is i. */
    private Figure empty(int demands) {
        Shape shape = new Shape(Setup.geometry(Setup.H100));
        List<int[]> layouts = Layouts.maximalAdditions(
                shape, State.EMPTY, PROFILES.stream().mapToInt(shape::index).toArray());
        List<Double> gaps = new ArrayList<>();
        for (int seed = 0; seed < instances; seed++) {
            Random random = new Random(seed);
            List<Demand> wanted = new ArrayList<>();
            int[] counts = new int[PROFILES.size()];
            for (int d = 0; d < demands; d++) {
                int profile = random.nextInt(PROFILES.size());
                counts[profile]++;
                wanted.add(Setup.demand("cell-" + d, d, Need.of(PROFILES.get(profile))));
            }
            List<Gpu> gpus = IntStream.range(0, demands)
                    .mapToObj(gpu -> Setup.gpu(String.format("%04d", gpu), Setup.H100, List.of()))
                    .toList();
            PlacementPlan plan = planner.plan(Setup.snapshot(gpus, wanted));
            int optimum = Optimum.opened(counts, List.of(new Kind(demands, 1, layouts)));
            gaps.add((double) used(plan) - optimum);
        }
        return largest(
                "offline, empty, one product, " + demands + " demands: GPUs above the optimum",
                gaps,
                instances + " instances, seeds 0 to " + (instances - 1) + ", six profiles of H100 in equal parts; the"
                        + " optimum is SCIP's; gap of each: " + histogram(gaps),
                0);
    }

    /** The largest of all is the figure: it must hold on each. */
    private static Figure largest(String name, List<Double> gaps, String note, double goal) {
        double largest = gaps.stream().max(Double::compare).orElseThrow();
        double least = gaps.stream().min(Double::compare).orElseThrow();
        return new Figure(
                name, largest, "GPUs", List.of(least, largest), null, null, null, goal, "value", largest <= goal, note);
    }

    private static String histogram(List<Double> gaps) {
        java.util.TreeMap<Integer, Integer> counts = new java.util.TreeMap<>();
        gaps.forEach(gap -> counts.merge(gap.intValue(), 1, Integer::sum));
        return counts.toString();
    }

    private static int used(PlacementPlan plan) {
        if (!plan.unplaced().isEmpty()) {
            throw new IllegalStateException("not placed: " + plan.unplaced().getFirst());
        }
        Set<String> used = new HashSet<>();
        plan.placements()
                .forEach(placement ->
                        used.add(placement.node() + "/" + placement.gpu().orElseThrow()));
        return used.size();
    }

    /** Three products, two thirds of the GPUs in use. */
    private Figure mixed(int gpus) {
        int scenes = Math.min(instances, MOST_MIXED);
        List<Double> gaps = new ArrayList<>();
        List<Double> bounds = new ArrayList<>();
        for (int seed = 0; seed < scenes; seed++) {
            Mixed scene = new Mixed(gpus, new Random(seed));
            PlacementPlan plan = planner.plan(Setup.snapshot(scene.gpus, scene.wanted));
            if (plan.unplaced().isEmpty()) {
                Set<String> opened = new HashSet<>();
                plan.placements()
                        .forEach(placement -> opened.add(
                                placement.node() + "/" + placement.gpu().orElseThrow()));
                opened.retainAll(scene.empty());
                gaps.add((double) opened.size() - Optimum.opened(scene.demand, scene.kinds));
                bounds.add((double) opened.size());
            }
        }
        String what = gpus + " GPUs of three products, two thirds in use, " + gpus + " demands";
        return largest(
                "offline, in use, mixed: " + what + ": GPUs above the optimum",
                gaps,
                gaps.size() + " of " + scenes + " instances (the others do not fit), seeds 0 to "
                        + (scenes - 1) + "; the optimum is SCIP's; gap of each: " + histogram(gaps)
                        + "; GPUs opened: " + histogram(bounds),
                1);
    }

    /** A drawn scene, and the programme that says its optimum. */
    private static final class Mixed {
        final List<Gpu> gpus = new ArrayList<>();
        final List<Demand> wanted = new ArrayList<>();
        final List<Kind> kinds = new ArrayList<>();
        final int[] demand = new int[MEBIBYTES.length];
        private final Set<Integer> free = new HashSet<>();

        Mixed(int number, Random random) {
            for (int d = 0; d < number; d++) {
                int type = random.nextInt(MEBIBYTES.length);
                demand[type]++;
                wanted.add(Setup.demand("cell-" + d, d, need(MEBIBYTES[type])));
            }
            for (int g = 0; g < number; g++) {
                String product = List.of(Setup.H100, Setup.A100, Setup.A30).get(g % 3);
                Geometry geometry = Setup.geometry(product);
                Shape shape = new Shape(geometry);
                List<List<MigPlacement>> states = LAYOUTS.get(g % 3);
                boolean idle = g / 3 % 3 == 0;
                List<MigPlacement> held = idle ? List.of() : states.get(1 + random.nextInt(states.size() - 1));
                if (idle) {
                    free.add(g);
                }
                gpus.add(Setup.gpu(
                        String.format("%04d", g),
                        product,
                        held.stream()
                                .map(placement -> new Instance(
                                        placement.profile().name(),
                                        OptionalInt.of(placement.start()),
                                        Optional.of(new Holder.Other("bench"))))
                                .toList()));
                List<int[]> layouts = layouts(shape, shape.state(held));
                if (!layouts.isEmpty()) {
                    kinds.add(new Kind(1, idle ? 1 : 0, layouts));
                }
            }
        }

        /** All states, fixed for all scenes. */
        private static final List<List<List<MigPlacement>>> LAYOUTS = List.of(
                Layouts.of(Setup.geometry(Setup.H100)).states(),
                Layouts.of(Setup.geometry(Setup.A100)).states(),
                Layouts.of(Setup.geometry(Setup.A30)).states());

        private static Need need(int mebibytes) {
            return new Need(
                    Optional.empty(),
                    List.of(new MemoryPart("models", mebibytes)),
                    0,
                    OptionalDouble.empty(),
                    List.of(),
                    0);
        }

        /** Each type takes the smallest profile that holds it, on whichever product. */
        private static List<int[]> layouts(Shape shape, State state) {
            int[] types = IntStream.range(0, MEBIBYTES.length)
                    .filter(t -> smallest(shape, MEBIBYTES[t]) >= 0 && shape.fits(state, smallest(shape, MEBIBYTES[t])))
                    .toArray();
            int[] profiles =
                    Arrays.stream(types).map(t -> smallest(shape, MEBIBYTES[t])).toArray();
            return types.length == 0
                    ? List.of()
                    : Layouts.maximalAdditions(shape, state, profiles).stream()
                            .map(counts -> {
                                int[] full = new int[MEBIBYTES.length];
                                for (int i = 0; i < counts.length; i++) {
                                    full[types[i]] = counts[i];
                                }
                                return full;
                            })
                            .toList();
        }

        private static int smallest(Shape shape, int mebibytes) {
            return IntStream.range(0, shape.profiles())
                    .filter(p -> shape.profile(p).memoryMebibytes() >= mebibytes)
                    .findFirst()
                    .orElse(-1);
        }

        Set<String> empty() {
            Set<String> names = new HashSet<>();
            free.forEach(g -> names.add(String.format("node-%05d/%04d", g / Setup.GPUS_OF_A_NODE, g)));
            return names;
        }
    }
}
