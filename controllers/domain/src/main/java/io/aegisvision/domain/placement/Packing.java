package io.aegisvision.domain.placement;

import io.aegisvision.domain.mig.LayoutProgram;
import io.aegisvision.domain.mig.LayoutProgram.Kind;
import io.aegisvision.domain.mig.LayoutProgram.Solution;
import io.aegisvision.domain.mig.Layouts;
import io.aegisvision.domain.mig.Shape;
import io.aegisvision.domain.placement.Board.Group;
import io.aegisvision.domain.placement.Board.Spot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Packs admitted demands onto GPUs whose instances are made as needed so that the fewest GPUs are opened: by the integer
 * programme over what each kind of GPU still takes.
 */
final class Packing {
    /** Columns of the programme above which it takes too long: then demands stay on the product where they are. */
    private static final int MOST_COLUMNS = 1500;

    private final Board board;
    private final List<List<Want>> types;
    private final Map<Supply, TreeSet<Integer>> supplies = new LinkedHashMap<>();

    private int columns;

    /** What GPUs offer that are alike to these demands. */
    private record Supply(boolean free, List<List<Integer>> layouts) {}

    private Packing(Board board, List<Want> wants, Optional<Shape> only) {
        this.board = board;
        TreeMap<String, List<Want>> byKind = new TreeMap<>();
        wants.forEach(want ->
                byKind.computeIfAbsent(want.kind(), kind -> new ArrayList<>()).add(want));
        this.types = List.copyOf(byKind.values());
        Map<Group, TreeSet<Integer>> groups = board.groups();
        groups.entrySet().stream()
                .filter(entry -> entry.getKey().claimable()
                        && only.filter(shape -> entry.getKey().shape() != shape).isEmpty())
                .sorted(Comparator.comparing(entry -> entry.getValue().first()))
                .forEach(entry -> {
                    List<List<Integer>> layouts = columns > MOST_COLUMNS ? List.of() : layouts(entry.getKey());
                    if (!layouts.isEmpty()) {
                        Supply supply = new Supply(entry.getKey().free(), layouts);
                        columns += supplies.containsKey(supply) ? 0 : layouts.size();
                        supplies.computeIfAbsent(supply, key -> new TreeSet<>()).addAll(entry.getValue());
                    }
                });
    }

    /**
     * Places all of them, or none.
     *
     * @param wants that may be anywhere
     * @param only the geometry to place them on; empty: any
     * @return a place for each; empty where the programme found none for all, or where it would be too large, and then the
     *     board is as it was
     */
    static Optional<Map<Want, Spot>> pack(Board board, List<Want> wants, Optional<Shape> only) {
        Packing packing = new Packing(board, wants, only);
        return packing.columns > MOST_COLUMNS ? Optional.empty() : packing.place();
    }

    /** What fills the free part of a GPU: multisets of profiles, with each way to share a profile out among types. */
    private List<List<Integer>> layouts(Group group) {
        TreeMap<Integer, List<Integer>> byProfile = new TreeMap<>();
        for (int t = 0; t < types.size(); t++) {
            int profile = types.get(t).getFirst().profile(group.shape(), 0);
            if (profile >= 0 && group.shape().fits(group.blocked(), profile)) {
                byProfile.computeIfAbsent(profile, key -> new ArrayList<>()).add(t);
            }
        }
        if (byProfile.isEmpty()) {
            return List.of();
        }
        int[] wanted = byProfile.keySet().stream().mapToInt(Integer::intValue).toArray();
        List<List<Integer>> sharing = List.copyOf(byProfile.values());
        List<List<Integer>> layouts = new ArrayList<>();
        for (int[] counts : Layouts.maximalAdditions(group.shape(), group.blocked(), wanted)) {
            share(counts, sharing, 0, 0, new int[types.size()], layouts);
            if (layouts.size() > MOST_COLUMNS) {
                break;
            }
        }
        return layouts;
    }

    /** Deals the counts of the profiles from {@code p} on out among the types that take them, from type {@code t} on. */
    private static void share(
            int[] counts, List<List<Integer>> sharing, int p, int t, int[] layout, List<List<Integer>> layouts) {
        if (p == counts.length) {
            layouts.add(Arrays.stream(layout).boxed().toList());
            return;
        }
        List<Integer> types = sharing.get(p);
        boolean last = t == types.size() - 1;
        int left = counts[p];
        for (int give = last ? left : 0; give <= left; give++) {
            layout[types.get(t)] = give;
            counts[p] = left - give;
            share(counts, sharing, last ? p + 1 : p, last ? 0 : t + 1, layout, layouts);
        }
        counts[p] = left;
        layout[types.get(t)] = 0;
    }

    private Optional<Map<Want, Spot>> place() {
        int[] demand = types.stream().mapToInt(List::size).toArray();
        List<Kind> kinds = supplies.entrySet().stream()
                .map(supply -> new Kind(
                        supply.getValue().size(),
                        supply.getKey().free ? 1 : 0,
                        supply.getKey().layouts.stream()
                                .map(layout -> layout.stream()
                                        .mapToInt(Integer::intValue)
                                        .toArray())
                                .toList()))
                .toList();
        Solution solution = LayoutProgram.solve(demand, kinds);
        if (solution.cost() >= LayoutProgram.MISSING) {
            return Optional.empty();
        }
        List<Deque<Want>> queues =
                types.stream().<Deque<Want>>map(ArrayDeque::new).toList();
        Map<Want, Spot> placed = new HashMap<>();
        int k = 0;
        for (TreeSet<Integer> indexes : supplies.values()) {
            Deque<Integer> free = new ArrayDeque<>(indexes);
            for (int l = 0; l < kinds.get(k).layouts().size(); l++) {
                for (int n = 0; n < solution.counts()[k][l]; n++) {
                    fill(free, kinds.get(k).layouts().get(l), queues, placed);
                }
            }
            k++;
        }
        return Optional.of(placed);
    }

    /** Gives a GPU of a kind as much of a layout as is still wanted. */
    private void fill(Deque<Integer> free, int[] layout, List<Deque<Want>> queues, Map<Want, Spot> placed) {
        List<Want> here = new ArrayList<>();
        for (int t = 0; t < layout.length; t++) {
            for (int i = 0; i < layout[t] && !queues.get(t).isEmpty(); i++) {
                here.add(queues.get(t).removeFirst());
            }
        }
        if (here.isEmpty()) {
            return;
        }
        Row row = board.rows().get(free.removeFirst());
        int[] counts = new int[row.shape.profiles()];
        here.forEach(want -> counts[want.profile(row.shape, 0)]++);
        List<Spot> spots = new ArrayList<>(board.takeAll(row.index, counts));
        for (Want want : here) {
            int profile = want.profile(row.shape, 0);
            Spot spot = spots.stream()
                    .filter(made -> made.profile() == profile)
                    .findFirst()
                    .orElseThrow();
            spots.remove(spot);
            placed.put(want, spot);
        }
    }
}
