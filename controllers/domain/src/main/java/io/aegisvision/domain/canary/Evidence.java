package io.aegisvision.domain.canary;

import io.aegisvision.contract.GuardWindows.ArmStats;
import io.aegisvision.contract.GuardWindows.Window;
import io.aegisvision.contract.TrialUnits.ClassScore;
import io.aegisvision.contract.TrialUnits.Unit;
import io.aegisvision.domain.canary.BettingProcess.State;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that a trial has learnt, small enough for a status: the state of one betting process per question. A trial that is
 * planned from this alone goes on exactly as if it had not been interrupted.
 *
 * <p>Questions about harm are named {@code overall}, {@code class/LABEL}, {@code source/GROUP}, {@code guard/errors} and
 * {@code guard/latency}; the error probability is divided by their number, which is fixed at the start (Bonferroni).
 *
 * @param units clips judged
 * @param baselineMicros sum of the baseline's scores, in millionths
 * @param candidateMicros sum of the candidate's scores, in millionths
 * @param promote the process for non-inferiority
 * @param superior the process for superiority
 * @param bound wealth over the grid of margins
 * @param harm the processes for harm that have units, by question
 * @param harmQuestions number of questions about harm, at least 1
 * @param verdict the verdict so far; it stands once it is not {@code None}, and only Regressed replaces it
 * @param regressedBy the question that decided for harm, empty otherwise
 */
