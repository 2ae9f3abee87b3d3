package io.aegisvision.domain.mig;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The integer programme behind packing and bound: how many GPUs get which layout, so that all demand is covered and the
 * fewest GPUs are opened.
 *
 * <pre>
 *   minimise   sum of cost(kind) x(kind, layout)  +  MISSING u(type)
 *   with       sum of layout[type] x(kind, layout) + u(type)  &gt;=  demand(type)     for each type
 *              sum over layouts of x(kind, layout)            &lt;=  number(kind)     for each kind
 * </pre>
 *
 * It is solved by branch and bound over the linear relaxation. A first dive rounds down, commits, and solves what is left:
 * with the layouts of MIG its result nearly always equals the relaxation rounded up, which proves it. Why not a library:
 * docs/adr/0004.
 */
public final class LayoutProgram {
    /** Price of a demand that is not covered; more than any number of GPUs that one demand can open. */
    public static final int MISSING = 1000;
    /** Branches looked into before the result is given as not proven. */
    private static final int MOST_NODES = 60;

    private static final double EPSILON = 1e-6;
    /** Value of a branch without a solution. */
    private static final double IMPOSSIBLE = Integer.MAX_VALUE / 2.0;

    private final int[] demand;
    private final List<Kind> kinds;
    private final List<Column> columns = new ArrayList<>();
    private int @Nullable [] best;
    private int bestCost = Integer.MAX_VALUE;
    private int nodes;

    /**
     * GPUs that are alike.
     *
     * @param number how many there are
     * @param cost of using one: 0 for a GPU in use, 1 for an empty one
     * @param layouts what can be added to one, as counts by type of demand
     */
    public record Kind(int number, int cost, List<int[]> layouts) {}

    /**
     * A solution.
     *
     * @param counts number of GPUs by kind and layout
     * @param cost GPUs opened, and {@link #MISSING} for each demand that is not covered
     * @param bound no solution costs less
     */
    public record Solution(int[][] counts, int cost, int bound) {
        /** Whether nothing better exists, proven. */
        public boolean exact() {
            return cost == bound;
        }
    }

    private record Column(int kind, int layout, int[] covers) {}

    /** A node of the search: at least so many of each column, and at most so many. */
    private record Branch(int[] least, int[] most) {}

    private LayoutProgram(int[] demand, List<Kind> kinds) {
        this.demand = demand;
        this.kinds = kinds;
        for (int k = 0; k < kinds.size(); k++) {
            List<int[]> layouts = kinds.get(k).layouts;
            for (int l = 0; l < layouts.size(); l++) {
                columns.add(new Column(k, l, layouts.get(l)));
            }
        }
    }

    /** Solves. @param demand number by type */
    public static Solution solve(int[] demand, List<Kind> kinds) {
        LayoutProgram program = new LayoutProgram(demand, kinds);
        int[] most = new int[program.columns.size()];
        Arrays.fill(most, Integer.MAX_VALUE);
        Branch root = new Branch(new int[program.columns.size()], most);
        int bound = roundUp(program.relax(root).value);
        program.dive(root);
        if (program.bestCost > bound) {
            program.search(root, bound);
        }
        boolean searched = program.nodes < MOST_NODES;
        return program.solution(searched ? program.bestCost : bound);
    }

    /** Only the relaxation, rounded up: a bound in a fraction of the time. */
    public static int bound(int[] demand, List<Kind> kinds) {
        LayoutProgram program = new LayoutProgram(demand, kinds);
        int[] most = new int[program.columns.size()];
        Arrays.fill(most, Integer.MAX_VALUE);
        return roundUp(program.relax(new Branch(new int[program.columns.size()], most)).value);
    }

    private Solution solution(int bound) {
        int[][] counts = new int[kinds.size()][];
        for (int k = 0; k < counts.length; k++) {
            counts[k] = new int[kinds.get(k).layouts.size()];
        }
        int[] found = best == null ? new int[columns.size()] : best;
        for (int c = 0; c < found.length; c++) {
            counts[columns.get(c).kind][columns.get(c).layout] = found[c];
        }
        return new Solution(counts, bestCost, Math.min(bound, bestCost));
    }

    private static int roundUp(double value) {
        return (int) Math.ceil(value - EPSILON);
    }

