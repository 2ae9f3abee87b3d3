package io.aegisvision.bench.placement;

import io.aegisvision.bench.placement.Arrivals.Request;
import io.aegisvision.domain.mig.Geometry;
import io.aegisvision.domain.mig.GeometryTable;
import io.aegisvision.domain.mig.Profile;
import io.aegisvision.domain.mig.Shape;
import io.aegisvision.domain.mig.Shape.State;
import io.aegisvision.domain.placement.Demand;
import io.aegisvision.domain.placement.Demand.Need;
import io.aegisvision.domain.placement.PlacementPlan.Origin;
import io.aegisvision.domain.placement.PlacementPlan.Placement;
import io.aegisvision.domain.placement.PlacementPlanner;
import io.aegisvision.domain.placement.PlacementSnapshot.Gpu;
import io.aegisvision.domain.placement.PlacementSnapshot.Holder;
import io.aegisvision.domain.placement.PlacementSnapshot.Instance;
import io.aegisvision.report.Figure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** The share of requests that find a place as they come, for the planner and for heuristics, paired by seed. */
final class OnlineFigures {
    private static final int SEEDS = 100;
    /** Of Student's distribution, two-sided 95 %, 99 degrees of freedom. */
    private static final double T = 1.984;

    private record Mix(String name, List<String> profiles) {}

    private static final List<Mix> MIXES = List.of(
            new Mix("six profiles", OfflineFigures.PROFILES),
            new Mix("without 7g", OfflineFigures.PROFILES.subList(0, 5)));

    /** Shares of one run. */
    private record Accepted(double requests, double slices) {}

    private final Shape shape;

    OnlineFigures() {
        Geometry all = Setup.geometry(Setup.H100);
        List<Profile> plain = all.profiles().stream()
                .filter(profile -> OfflineFigures.PROFILES.contains(profile.name()))
                .toList();
        this.shape = new Shape(new Geometry(all.slices(), all.totals(), plain));
    }

    void measure(Consumer<Figure> told) {
        double[] sum = new double[SEEDS];
        double peers = 0;
        for (Mix mix : MIXES) {
            Map<String, List<Accepted>> results = new LinkedHashMap<>();
            for (Strategy strategy : Strategy.values()) {
                results.put(strategy.title, runs(mix, requests -> heuristic(mix, strategy, requests)));
            }
            List<Accepted> planner = runs(mix, requests -> planner(mix, requests));
            String best = results.entrySet().stream()
                    .max(Comparator.comparingDouble(result -> mean(result.getValue())))
                    .orElseThrow()
                    .getKey();
            List<Accepted> peer = Objects.requireNonNull(results.get(best));
            results.forEach((name, accepted) -> told.accept(share(mix, name, accepted)));
            told.accept(share(mix, "planner", planner));
            double[] difference = IntStream.range(0, SEEDS)
                    .mapToDouble(s -> planner.get(s).requests - peer.get(s).requests)
                    .toArray();
            IntStream.range(0, SEEDS).forEach(s -> sum[s] += difference[s]);
            told.accept(
                    paired("online, " + mix.name + ": accepted, planner less the best", difference, best, mean(peer)));
            peers += mean(peer);
        }
        told.accept(
                paired("online, both mixes in sum: accepted, planner less the best", sum, "the best of each", peers));
    }

    private interface Run {
        Accepted of(List<Request> requests);
    }

    private List<Accepted> runs(Mix mix, Run run) {
        int[] compute = mix.profiles.stream()
                .mapToInt(name -> shape.profile(shape.index(name)).compute())
                .toArray();
        return IntStream.range(0, SEEDS)
                .mapToObj(seed -> run.of(Arrivals.drawn(seed, compute)))
                .toList();
    }

    private static double mean(List<Accepted> runs) {
        return runs.stream().mapToDouble(Accepted::requests).average().orElseThrow();
    }

    private static Figure share(Mix mix, String policy, List<Accepted> runs) {
        double weighted = runs.stream().mapToDouble(Accepted::slices).average().orElseThrow();
        Figure median = Figure.of(
                "online, " + mix.name + ": accepted, " + policy,
                "of 1",
                runs.stream().map(Accepted::requests).toList(),
                "");
        return new Figure(
                median.name(),
                mean(runs),
                "of 1",
                median.spread(),
                null,
                null,
                null,
                null,
                null,
                null,
                String.format(
                        "mean of %d seeds, 0 to %d; weighted by compute slices %.4f; %d GPUs, Poisson arrivals, exponential"
                                + " holding, offered load 1",
                        SEEDS, SEEDS - 1, weighted, Arrivals.GPUS));
    }

