package io.aegisvision.domain.placement;

import io.aegisvision.domain.placement.Board.Spot;
import io.aegisvision.domain.placement.Fleet.Kept;
import io.aegisvision.domain.placement.PlacementPlan.Move;
import io.aegisvision.domain.placement.PlacementPlan.MoveReason;
import io.aegisvision.domain.placement.PlacementPlan.Reservation;
import io.aegisvision.domain.placement.PlacementPlan.Usage;
import io.aegisvision.domain.placement.PlacementSnapshot.Health;
import io.aegisvision.domain.placement.PlacementSnapshot.Holder;
import io.aegisvision.domain.placement.PlacementSnapshot.Pool;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Moves that would help, of one pool: off unhealthy GPUs, out of slices that became too small, out of the way of a demand
 * that waits, and off the least used GPU. Proposals only: each runs through a Gate, and nothing counts on it.
 *
 * @param board with all placements of the plan
 * @param usage of this pool
 */
record Moves(
        Pool pool,
        Board board,
        Map<String, Want> kept,
        Fleet fleet,
        Optional<Reservation> reservation,
        List<Usage> usage) {
    /** GPUs that are tried to be emptied, the least used first. */
    private static final int MOST_TRIED = 3;

    /** Proposes, in order of urgency; they can all be run together. */
    List<Move> propose() {
        List<Move> moves = new ArrayList<>();
        List<Row> sick = board.rows().stream()
                .filter(row -> row.gpu.health() == Health.Unhealthy && !row.held.isEmpty())
                .toList();
        List<Want> outgrown = kept.values().stream().filter(this::outgrown).toList();
        Board now = sick.isEmpty() && outgrown.isEmpty() ? board : board.copy();
        for (Row row : sick) {
            for (Row.Held held : row.held) {
                cell(held)
                        .flatMap(want -> move(now, want, row, MoveReason.Unhealthy, row.name() + " is unhealthy"))
                        .ifPresent(moves::add);
            }
        }
        outgrown.forEach(want -> {
            Kept place = java.util.Objects.requireNonNull(
                    fleet.kept().get(want.demand().id()));
            place.row()
                    .filter(row -> row.gpu.health() != Health.Unhealthy)
                    .flatMap(row -> move(
                            now, want, row, MoveReason.Outgrown, "needs more than its " + place.profile() + " has"))
                    .ifPresent(moves::add);
        });
        if (pool.defragment()) {
            moves.addAll(reservation.isPresent() ? makeRoom(now, reservation.get()) : empty(now));
        }
        return moves;
    }

    private boolean outgrown(Want want) {
        Kept place = fleet.kept().get(want.demand().id());
        return place != null && place.pool().equals(pool.name()) && PlacementPlanner.outgrown(want, place);
    }

    private Optional<Want> cell(Row.Held held) {
        return held.holder() instanceof Holder.Cell cell
                ? Optional.ofNullable(kept.get(cell.demand()))
                        .filter(want -> want.demand().pool().equals(pool.name()))
                : Optional.empty();
    }

    private Optional<Move> move(Board on, Want want, Row from, MoveReason reason, String message) {
        return on.best(want).map(spot -> {
            on.take(spot);
            return new Move(
                    want.demand().id(),
                    from.node.name(),
                    PlacementPlanner.placement(want.demand().id(), spot, on.rows(), pool),
                    reason,
                    message);
        });
    }

    /** Moves what stands in the way of a demand that waits; none where something of it cannot move. */
    private List<Move> makeRoom(Board now, Reservation waiting) {
        return now.rows().stream()
                .filter(row ->
                        row.node.name().equals(waiting.node()) && row.gpu.name().equals(waiting.gpu()))
                .findFirst()
                .map(row -> {
                    List<Row.Held> inTheWay = row.held.stream()
                            .filter(held -> held.start() < 0
                                    || held.profile() < 0
                                    || (row.shape.mask(held.profile(), held.start()) & waiting.slices()) != 0)
                            .toList();
                    String message = "makes room for " + waiting.demand() + ", which needs " + waiting.profile();
                    return row.added > 0
                            ? List.<Move>of()
                            : all(now, row, inTheWay, MoveReason.MakesRoom, message, false);
                })
                .orElse(List.of());
    }

    /** Empties the least used GPU whose cells all fit on others in use, where fewer GPUs are known to do. */
    private List<Move> empty(Board now) {
        if (usage.stream().noneMatch(product -> product.used() > product.lowerBound())) {
            return List.of();
        }
        List<Row> fewest = now.rows().stream()
                .filter(row -> !row.held.isEmpty() && row.added == 0 && row.open)
                .sorted(Comparator.comparingInt((Row row) -> Integer.bitCount(row.state.mask()))
                        .thenComparing(row -> row.index))
                .limit(MOST_TRIED)
                .toList();
        for (Row row : fewest) {
            String message = "empties " + row.name() + ", so that "
                    + usage.stream().mapToInt(Usage::used).sum() + " GPUs in use become one fewer";
            List<Move> moves = all(now, row, row.held, MoveReason.EmptiesGpu, message, true);
            if (!moves.isEmpty()) {
                return moves;
            }
        }
        return List.of();
    }

    private List<Move> all(
            Board now, Row row, List<Row.Held> cells, MoveReason reason, String message, boolean onlyOntoUsed) {
        Board trial = now.copy();
        Row closed = trial.rows().get(row.index);
        trial.change(closed, () -> closed.open = false);
        List<Move> moves = new ArrayList<>();
        for (Row.Held held : cells) {
            Optional<Want> want = cell(held);
            Optional<Spot> spot = want.flatMap(trial::best)
                    .filter(found ->
                            !onlyOntoUsed || trial.rows().get(found.row()).used());
            if (spot.isEmpty()) {
                return List.of();
            }
            move(trial, want.orElseThrow(), row, reason, message).ifPresent(moves::add);
        }
        return moves;
    }
}