    /** Rounds down, commits, and goes on with the rest until nothing is left to cover. */
    private void dive(Branch from) {
        int[] least = from.least.clone();
        while (true) {
            int[] rest = rest(least);
            if (Arrays.stream(rest).allMatch(left -> left <= 0)) {
                break;
            }
            Relaxation relaxed = relax(new Branch(least, from.most));
            if (relaxed.value >= IMPOSSIBLE) {
                return;
            }
            double[] x = relaxed.x;
            int largest = -1;
            boolean committed = false;
            for (int c = 0; c < x.length; c++) {
                int whole = (int) Math.floor(x[c] + EPSILON);
                least[c] += whole;
                committed |= whole > 0;
                if (x[c] > EPSILON && (largest < 0 || x[c] > x[largest] + EPSILON)) {
                    largest = c;
                }
            }
            if (!committed) {
                if (largest < 0) {
                    break; // what is left cannot be covered
                }
                least[largest]++;
            }
        }
        offer(least);
    }

    private void offer(int[] counts) {
        int cost = 0;
        for (int c = 0; c < counts.length; c++) {
            cost += counts[c] * kinds.get(columns.get(c).kind).cost;
        }
        for (int left : rest(counts)) {
            cost += Math.max(0, left) * MISSING;
        }
        if (cost < bestCost) {
            bestCost = cost;
            best = counts.clone();
        }
    }

    private int[] rest(int[] counts) {
        int[] rest = demand.clone();
        for (int c = 0; c < counts.length; c++) {
            if (counts[c] > 0) {
                int[] covers = columns.get(c).covers;
                for (int t = 0; t < rest.length; t++) {
                    rest[t] -= counts[c] * covers[t];
                }
            }
        }
        return rest;
    }

    /** Complete as long as the number of nodes allows: more of a column than the relaxation has, or no more than it has. */
    private void search(Branch branch, int bound) {
        if (bestCost <= bound || nodes++ >= MOST_NODES) {
            return;
        }
        Relaxation relaxed = relax(branch);
        if (roundUp(relaxed.value) >= bestCost) {
            return;
        }
        int split = -1;
        double furthest = EPSILON;
        for (int c = 0; c < relaxed.x.length; c++) {
            double off = Math.abs(relaxed.x[c] - Math.rint(relaxed.x[c]));
            if (off > furthest) {
                furthest = off;
                split = c;
            }
        }
        if (split < 0) {
            int[] counts = branch.least.clone();
            for (int c = 0; c < counts.length; c++) {
                counts[c] += (int) Math.rint(relaxed.x[c]);
            }
            offer(counts);
            return;
        }
        int floor = (int) Math.floor(relaxed.x[split]);
        int[] least = branch.least.clone();
        least[split] += floor + 1;
        Branch more = new Branch(least, branch.most);
        dive(more);
        search(more, bound);
        int[] most = branch.most.clone();
        most[split] = branch.least[split] + floor;
        search(new Branch(branch.least, most), bound);
    }

    /** @param x of each column, beyond the branch's least */
    private record Relaxation(double value, double[] x) {}

    /**
     * The relaxation beyond what a branch has committed, by its dual: prices of types, kinds and bounded columns, which
     * begin at zero and are feasible there.
     */
    private Relaxation relax(Branch branch) {
        int types = demand.length;
        int[] bounded = java.util.stream.IntStream.range(0, columns.size())
                .filter(c -> branch.most[c] != Integer.MAX_VALUE)
                .toArray();
        int variables = types + kinds.size() + bounded.length;
        double[][] rows = new double[columns.size() + types][variables];
        double[] limits = new double[rows.length];
        double[] gain = new double[variables];
        double committed = 0;
        int[] rest = rest(branch.least);
        for (int t = 0; t < types; t++) {
            gain[t] = rest[t];
            rows[columns.size() + t][t] = 1;
            limits[columns.size() + t] = MISSING;
        }
        for (int k = 0; k < kinds.size(); k++) {
            gain[types + k] = -kinds.get(k).number;
        }
        for (int c = 0; c < columns.size(); c++) {
            Column column = columns.get(c);
            for (int t = 0; t < types; t++) {
                rows[c][t] = column.covers[t];
            }
            rows[c][types + column.kind] = -1;
            limits[c] = kinds.get(column.kind).cost;
            gain[types + column.kind] += branch.least[c];
            committed += (double) branch.least[c] * kinds.get(column.kind).cost;
        }
        for (int b = 0; b < bounded.length; b++) {
            rows[bounded[b]][types + kinds.size() + b] = -1;
            gain[types + kinds.size() + b] = branch.least[bounded[b]] - branch.most[bounded[b]];
        }
        // a kind that is used up more than there is of it: no solution
        for (int k = 0; k < kinds.size(); k++) {
            if (gain[types + k] > EPSILON) {
                return new Relaxation(IMPOSSIBLE, new double[columns.size()]);
            }
        }
        Simplex simplex = new Simplex(rows, limits, gain);
        double value = committed + simplex.maximise();
        return new Relaxation(value, Arrays.copyOf(simplex.prices(), columns.size()));
    }
}
