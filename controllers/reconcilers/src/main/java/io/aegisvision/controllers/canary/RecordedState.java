package io.aegisvision.controllers.canary;

import io.aegisvision.api.v1alpha1.CanaryStatus;
import io.aegisvision.api.v1alpha1.EvidenceNumbers;
import io.aegisvision.api.v1alpha1.Lists;
import io.aegisvision.domain.canary.BettingProcess.State;
import io.aegisvision.domain.canary.CanaryState;
import io.aegisvision.domain.canary.CanaryState.GuardCursor;
import io.aegisvision.domain.canary.Evidence;
import io.aegisvision.domain.canary.Evidence.Verdict;
import io.aegisvision.domain.canary.LowerBound;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A trial's state as its status keeps it: every number is read back exactly, so a trial goes on bit by bit. */
final class RecordedState {
    private static final String PROMOTE = "promote";
    private static final String SUPERIOR = "superior";
    private static final String HARM = "harm";
    private static final String GUARD = "guard/";
    private static final int MICRO = 6;
    private static final int NANO = 9;
    private static final int PICO = 12;

    private RecordedState() {}

    /** The state that a status holds. */
    static CanaryState read(@Nullable CanaryStatus status) {
        if (status == null || status.phase() == null) {
            return CanaryState.NEW;
        }
        TreeMap<String, GuardCursor> cursors = new TreeMap<>();
        for (CanaryStatus.GuardCursor cursor : Lists.copy(status.guardCursors())) {
            cursors.put(cursor.cell(), new GuardCursor(text(cursor.bootId()), cursor.next()));
        }
        EvidenceNumbers numbers = status.evidence();
        return new CanaryState(
                status.phase(),
                Optional.ofNullable(status.pausedFrom()),
                status.step() == null ? OptionalInt.empty() : OptionalInt.of(status.step()),
                Optional.ofNullable(status.stepStartedAt()).map(Instant::parse),
                number(status.stepWindows()),
                Optional.ofNullable(status.startedAt()).map(Instant::parse),
                number(status.weightPercent()),
                evidence(status),
                numbers == null ? "" : text(numbers.digest()),
                number(status.cursor()),
                cursors,
                Optional.ofNullable(status.gateRef()),
                text(status.reason()),
                text(status.message()));
    }

    private static Optional<Evidence> evidence(CanaryStatus status) {
        CanaryStatus.Statistics sums = status.statistics();
        EvidenceNumbers numbers = status.evidence();
        if (sums == null || numbers == null) {
            return Optional.empty();
        }
        TreeMap<String, State> states = new TreeMap<>();
        for (CanaryStatus.Process process : Lists.copy(status.processes())) {
            states.put(
                    process.question(),
                    new State(
                            process.units(),
                            exact(process.sum(), MICRO),
                            exact(process.sumOfSquares(), PICO),
                            exact(process.logWealth(), NANO)));
        }
        TreeMap<String, State> harm = new TreeMap<>();
        states.forEach((question, state) -> question(question).ifPresent(name -> harm.put(name, state)));
        LowerBound bound = new LowerBound(
                numbers.units(),
                exact(sums.differenceSum(), MICRO),
                exact(sums.differenceSumOfSquares(), PICO),
                Lists.copy(sums.gridLogWealth()).stream()
                        .map(wealth -> exact(wealth, MICRO))
                        .toList());
        return Optional.of(new Evidence(
                numbers.units(),
                exact(sums.baselineSum(), MICRO),
                exact(sums.candidateSum(), MICRO),
                states.getOrDefault(PROMOTE, State.EMPTY),
                states.getOrDefault(SUPERIOR, State.EMPTY),
                bound,
                harm,
                sums.harmQuestions(),
                switch (numbers.verdict()) {
                    case Undecided, Inconclusive, NoData -> Verdict.None;
                    case NonInferior -> Verdict.NonInferior;
                    case Superior -> Verdict.Superior;
                    case Regressed -> Verdict.Regressed;
                },
                Optional.ofNullable(numbers.regressedBy())));
    }

    /** Totals and grid of a trial. */
    static CanaryStatus.Statistics statistics(Evidence evidence) {
        LowerBound bound = evidence.bound();
        return new CanaryStatus.Statistics(
                evidence.harmQuestions(),
                decimal(evidence.baselineMicros(), MICRO),
                decimal(evidence.candidateMicros(), MICRO),
                decimal(bound.sumMicros(), MICRO),
                decimal(bound.sumOfSquaresPicos(), PICO),
                bound.logWealthMicros().stream()
                        .map(wealth -> decimal(wealth, MICRO))
                        .toList());
    }

    /** One entry per question that has units. */
    static List<CanaryStatus.Process> processes(Evidence evidence) {
        List<CanaryStatus.Process> processes = new ArrayList<>();
        processes.add(process(PROMOTE, evidence.promote()));
        processes.add(process(SUPERIOR, evidence.superior()));
        evidence.harm().forEach((question, state) -> {
            String name = question.equals(Evidence.OVERALL)
                    ? HARM
                    : question.startsWith(GUARD) ? question : HARM + "/" + question;
            processes.add(process(name, state));
        });
        return processes;
    }

    private static Optional<String> question(String name) {
        if (name.equals(HARM)) {
            return Optional.of(Evidence.OVERALL);
        }
        if (name.startsWith(GUARD)) {
            return Optional.of(name);
        }
        return name.startsWith(HARM + "/") ? Optional.of(name.substring(HARM.length() + 1)) : Optional.empty();
    }

    private static CanaryStatus.Process process(String question, State state) {
        return new CanaryStatus.Process(
                question,
                state.units(),
                decimal(state.sumMicros(), MICRO),
                decimal(state.sumOfSquaresPicos(), PICO),
                decimal(state.logWealthNanos(), NANO));
    }

    private static String decimal(long unscaled, int scale) {
        return BigDecimal.valueOf(unscaled, scale).toPlainString();
    }

    private static long exact(String decimal, int scale) {
        return new BigDecimal(decimal).movePointRight(scale).longValueExact();
    }

    private static int number(@Nullable Integer value) {
        return value == null ? 0 : value;
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
