package io.aegisvision.experiments.canary;

import io.aegisvision.domain.canary.BettingProcess;
import io.aegisvision.domain.canary.BettingProcess.State;
import io.aegisvision.report.Figure;
import java.util.List;
import java.util.SplittableRandom;

/** How soon a candidate is rolled back that is right in fewer units than the 95 % that are asked, one question alone. */
final class Harm {
    private static final double ALPHA = 0.05;
    private static final long FAILURES_ALLOWED_MICROS = 50_000;
    private static final int HORIZON = 5000;
    private static final int MEDIAN = 50;
    /** What the mixture process over rates needs, with room for chance: it does not take scores or differences. */
    private static final double TEN_PERCENT_GOAL = 245;

    private static final double TWENTY_PERCENT_GOAL = 30;

    private Harm() {}

    static List<Figure> figures() {
        String note = "failures of one in twenty are allowed, a look after every unit, at most 5,000 units, alpha 0.05";
        return List.of(
                Rounds.share("rolled back although no worse", note, random -> rolledBack(random, 0.05))
                        .atMost(Looking.ERROR_GOAL),
                Rounds.units(
                                "units to roll back, right in 90 %: median",
                                note, MEDIAN, random -> rolledBack(random, 0.10))
                        .atMost(TEN_PERCENT_GOAL),
                Rounds.units(
                                "units to roll back, right in 80 %: median",
                                note, MEDIAN, random -> rolledBack(random, 0.20))
                        .atMost(TWENTY_PERCENT_GOAL));
    }

    private static int rolledBack(SplittableRandom random, double failures) {
        BettingProcess process = new BettingProcess(FAILURES_ALLOWED_MICROS, 0, State.EMPTY);
        for (int n = 1; n <= HORIZON; n++) {
            process = process.after(random.nextDouble() < failures ? BettingProcess.ONE : 0);
            if (process.rejectedAt(ALPHA)) {
                return n;
            }
        }
        return Rounds.NEVER;
    }
}
