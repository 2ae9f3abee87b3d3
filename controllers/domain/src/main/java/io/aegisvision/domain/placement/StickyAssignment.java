package io.aegisvision.domain.placement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which stream runs in which cell. A stream stays where it is for as long as it runs, also when a cell holds more than
 * is allowed now; a new one goes to the first cell with room, in name order; a cell is added only when none has room.
 */
public final class StickyAssignment {
    private StickyAssignment() {}

    /**
     * Bounds of a pipeline.
     *
     * @param streamsPerCell most streams in a cell that takes a new one, 1 or more
     * @param maxCells most cells when one is added
     * @param newCells how many cells the pool has room for beyond those that exist
     */
    public record Limits(int streamsPerCell, int maxCells, int newCells) {}

    /** Why a stream found no place. */
    public enum Bound {
        /** Every stream has a place. */
        None,
        /** Every cell is full, and there are as many as the pipeline may have. */
        MaxCells,
        /** Every cell is full, and the pool has no room for another. */
        Pool
    }

    /**
     * The result.
     *
     * @param cellOf cell of each placed stream, by stream
     * @param unplaced streams without a place, in name order
     * @param bound what stood in the way of the first of them
     */
    public record Assignment(Map<String, String> cellOf, List<String> unplaced, Bound bound) {
        /** Streams by cell, in order; cells without streams are absent. */
        public Map<String, List<String>> streamsOf() {
            return cellOf.entrySet().stream()
                    .collect(Collectors.groupingBy(
                            Map.Entry::getValue,
                            TreeMap::new,
                            Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
        }
    }

    /**
     * Assigns.
     *
     * @param pipeline its name; cells are {@code <pipeline>-<n>}
     * @param existing names of the cells that exist
     * @param previous cell of each stream that has one
     * @param wanted streams that are to run
     */
    public static Assignment assign(
            String pipeline,
            Set<String> existing,
            Map<String, String> previous,
            Collection<String> wanted,
            Limits limits) {
        TreeMap<String, String> cellOf = new TreeMap<>();
        TreeMap<Integer, Integer> load = new TreeMap<>();
        existing.forEach(cell -> index(pipeline, cell).ifPresent(n -> load.put(n, 0)));
        TreeSet<String> waiting = new TreeSet<>();
        for (String stream : new TreeSet<>(wanted)) {
            String cell = previous.get(stream);
            OptionalInt n = cell == null ? OptionalInt.empty() : index(pipeline, cell);
            if (cell != null && n.isPresent() && load.containsKey(n.getAsInt())) {
                cellOf.put(stream, cell);
                load.merge(n.getAsInt(), 1, Integer::sum);
            } else {
                waiting.add(stream);
            }
        }
        List<String> unplaced = new ArrayList<>();
        Bound bound = Bound.None;
        int room = limits.newCells;
        for (String stream : waiting) {
            Integer free = firstWithRoom(load, limits.streamsPerCell);
            if (free == null && load.size() < limits.maxCells && room > 0) {
                free = lowestUnused(load);
                room--;
            }
            if (free == null) {
                if (bound == Bound.None) {
                    bound = load.size() >= limits.maxCells ? Bound.MaxCells : Bound.Pool;
                }
                unplaced.add(stream);
            } else {
                load.merge(free, 1, Integer::sum);
                cellOf.put(stream, pipeline + "-" + free);
            }
        }
        return new Assignment(cellOf, List.copyOf(unplaced), bound);
    }

    private static OptionalInt index(String pipeline, String cell) {
        String prefix = pipeline + "-";
        String tail = cell.startsWith(prefix) ? cell.substring(prefix.length()) : "";
        return tail.matches("0|[1-9][0-9]{0,8}") ? OptionalInt.of(Integer.parseInt(tail)) : OptionalInt.empty();
    }

    private static @Nullable Integer firstWithRoom(TreeMap<Integer, Integer> load, int most) {
        return load.entrySet().stream()
                .filter(cell -> cell.getValue() < most)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    private static int lowestUnused(TreeMap<Integer, Integer> load) {
        int n = 0;
        while (load.containsKey(n)) {
            n++;
        }
        return n;
    }
}
