package io.aegisvision.domain.mig;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * A geometry compiled for search. Profiles are numbers, in the geometry's order; what is in use on a GPU is a
 * {@link State}. A state is enough to tell what else may be created, since legality is disjoint intervals and counters.
 * It remembers what it worked out, and so belongs to one thread at a time.
 */
public final class Shape {
    /** Each counter is a field of eight bits; its top bit stays set as long as nothing is exceeded. */
    private static final int FIELD = 8;

    private static final int MOST_COUNT = 127;
    private static final int FIELDS = 8;

    private final Geometry geometry;
    private final int profiles;
    private final int[] size;
    private final int[] compute;
    private final int[][] starts;
    private final int[][] masks;
    private final long[] takes;
    private final String[] attributes;
    private final long totals;
    private final long guards;
    private final Map<String, Integer> numbers = new HashMap<>();
    private List<int[]> full = List.of();

    /**
     * What is in use on a GPU.
     *
     * @param mask memory slices, a bit each
     * @param used counters, packed as this shape packs them
     */
    public record State(int mask, long used) {
        /** Nothing. */
        public static final State EMPTY = new State(0, 0);
    }

    /** Compiles a geometry without {@link Geometry#faults()}. */
    public Shape(Geometry geometry) {
        this.geometry = geometry;
        this.profiles = geometry.profiles().size();
        this.size = new int[profiles];
        this.compute = new int[profiles];
        this.starts = new int[profiles][];
        this.masks = new int[profiles][];
        this.takes = new long[profiles];
        this.attributes = geometry.profiles().stream()
                .map(profile -> ProfileName.parse(profile.name())
                        .map(ProfileName::attribute)
                        .orElse(""))
                .toArray(String[]::new);
        long[] most = new long[FIELDS];
        java.util.Arrays.fill(most, MOST_COUNT);
        geometry.totals().forEach((counter, total) -> most[counter.ordinal()] = Math.min(MOST_COUNT, total));
        int next = Counter.values().length;
        for (int p = 0; p < profiles; p++) {
            Profile profile = geometry.profiles().get(p);
            size[p] = profile.size();
            compute[p] = profile.compute();
            starts[p] = profile.starts().stream().mapToInt(Integer::intValue).toArray();
            masks[p] = profile.starts().stream()
                    .mapToInt(start -> new MigPlacement(profile, start).mask())
                    .toArray();
            int here = p;
            profile.takes().forEach((counter, count) -> takes[here] += field(counter.ordinal(), count));
            if (profile.most() < disjoint(p)) { // a limit that intervals do not imply is a counter of its own
                most[next] = Math.min(most[next], profile.most());
                takes[p] += field(next, 1);
                next = Math.min(next + 1, FIELDS - 1);
            }
        }
        long all = 0;
        long tops = 0;
        for (int f = 0; f < FIELDS; f++) {
            all += most[f] << f * FIELD;
            tops |= 1L << f * FIELD + FIELD - 1;
        }
        this.totals = all;
        this.guards = tops;
    }

    private static long field(int index, int count) {
        return (long) Math.min(count, MOST_COUNT) << index * FIELD;
    }

    /** How many instances of a profile fit an empty row by their intervals alone. */
    private int disjoint(int p) {
        int count = 0;
        int from = 0;
        for (int start : starts[p]) {
            if (start >= from) {
                count++;
                from = start + size[p];
            }
        }
        return count;
    }

    /** The geometry that was compiled. */
    public Geometry geometry() {
        return geometry;
    }

    /** The multisets of profiles that fill an empty GPU: part of no other. Counts by profile. */
    public List<int[]> fullLayouts() {
        if (full.isEmpty()) {
            full = Layouts.maximalAdditions(
                    this,
                    State.EMPTY,
                    java.util.stream.IntStream.range(0, profiles).toArray());
        }
        return full;
    }

    /** Number of profiles. */
    public int profiles() {
        return profiles;
    }

    /** A profile by its number. */
    public Profile profile(int p) {
        return geometry.profiles().get(p);
    }

    /** The number of a profile of this geometry; -1 for another. */
    public int index(Profile profile) {
        for (int p = 0; p < profiles; p++) {
            if (geometry.profiles().get(p) == profile) {
                return p;
            }
        }
        return geometry.profiles().indexOf(profile);
    }

