package io.aegisvision.domain.placement;

import io.aegisvision.domain.mig.GeometryTable;
import io.aegisvision.domain.mig.Profile;
import io.aegisvision.domain.placement.Board.Spot;
import io.aegisvision.domain.placement.Fleet.Kept;
import io.aegisvision.domain.placement.PlacementPlan.Blocking;
import io.aegisvision.domain.placement.PlacementPlan.Finding;
import io.aegisvision.domain.placement.PlacementPlan.FindingKind;
import io.aegisvision.domain.placement.PlacementPlan.LayoutChange;
import io.aegisvision.domain.placement.PlacementPlan.Move;
import io.aegisvision.domain.placement.PlacementPlan.Origin;
import io.aegisvision.domain.placement.PlacementPlan.Placement;
import io.aegisvision.domain.placement.PlacementPlan.Unplaced;
import io.aegisvision.domain.placement.PlacementSnapshot.Pool;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * Places cells on GPUs: right-sizes them, admits by priority and age, packs what was admitted, and says of everything else
 * what stands in its way. What is held is never touched. Total: an input that makes no sense gives a plan that says so.
 *
 * <p>A planner remembers compiled geometry and what demands were sized to from plan to plan, so that one more cell does not
 * size all others again; what it decides does not depend on it. It serves one thread at a time.
 */
public final class PlacementPlanner {
    private static final Comparator<Demand> ADMISSION = Comparator.comparingInt(Demand::priority)
            .reversed()
            .thenComparing(Demand::since)
            .thenComparing(Demand::id);

    private final Shapes shapes;
    private final Wants wants = new Wants();

    /** A planner that knows the products of a table, and of others what is discovered. */
    public PlacementPlanner(GeometryTable table) {
        this.shapes = new Shapes(table);
    }

    /** Decides. */
    public PlacementPlan plan(PlacementSnapshot snapshot) {
        Fleet fleet = Fleet.read(snapshot, shapes);
        wants.begin(fleet);
        Map<String, Want> kept = new LinkedHashMap<>();
        List<Want> wanted = new ArrayList<>();
        List<Unplaced> bad = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        snapshot.demands().stream().sorted(ADMISSION).forEach(demand -> {
            if (!seen.add(demand.id())) {
                fleet.say(FindingKind.Duplicate, demand.id(), "a demand of this name is there twice");
            } else if (fleet.kept().containsKey(demand.id())) {
                kept.put(demand.id(), wants.of(demand));
            } else {
                String fault = fault(demand);
                if (fault.isEmpty()) {
                    wanted.add(wants.of(demand));
                } else {
                    bad.add(new Unplaced(demand.id(), Blocking.BadDemand, fault));
                }
            }
        });
        Map<String, Board> boards = new TreeMap<>();
        List<Want> all = new ArrayList<>(kept.values());
        all.addAll(wanted);
        fleet.pools()
                .forEach((name, pool) -> boards.put(
                        name, new Board(pool.partitioning(), fleet.rows(name), Mix.of(name, fleet.rows(name), all))));
        Admission admission =
                new Admission(fleet.pools(), boards, snapshot.quotas(), charges(kept, fleet), wanted.size() > 1);
        wanted.forEach(admission::admit);
        admission.pack();
        judgeKept(kept, fleet);
        wanted.forEach(want -> judgeThroughput(want, fleet));
        return assemble(fleet, kept, admission, bad);
    }

    private static PlacementPlan assemble(
            Fleet fleet, Map<String, Want> kept, Admission admission, List<Unplaced> bad) {
        List<Placement> placements = new ArrayList<>();
        kept.forEach((id, want) ->
                placements.add(placement(id, Objects.requireNonNull(fleet.kept().get(id)))));
        admission
                .placed()
                .forEach((pool, spots) -> spots.forEach((want, spot) -> placements.add(placement(
                        want.demand().id(),
                        spot,
                        rows(admission, pool),
                        fleet.pools().get(pool)))));
        placements.sort(Comparator.comparing(Placement::demand));
        List<LayoutChange> layouts = new ArrayList<>();
        List<PlacementPlan.Usage> usage = new ArrayList<>();
        admission.boards().forEach((pool, board) -> {
            Figures figures = new Figures(
                    pool, board, Objects.requireNonNull(admission.placed().get(pool)));
            layouts.addAll(figures.layouts());
            usage.addAll(figures.usage());
        });
        List<Move> moves = new ArrayList<>();
        admission
                .boards()
                .forEach((pool, board) -> moves.addAll(new Moves(
                                Objects.requireNonNull(fleet.pools().get(pool)),
                                board,
                                kept,
                                fleet,
                                Optional.ofNullable(admission.reservations().get(pool)),
                                usage.stream()
                                        .filter(row -> row.pool().equals(pool))
                                        .toList())
                        .propose()));
        List<Unplaced> unplaced = new ArrayList<>(bad);
        unplaced.addAll(admission.unplaced());
        return new PlacementPlan(
                List.copyOf(placements),
                layouts.stream()
                        .sorted(Comparator.comparing(LayoutChange::node).thenComparing(LayoutChange::gpu))
                        .toList(),
                List.copyOf(moves),
                List.copyOf(unplaced),
                List.copyOf(admission.reservations().values()),
                fleet.findings().stream()
                        .sorted(Comparator.comparing(Finding::subject)
                                .thenComparing(Finding::kind)
                                .thenComparing(Finding::message))
                        .toList(),
                List.copyOf(usage));
    }

