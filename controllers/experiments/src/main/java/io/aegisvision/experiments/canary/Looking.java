package io.aegisvision.experiments.canary;

import io.aegisvision.domain.canary.BettingProcess;
import io.aegisvision.domain.canary.BettingProcess.State;
import io.aegisvision.domain.canary.ConfidenceInterval;
import io.aegisvision.report.Figure;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What looking at every unit does: a candidate that is exactly as good as the bound is promoted by the betting process as
 * rarely as it claims, and by a Wilson interval that is looked at as often, which is what a reconciler does, in every
 * third case or more.
 */
final class Looking {
    private static final double ALPHA = 0.05;
    private static final double BOUND = 0.95;
    private static final long BOUND_MICROS = 950_000;
    private static final int HORIZON = 10_000;
    private static final int FLOOR = 30;
    private static final int CLIPS = 600;
    private static final int FRAMES = 30;
    private static final int FLOOR_FRAMES = 100;
    private static final double CORRELATION = 0.3;
    /** A true 5 % shows as this at most in 4,000 runs. */
    static final double ERROR_GOAL = 6.0;

    private Looking() {}

    static List<Figure> figures() {
        String single = "rate exactly at the bound 0.95, a look after every unit, at most 10,000 units, alpha 0.05";
        String clips =
                "clips of 30 frames with a correlation of 0.3 within a clip, mean exactly at 0.95, at most 600 clips";
        return List.of(
                Rounds.share("falsely promoted: betting process", single, Looking::betting)
                        .atMost(ERROR_GOAL),
                Rounds.share(
                        "falsely promoted: Wilson's bound, looked at every unit (control)", single, Looking::wilson),
                Rounds.share(
                                "falsely promoted, correlated frames: betting process on clips",
                                clips,
                                Looking::bettingOnClips)
                        .atMost(ERROR_GOAL),
                Rounds.share(
                        "falsely promoted, correlated frames: Wilson's bound on frames (control)",
                        clips,
                        Looking::wilsonOnFrames));
    }

    private static int betting(SplittableRandom random) {
        BettingProcess process = new BettingProcess(BOUND_MICROS, 0, State.EMPTY);
        for (int n = 1; n <= HORIZON; n++) {
            process = process.after(random.nextDouble() < BOUND ? BettingProcess.ONE : 0);
            if (process.rejectedAt(ALPHA)) {
                return n;
            }
        }
        return Rounds.NEVER;
    }

    private static int wilson(SplittableRandom random) {
        int successes = 0;
        for (int n = 1; n <= HORIZON; n++) {
            successes += random.nextDouble() < BOUND ? 1 : 0;
            if (n >= FLOOR && above(successes, n)) {
                return n;
            }
        }
        return Rounds.NEVER;
    }

    private static int bettingOnClips(SplittableRandom random) {
        BettingProcess process = new BettingProcess(BOUND_MICROS, 0, State.EMPTY);
        for (int n = 1; n <= CLIPS; n++) {
            process = process.after(Math.round(clip(random) * (double) BettingProcess.ONE / FRAMES));
            if (process.rejectedAt(ALPHA)) {
                return n;
            }
        }
        return Rounds.NEVER;
    }

    private static int wilsonOnFrames(SplittableRandom random) {
        int successes = 0;
        for (int n = 1; n <= CLIPS; n++) {
            successes += clip(random);
            if (n * FRAMES >= FLOOR_FRAMES && above(successes, n * FRAMES)) {
                return n;
            }
        }
        return Rounds.NEVER;
    }

    private static boolean above(int successes, int trials) {
        return ConfidenceInterval.wilson(successes, trials, ConfidenceInterval.Z_ONE_SIDED_95)
                        .lower()
                > BOUND;
    }

    /** Good frames of a clip: beta-binomial, drawn from Pólya's urn, whose two kinds sum to 1/correlation - 1. */
    private static int clip(SplittableRandom random) {
        double kinds = 1 / CORRELATION - 1;
        int good = 0;
        for (int i = 0; i < FRAMES; i++) {
            good += random.nextDouble() * (kinds + i) < BOUND * kinds + good ? 1 : 0;
        }
        return good;
    }
}