    /** The number of a profile by name, as {@link Geometry#profile} finds it; -1 where there is none. */
    public int index(String name) {
        return numbers.computeIfAbsent(
                name, text -> geometry.profile(text).map(this::index).orElse(-1));
    }

    /** The attribute of a profile's name: empty, {@code +me}, {@code +me.all}, {@code +gfx} or {@code -me}. */
    public String attribute(int p) {
        return attributes[p];
    }

    /** Memory slices of a profile. */
    public int size(int p) {
        return size[p];
    }

    /** Compute slices of a profile. */
    public int compute(int p) {
        return compute[p];
    }

    /** Whether an instance of a profile may be created at a start. */
    public boolean legal(State state, int p, int start) {
        for (int i = 0; i < starts[p].length; i++) {
            if (starts[p][i] == start) {
                return (masks[p][i] & state.mask) == 0 && counted(state.used, p);
            }
        }
        return false;
    }

    /** Whether an instance of a profile may be created at all. */
    public boolean fits(State state, int p) {
        if (counted(state.used, p)) {
            for (int mask : masks[p]) {
                if ((mask & state.mask) == 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether sums alone would admit a profile: enough free slices anywhere, and enough of each counter. */
    public boolean fitsBySums(State state, int p) {
        return size[p] <= geometry.slices() - Integer.bitCount(state.mask) && counted(state.used, p);
    }

    private boolean counted(long used, int p) {
        return ((totals | guards) - used - takes[p] & guards) == guards;
    }

    /** The state with one more instance, which is legal. */
    public State with(State state, int p, int start) {
        return new State(state.mask | mask(p, start), state.used + takes[p]);
    }

    /** The state with one instance fewer, which was there. */
    public State without(State state, int p, int start) {
        return new State(state.mask & ~mask(p, start), state.used - takes[p]);
    }

    /** The state of a GPU with these instances, which are legal. */
    public State state(List<MigPlacement> instances) {
        State state = State.EMPTY;
        for (MigPlacement instance : instances) {
            state = with(state, index(instance.profile()), instance.start());
        }
        return state;
    }

    /** Memory slices of an instance as bits. */
    public int mask(int p, int start) {
        return (1 << size[p]) - 1 << start;
    }

    /** Starts of a profile, ascending. */
    public int[] starts(int p) {
        return starts[p].clone();
    }

    /** What a state still allows: the number of placements at which an instance may be created, each weighted by profile. */
    public double value(State state, double[] weights) {
        double value = 0;
        for (int p = 0; p < profiles; p++) {
            if (counted(state.used, p)) {
                for (int mask : masks[p]) {
                    value += (mask & state.mask) == 0 ? weights[p] : 0;
                }
            }
        }
        return value;
    }

    /**
     * Places a multiset of profiles into what a state leaves free, one instance after the other.
     *
     * @param counts wanted number by profile
     * @param value of a state; of the ways that there are the one is taken that leaves the most
     * @return one placement for each, larger profiles first; empty where there is no way
     */
    public List<MigPlacement> arrange(State state, int[] counts, ToDoubleFunction<State> value) {
        List<Integer> order = new ArrayList<>();
        for (int p = profiles - 1; p >= 0; p--) {
            for (int i = 0; i < counts[p]; i++) {
                order.add(p);
            }
        }
        Arrangement search = new Arrangement(order, value);
        search.extend(state, 0, Integer.MAX_VALUE);
        return search.best;
    }

    /** Depth-first over starts; instances of one profile only in descending starts, so that no set is seen twice. */
    private final class Arrangement {
        private final List<Integer> order;
        private final List<MigPlacement> now = new ArrayList<>();
        private List<MigPlacement> best = List.of();
        private final ToDoubleFunction<State> value;
        private double most = -1;

        Arrangement(List<Integer> order, ToDoubleFunction<State> value) {
            this.order = order;
            this.value = value;
        }

        void extend(State state, int depth, int below) {
            if (depth == order.size()) {
                double left = value.applyAsDouble(state);
                if (left > most) {
                    most = left;
                    best = List.copyOf(now);
                }
                return;
            }
            int p = order.get(depth);
            boolean same = depth > 0 && order.get(depth - 1) == p;
            for (int i = starts[p].length - 1; i >= 0; i--) {
                int start = starts[p][i];
                if ((!same || start < below) && legal(state, p, start)) {
                    now.add(new MigPlacement(profile(p), start));
                    extend(with(state, p, start), depth + 1, start);
                    now.removeLast();
                }
            }
        }
    }
}