    private static List<Row> rows(Admission admission, String pool) {
        return Objects.requireNonNull(admission.boards().get(pool)).rows();
    }

    private static String fault(Demand demand) {
        Demand.Need need = demand.need();
        if (demand.id().isBlank()) {
            return "it has no name";
        }
        if (need.memory().stream().anyMatch(part -> part.mebibytes() < 0)) {
            return "it needs less than no memory";
        }
        if (!(need.framesPerSecond() >= 0)
                || need.framesPerSecond() == Double.POSITIVE_INFINITY
                || need.decoders() < 0) {
            return "it needs " + need.framesPerSecond() + " frames/s and " + need.decoders() + " decoders";
        }
        return "";
    }

    /** Compute slices that each tenant's cells hold. */
    private static Map<String, Integer> charges(Map<String, Want> kept, Fleet fleet) {
        Map<String, Integer> charges = new HashMap<>();
        kept.forEach((id, want) -> {
            Kept place = Objects.requireNonNull(fleet.kept().get(id));
            int slices = place.row()
                    .filter(row -> place.number() >= 0)
                    .map(row -> row.shape.compute(place.number()))
                    .orElseGet(() -> io.aegisvision.domain.mig.ProfileName.parse(place.profile())
                            .map(io.aegisvision.domain.mig.ProfileName::compute)
                            .orElse(0));
            charges.merge(want.demand().tenant(), slices, Integer::sum);
        });
        return charges;
    }

    private static void judgeKept(Map<String, Want> kept, Fleet fleet) {
        kept.forEach((id, want) -> {
            Kept place = Objects.requireNonNull(fleet.kept().get(id));
            Pool pool = fleet.pools().get(place.pool());
            if (!place.pool().equals(want.demand().pool())) {
                fleet.say(FindingKind.Misplaced, id, "is on " + place.node().name() + ", which is not of its pool");
            } else if (pool != null
                    && !pool.tenants().isEmpty()
                    && !pool.tenants().contains(want.demand().tenant())) {
                fleet.say(FindingKind.Misplaced, id, place.pool() + " is dedicated to other tenants");
            } else if (place.row().filter(row -> !want.allows(row)).isPresent()) {
                fleet.say(
                        FindingKind.Misplaced,
                        id,
                        "may not be on " + place.node().name());
            } else if (outgrown(want, place)) {
                fleet.say(FindingKind.Outgrown, id, "needs more than its " + place.profile() + " has");
            }
        });
    }

    /** Whether a cell needs more than the slice has that it is on. */
    static boolean outgrown(Want want, Kept place) {
        if (place.row().isEmpty()) {
            return false;
        }
        Row row = place.row().get();
        RightSizing size = want.sizes().get(row.shape);
        if (size == null) {
            return false;
        }
        for (int adequate : size.adequate()) {
            if (adequate == place.number()) {
                return false;
            }
        }
        return true;
    }

    private static void judgeThroughput(Want want, Fleet fleet) {
        if (want.sizes().values().stream().anyMatch(size -> !size.throughputKnown())) {
            fleet.say(
                    FindingKind.ThroughputUnknown,
                    want.demand().id(),
                    "throughput was neither measured nor declared; sized by memory and decoders");
        }
    }

    private static Placement placement(String id, Kept place) {
        return new Placement(
                id,
                place.node().name(),
                place.row().map(row -> row.gpu.name()),
                place.profile(),
                place.start() < 0 ? OptionalInt.empty() : OptionalInt.of(place.start()),
                Origin.Kept);
    }

    /** A new place; GPU and start are said where somebody can be told them. */
    static Placement placement(String id, Spot spot, List<Row> rows, @org.jspecify.annotations.Nullable Pool pool) {
        Row row = rows.get(spot.row());
        Profile profile = row.shape.profile(spot.profile());
        boolean chosen = pool != null && pool.partitioning() == PlacementSnapshot.Partitioning.OnClaim;
        return new Placement(
                id,
                row.node.name(),
                chosen ? Optional.of(row.gpu.name()) : Optional.empty(),
                profile.name(),
                chosen ? OptionalInt.of(spot.start()) : OptionalInt.empty(),
                spot.origin());
    }
}