    /** The mean difference; the spread is its 95 % interval. */
    private static Figure paired(String name, double[] differences, String peer, double peerValue) {
        double mean = Arrays.stream(differences).average().orElseThrow();
        double variance = Arrays.stream(differences)
                        .map(difference -> (difference - mean) * (difference - mean))
                        .sum()
                / (SEEDS - 1);
        double half = T * Math.sqrt(variance / SEEDS);
        double ratio = (peerValue + mean) / peerValue;
        return new Figure(
                name,
                mean,
                "of 1",
                List.of(mean - half, mean + half),
                peer,
                peerValue,
                ratio,
                1.0,
                "ratio",
                ratio >= 1,
                "mean over " + SEEDS + " seeds of paired differences; the spread is the 95 % interval of Student's t");
    }

    private Accepted heuristic(Mix mix, Strategy strategy, List<Request> requests) {
        State[] gpus = new State[Arrivals.GPUS];
        Arrays.fill(gpus, State.EMPTY);
        record Leaving(double at, int gpu, int profile, int start) {}
        PriorityQueue<Leaving> leaving = new PriorityQueue<>(Comparator.comparingDouble(Leaving::at));
        Count count = new Count();
        for (Request request : requests) {
            while (!leaving.isEmpty() && leaving.peek().at <= request.at()) {
                Leaving next = leaving.remove();
                gpus[next.gpu] = shape.without(gpus[next.gpu], next.profile, next.start);
            }
            int profile = shape.index(mix.profiles.get(request.kind()));
            Leaving best = null;
            double least = Double.MAX_VALUE;
            for (int gpu = 0; gpu < gpus.length; gpu++) {
                for (int start : shape.starts(profile)) {
                    if (shape.legal(gpus[gpu], profile, start)) {
                        double score = strategy.score(shape, gpus[gpu], shape.with(gpus[gpu], profile, start));
                        if (score < least - 1e-9) {
                            least = score;
                            best = new Leaving(request.until(), gpu, profile, start);
                        }
                    }
                }
            }
            count.add(request, shape.profile(profile).compute(), best != null);
            if (best != null) {
                gpus[best.gpu] = shape.with(gpus[best.gpu], best.profile, best.start);
                leaving.add(best);
            }
        }
        return count.accepted();
    }

    private static final class Count {
        private int requests;
        private int slices;
        private int accepted;
        private int acceptedSlices;

        void add(Request request, int compute, boolean placed) {
            if (request.at() > Arrivals.WARM) {
                requests++;
                slices += compute;
                accepted += placed ? 1 : 0;
                acceptedSlices += placed ? compute : 0;
            }
        }

        Accepted accepted() {
            return new Accepted((double) accepted / requests, (double) acceptedSlices / slices);
        }
    }

    /** The planner as it ships: a whole plan for each request, in which all that runs is kept. */
    private Accepted planner(Mix mix, List<Request> requests) {
        PlacementPlanner planner = new PlacementPlanner(GeometryTable.shipped());
        record Running(double until, Placement place, Demand demand) {}
        List<Running> running = new ArrayList<>();
        Count count = new Count();
        for (int r = 0; r < requests.size(); r++) {
            Request request = requests.get(r);
            running.removeIf(cell -> cell.until <= request.at());
            List<Gpu> gpus = IntStream.range(0, Arrivals.GPUS)
                    .mapToObj(gpu -> String.format("%02d", gpu))
                    .map(gpu -> Setup.gpu(
                            gpu,
                            Setup.H100,
                            running.stream()
                                    .filter(cell ->
                                            cell.place.gpu().orElseThrow().equals(gpu))
                                    .map(cell -> new Instance(
                                            cell.place.profile(),
                                            OptionalInt.of(cell.place.start().orElseThrow()),
                                            Optional.of(new Holder.Cell(cell.demand.id()))))
                                    .toList()))
                    .toList();
            List<Demand> demands =
                    new ArrayList<>(running.stream().map(Running::demand).toList());
            Demand wanted = Setup.demand("cell-" + r, r, Need.of(mix.profiles.get(request.kind())));
            demands.add(wanted);
            Optional<Placement> placed = planner.plan(Setup.snapshot(gpus, demands)).placements().stream()
                    .filter(placement -> placement.origin() != Origin.Kept)
                    .findFirst();
            String profile = mix.profiles.get(request.kind());
            count.add(request, shape.profile(shape.index(profile)).compute(), placed.isPresent());
            placed.ifPresent(place -> running.add(new Running(request.until(), place, wanted)));
        }
        return count.accepted();
    }
}
