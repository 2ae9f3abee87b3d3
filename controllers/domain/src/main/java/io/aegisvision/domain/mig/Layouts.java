package io.aegisvision.domain.mig;

import io.aegisvision.domain.mig.Shape.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Every set of instances that is possible on a GPU, by enumeration. */
public final class Layouts {
    private static final java.util.Comparator<List<Integer>> BY_COUNTS = (one, other) -> {
        for (int i = 0; i < one.size(); i++) {
            int order = Integer.compare(one.get(i), other.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    };

    private final Shape shape;
    private final List<List<MigPlacement>> sets = new ArrayList<>();

    private Layouts(Shape shape) {
        this.shape = shape;
    }

    /** All sets of placements of a geometry, the empty one included. */
    public static Layouts of(Geometry geometry) {
        Layouts layouts = new Layouts(new Shape(geometry));
        layouts.extend(geometry.placements(), 0, State.EMPTY, new ArrayList<>());
        return layouts;
    }

    private void extend(List<MigPlacement> placements, int from, State state, List<MigPlacement> now) {
        sets.add(List.copyOf(now));
        for (int i = from; i < placements.size(); i++) {
            MigPlacement next = placements.get(i);
            int p = shape.index(next.profile());
            if (shape.legal(state, p, next.start())) {
                now.add(next);
                extend(placements, i + 1, shape.with(state, p, next.start()), now);
                now.removeLast();
            }
        }
    }

    /** Sets without a conflict, the empty one included. */
    public List<List<MigPlacement>> states() {
        return Collections.unmodifiableList(sets);
    }

    /** Sets to which nothing can be added. */
    public List<List<MigPlacement>> maximalStates() {
        return sets.stream()
                .filter(set -> {
                    State state = shape.state(set);
                    for (int p = 0; p < shape.profiles(); p++) {
                        if (shape.fits(state, p)) {
                            return false;
                        }
                    }
                    return true;
                })
                .toList();
    }

    /** Multisets of profiles that some set has, the empty one included. */
    public List<int[]> multisets() {
        Set<List<Integer>> seen = new TreeSet<>(BY_COUNTS);
        sets.forEach(set -> {
            int[] counts = new int[shape.profiles()];
            set.forEach(placement -> counts[shape.index(placement.profile())]++);
            seen.add(Arrays.stream(counts).boxed().toList());
        });
        return seen.stream()
                .map(counts -> counts.stream().mapToInt(Integer::intValue).toArray())
                .toList();
    }

    /** Multisets that are part of no other. */
    public List<int[]> maximalMultisets() {
        return maximal(multisets());
    }

    /**
     * The multisets of some profiles that fit what a state leaves free and are part of no other: all that can be added to
     * a GPU, in the fewest words.
     *
     * @param wanted numbers of profiles; a number that is there twice stands for two kinds of demand for the same profile
     * @return counts along {@code wanted}
     */
    public static List<int[]> maximalAdditions(Shape shape, State state, int[] wanted) {
        Set<List<Integer>> seen = new HashSet<>();
        Set<Step> done = new HashSet<>();
        add(shape, wanted, new Step(state, List.copyOf(Collections.nCopies(wanted.length, 0))), done, seen);
        return maximal(seen.stream()
                .sorted(BY_COUNTS)
                .map(counts -> counts.stream().mapToInt(Integer::intValue).toArray())
                .toList());
    }

    private record Step(State state, List<Integer> counts) {}

    private static void add(Shape shape, int[] wanted, Step step, Set<Step> done, Set<List<Integer>> seen) {
        if (!done.add(step)) {
            return;
        }
        seen.add(step.counts);
        for (int t = 0; t < wanted.length; t++) {
            for (int start : shape.starts(wanted[t])) {
                if (shape.legal(step.state, wanted[t], start)) {
                    List<Integer> counts = new ArrayList<>(step.counts);
                    counts.set(t, counts.get(t) + 1);
                    add(
                            shape,
                            wanted,
                            new Step(shape.with(step.state, wanted[t], start), List.copyOf(counts)),
                            done,
                            seen);
                }
            }
        }
    }

    private static List<int[]> maximal(List<int[]> multisets) {
        return multisets.stream()
                .filter(one -> multisets.stream().noneMatch(other -> other != one && within(one, other)))
                .toList();
    }

    private static boolean within(int[] one, int[] other) {
        for (int i = 0; i < one.length; i++) {
            if (one[i] > other[i]) {
                return false;
            }
        }
        return true;
    }
}
