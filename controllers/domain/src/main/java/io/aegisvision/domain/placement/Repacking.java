package io.aegisvision.domain.placement;

import io.aegisvision.domain.mig.Shape;
import io.aegisvision.domain.placement.Board.Spot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Packs admitted demands onto a board on which none of them is yet.
 *
 * @param board changed by packing
 * @param wants in order of admission
 */
record Repacking(Board board, List<Want> wants) {
    /** A board with all of them on it. */
    record Result(Board board, Map<Want, Spot> placed) {
        /** GPUs that nothing ran on before. */
        long opened() {
            return board.rows().stream()
                    .filter(row -> row.added > 0 && row.held.isEmpty())
                    .count();
        }
    }

    /** The result that opens the fewest GPUs, and of these leaves the most room: as admitted, larger ones first, by programme. */
    static Result best(Board untouched, Result admitted) {
        List<Want> wants = List.copyOf(admitted.placed.keySet());
        List<Result> results = new ArrayList<>(List.of(admitted));
        new Repacking(untouched.copy(), wants).largerFirst().ifPresent(results::add);
        if (results.stream().allMatch(result -> result.opened() > 0)) {
            new Repacking(untouched.copy(), wants)
                    .byProgramme()
                    .or(() -> new Repacking(untouched.copy(), wants).byProduct(fewest(results)))
                    .ifPresent(results::add);
        }
        return fewest(results);
    }

    private static Result fewest(List<Result> results) {
        return results.stream()
                .min(Comparator.comparingLong(Result::opened)
                        .thenComparing(Comparator.comparingDouble((Result result) -> result.board.room())
                                .reversed()))
                .orElseThrow();
    }

    /** One by one, those that are bound to certain GPUs first, then by size; empty where one finds no place. */
    Optional<Result> largerFirst() {
        return oneByOne(wants.stream()
                .sorted(Comparator.comparing(Want::anywhere)
                        .thenComparing(Comparator.comparingInt(Repacking::size).reversed()))
                .toList());
    }

    private Optional<Result> oneByOne(List<Want> order) {
        Map<Want, Spot> placed = new LinkedHashMap<>();
        for (Want want : order) {
            Optional<Spot> spot = board.best(want);
            if (spot.isEmpty()) {
                return Optional.empty();
            }
            board.take(spot.get());
            placed.put(want, spot.get());
        }
        return Optional.of(new Result(board, inOrder(placed)));
    }

    private Map<Want, Spot> inOrder(Map<Want, Spot> placed) {
        Map<Want, Spot> sorted = new LinkedHashMap<>();
        wants.stream().filter(placed::containsKey).forEach(want -> sorted.put(want, placed.get(want)));
        return sorted;
    }

    private static int size(Want want) {
        return want.sizes().entrySet().stream()
                .filter(size -> size.getValue().adequate().length > 0)
                .mapToInt(size -> size.getKey().size(size.getValue().adequate()[0])
                        * 1000
                        / size.getKey().geometry().slices())
                .max()
                .orElse(0);
    }

    /**
     * Those that are bound to certain GPUs and those that an instance is there for one by one, the rest by the integer
     * programme; empty where not all find a place, or where there are too many products and kinds of demand.
     */
    Optional<Result> byProgramme() {
        Map<Want, Spot> placed = new LinkedHashMap<>();
        List<Want> rest = oneByOne(placed);
        Optional<Map<Want, Spot>> packed =
                rest.isEmpty() ? Optional.of(Map.of()) : Packing.pack(board, rest, Optional.empty());
        packed.ifPresent(placed::putAll);
        return placed.size() == wants.size() ? Optional.of(new Result(board, inOrder(placed))) : Optional.empty();
    }

    /** As {@link #byProgramme}, each product by itself with the demands that another result has on it. */
    Optional<Result> byProduct(Result other) {
        Map<Want, Spot> placed = new LinkedHashMap<>();
        Map<Shape, List<Want>> products = new LinkedHashMap<>();
        oneByOne(placed).forEach(want -> products.computeIfAbsent(
                        other.board
                                .rows()
                                .get(Objects.requireNonNull(other.placed.get(want))
                                        .row())
                                .shape,
                        shape -> new ArrayList<>())
                .add(want));
        products.forEach(
                (shape, rest) -> Packing.pack(board, rest, Optional.of(shape)).ifPresent(placed::putAll));
        return placed.size() == wants.size() ? Optional.of(new Result(board, inOrder(placed))) : Optional.empty();
    }

    /** Places what the programme is not for, and says what is left; less than all where something finds no place. */
    private List<Want> oneByOne(Map<Want, Spot> placed) {
        List<Want> rest = new ArrayList<>();
        for (Want want : wants) {
            Optional<Spot> spot = want.anywhere() ? board.stocked(want) : board.best(want);
            spot.ifPresent(found -> {
                board.take(found);
                placed.put(want, found);
            });
            if (spot.isEmpty() && want.anywhere()) {
                rest.add(want);
            }
        }
        return rest;
    }
}
