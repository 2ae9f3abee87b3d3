package io.aegisvision.bench.placement;

import com.google.ortools.Loader;
import com.google.ortools.linearsolver.MPConstraint;
import com.google.ortools.linearsolver.MPSolver;
import com.google.ortools.linearsolver.MPSolver.ResultStatus;
import com.google.ortools.linearsolver.MPVariable;
import io.aegisvision.domain.mig.LayoutProgram.Kind;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The optimum by SCIP, as OR-Tools ships it, which the planner does not use and which knows nothing of its branch and bound:
 * the fewest GPUs opened that cover all demand, from what each kind of GPU still takes.
 */
final class Optimum {
    /** Of one programme, after which the solver gives up; those of the bench take a tenth of a second. */
    private static final int MOST_MILLIS = 120_000;

    static {
        Loader.loadNativeLibraries();
    }

    private Optimum() {}

    /** GPUs opened; fails where the solver does not prove it. */
    static int opened(int[] demand, List<Kind> kinds) {
        MPSolver solver = MPSolver.createSolver("SCIP");
        if (solver == null) {
            throw new IllegalStateException("OR-Tools came without SCIP");
        }
        try {
            solver.setTimeLimit(MOST_MILLIS);
            MPConstraint[] covered = new MPConstraint[demand.length];
            Arrays.setAll(covered, t -> solver.makeConstraint(demand[t], Double.POSITIVE_INFINITY));
            solver.objective().setMinimization();
            for (Kind kind : together(kinds)) {
                MPConstraint number = solver.makeConstraint(0, kind.number());
                for (int[] layout : kind.layouts()) {
                    MPVariable x = solver.makeIntVar(0, kind.number(), "");
                    number.setCoefficient(x, 1);
                    solver.objective().setCoefficient(x, kind.cost());
                    for (int t = 0; t < demand.length; t++) {
                        covered[t].setCoefficient(x, layout[t]);
                    }
                }
            }
            ResultStatus status = solver.solve();
            if (status != ResultStatus.OPTIMAL) {
                throw new IllegalStateException("no optimum: " + status);
            }
            return (int) Math.round(solver.objective().value());
        } finally {
            solver.delete();
        }
    }

    /** GPUs of equal cost and layouts as one kind: a solver loses its time on what may be exchanged. */
    private static Collection<Kind> together(List<Kind> kinds) {
        Map<String, Kind> all = new LinkedHashMap<>();
        kinds.forEach(kind -> all.merge(
                kind.cost() + Arrays.deepToString(kind.layouts().toArray()),
                kind,
                (one, other) -> new Kind(one.number() + other.number(), one.cost(), one.layouts())));
        return all.values();
    }
}