public record Evidence(
        long units,
        long baselineMicros,
        long candidateMicros,
        State promote,
        State superior,
        LowerBound bound,
        SortedMap<String, State> harm,
        int harmQuestions,
        Verdict verdict,
        Optional<String> regressedBy) {
    /** Question about harm over all clips. */
    public static final String OVERALL = "overall";
    /** Prefix of the question about one class. */
    public static final String CLASS = "class/";
    /** Prefix of the question about one source group. */
    public static final String SOURCE = "source/";
    /** Question about failed inferences of live streams. */
    public static final String GUARD_ERRORS = "guard/errors";
    /** Question about latency of live streams. */
    public static final String GUARD_LATENCY = "guard/latency";

    private static final int GUARDS = 2;

    public Evidence {
        harm = Collections.unmodifiableSortedMap(new TreeMap<>(harm));
    }

    /** What the units so far say. */
    public enum Verdict {
        None,
        NonInferior,
        Superior,
        Regressed
    }

    /** Before the first unit. @param classes number of labels @param sources number of source groups of the clips */
    public static Evidence empty(int classes, int sources) {
        return new Evidence(
                0,
                0,
                0,
                State.EMPTY,
                State.EMPTY,
                LowerBound.EMPTY,
                Collections.emptySortedMap(),
                1 + classes + sources + GUARDS,
                Verdict.None,
                Optional.empty());
    }

    /** Alpha of one question about harm. */
    public double harmAlpha(Trial trial) {
        return trial.rollBackAlpha() / harmQuestions;
    }

    /** After one more clip. Nothing changes once the verdict is Regressed. */
    public Evidence after(Unit unit, Trial trial) {
        if (verdict == Verdict.Regressed) {
            return this;
        }
        long difference = micros(unit.candidate()) - micros(unit.baseline());
        long margin = trial.marginMicros();
        BettingProcess nextPromote = BettingProcess.nonInferior(margin, promote).after(difference);
        BettingProcess nextSuperior = BettingProcess.superior(superior).after(difference);
        TreeMap<String, State> nextHarm = new TreeMap<>(harm);
        feedHarm(nextHarm, OVERALL, difference, margin);
        feedHarm(nextHarm, SOURCE + unit.source(), difference, margin);
        for (ClassScore score : unit.classes()) {
            if (trial.classes().contains(score.label())) {
                feedHarm(nextHarm, CLASS + score.label(), micros(score.candidate()) - micros(score.baseline()), margin);
            }
        }
        return new Evidence(
                        units + 1,
                        baselineMicros + micros(unit.baseline()),
                        candidateMicros + micros(unit.candidate()),
                        nextPromote.state(),
                        nextSuperior.state(),
                        bound.after(difference),
                        nextHarm,
                        harmQuestions,
                        verdict,
                        regressedBy)
                .judged(trial);
    }

    /**
     * After one guard window of one cell. A window counts where both arms had inferences; its outcome is 1 where the
     * candidate breaks the limit. The null is that at most half of the windows do.
     */
    public Evidence after(Window window, Trial trial) {
        ArmStats baseline = window.baseline();
        ArmStats candidate = window.candidate();
        if (verdict == Verdict.Regressed || !counts(window)) {
            return this;
        }
        TreeMap<String, State> nextHarm = new TreeMap<>(harm);
        long limit = trial.guards().errorsBasisPoints();
        feedGuard(nextHarm, GUARD_ERRORS, candidate.errors() * 10_000 > limit * candidate.inferences());
        if (baseline.latencyP95Micros() > 0 && candidate.latencyP95Micros() > 0) {
            long allowed = baseline.latencyP95Micros() * (100L + trial.guards().latencyP95IncreasePercent());
            feedGuard(nextHarm, GUARD_LATENCY, candidate.latencyP95Micros() * 100 > allowed);
        }
        return new Evidence(
                        units,
                        baselineMicros,
                        candidateMicros,
                        promote,
                        superior,
                        bound,
                        nextHarm,
                        harmQuestions,
                        verdict,
                        regressedBy)
                .judged(trial);
    }

    /** Whether a window says anything: both arms had inferences. */
    public static boolean counts(Window window) {
        return window.baseline().inferences() > 0 && window.candidate().inferences() > 0;
    }

    /** Whether non-inferiority can still be shown with this many clips left. */
    public boolean canStillPromote(Trial trial, long remaining) {
        return BettingProcess.nonInferior(trial.marginMicros(), promote)
                .canStillReject(trial.promoteAlpha(), remaining, BettingProcess.ONE);
    }

    /** The wealth of a question about harm, 1 without units. */
    public double harmEValue(String question, Trial trial) {
        State state = harm.getOrDefault(question, State.EMPTY);
        return harmProcess(question, trial.marginMicros(), state).eValue();
    }

    private Evidence judged(Trial trial) {
        double alpha = harmAlpha(trial);
        Optional<String> regressed = harm.entrySet().stream()
                .filter(entry -> harmProcess(entry.getKey(), trial.marginMicros(), entry.getValue())
                        .rejectedAt(alpha))
                .map(Map.Entry::getKey)
                .findFirst();
        Verdict next = regressed.isPresent() ? Verdict.Regressed : promotion(trial);
        return new Evidence(
                units, baselineMicros, candidateMicros, promote, superior, bound, harm, harmQuestions, next, regressed);
    }

    private Verdict promotion(Trial trial) {
        if (units < trial.minUnits() || verdict == Verdict.Superior) {
            return verdict;
        }
        if (BettingProcess.superior(superior).rejectedAt(trial.promoteAlpha())) {
            return Verdict.Superior;
        }
        boolean shown =
                BettingProcess.nonInferior(trial.marginMicros(), promote).rejectedAt(trial.promoteAlpha());
        return shown ? Verdict.NonInferior : verdict;
    }

    private static BettingProcess harmProcess(String question, long marginMicros, State state) {
        return question.equals(GUARD_ERRORS) || question.equals(GUARD_LATENCY)
                ? BettingProcess.guard(state)
                : BettingProcess.harm(marginMicros, state);
    }

    private static void feedHarm(
            SortedMap<String, State> harm, String question, long differenceMicros, long marginMicros) {
        State state = harm.getOrDefault(question, State.EMPTY);
        harm.put(
                question,
                BettingProcess.harm(marginMicros, state)
                        .after(-differenceMicros)
                        .state());
    }

    private static void feedGuard(SortedMap<String, State> harm, String question, boolean broken) {
        State state = harm.getOrDefault(question, State.EMPTY);
        harm.put(
                question,
                BettingProcess.guard(state)
                        .after(broken ? BettingProcess.ONE : 0)
                        .state());
    }

    private static long micros(double score) {
        return Math.round(Math.clamp(score, 0.0, 1.0) * BettingProcess.ONE);
    }
}
