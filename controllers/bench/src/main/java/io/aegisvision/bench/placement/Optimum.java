package io.aegisvision.bench.placement;

import io.aegisvision.domain.mig.LayoutProgram.Kind;
import java.util.List;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Optimisation;

/**
 * The optimum by ojAlgo, which the planner does not use: the fewest GPUs opened that cover all demand, from what each kind
 * of GPU still takes.
 */
final class Optimum {
    private Optimum() {}

    /** GPUs opened; fails where the solver does not prove it. */
    static int opened(int[] demand, List<Kind> kinds) {
        ExpressionsBasedModel model = new ExpressionsBasedModel();
        Expression[] cover = new Expression[demand.length];
        for (int t = 0; t < demand.length; t++) {
            cover[t] = model.newExpression("demand " + t);
            if (demand[t] > 0) { // ojAlgo 56 takes some programmes with a bound of zero for infeasible
                cover[t].lower(demand[t]);
            }
        }
        for (int k = 0; k < kinds.size(); k++) {
            Kind kind = kinds.get(k);
            Expression number = model.newExpression("kind " + k).upper(kind.number());
            for (int l = 0; l < kind.layouts().size(); l++) {
                var x = model.newVariable(k + "/" + l)
                        .lower(0)
                        .upper(kind.number())
                        .integer(true)
                        .weight(kind.cost());
                number.set(x, 1);
                for (int t = 0; t < demand.length; t++) {
                    int covers = kind.layouts().get(l)[t];
                    if (covers > 0) {
                        cover[t].set(x, covers);
                    }
                }
            }
        }
        Optimisation.Result result = model.minimise();
        if (!result.getState().isOptimal()) {
            throw new IllegalStateException("no optimum: " + result.getState());
        }
        return (int) Math.round(result.getValue());
    }
}
