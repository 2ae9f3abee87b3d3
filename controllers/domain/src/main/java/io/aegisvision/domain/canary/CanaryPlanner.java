package io.aegisvision.domain.canary;

import io.aegisvision.api.v1alpha1.CanaryStatus.Phase;
import io.aegisvision.api.v1alpha1.EvidenceNumbers;
import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.contract.GuardWindows;
import io.aegisvision.domain.canary.CanaryPlan.Action;
import io.aegisvision.domain.canary.CanarySnapshot.ClipSet;
import io.aegisvision.domain.canary.CanarySnapshot.Standing;
import io.aegisvision.domain.canary.Evidence.Verdict;
import io.aegisvision.domain.condition.DurationPattern;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;

/**
 * Decides one step of a trial; a pass makes one transition at most, so that whatever is written is a state of this table.
 *
 * <pre>
 * Pending -> Judging -- non-inferior --> Ramping 0 -- hold, no harm --> ... last -- hold --> AwaitingGate
 *              |                            |                                                  |     |
 *              | inconclusive, maxDuration  | maxDuration                        gate approved |     | rejected, expired
 *              v                            v                                                  v     v
 *         RolledBack, or Paused by policy; RolledBack at harm, weight 0 first        Promoting   RolledBack, or
 *                                                                                          |         the last step again
 * Paused: from Judging, Ramping, AwaitingGate and back, its clock restarts                 v
 *                                                                                      Promoted
 * </pre>
 *
 * A trial that another version displaced is Paused with weight 0: wanted again, it goes on with the evidence it has, so
 * that the error probability is spent once per pair of digests.
 */
public final class CanaryPlanner {
    private static final Duration POLL = Duration.ofSeconds(2);
    /** Long enough for the watch to bring what was just written. */
    private static final Duration NEXT_STEP = Duration.ofMillis(50);

    private static final String SYSTEM = "system:";

    private CanaryPlanner() {}

    /** Total: every trial, however broken, has a plan. */
    public static CanaryPlan plan(CanarySnapshot canary, Instant now) {
        Trial trial = Trial.of(canary.spec().trial());
        CanaryState before = canary.state();
        if (before.ended()) {
            boolean owed = before.phase() == Phase.RolledBack && owesRejection(canary, before.reason());
            return planned(
                    canary,
                    trial,
                    owed ? Optional.of(new Action.RememberRejection(before.reason())) : Optional.empty(),
                    before);
        }
        CanaryState state = EvidenceIntake.take(canary, trial);
        if (state.phase() == Phase.Promoting) {
            return promoting(canary, trial, state);
        }
        if (canary.standing() == Standing.Obsolete) {
            return rollBack(
                    canary, trial, state, Reason.Superseded, "what serves or what is wanted has changed for good");
        }
        if (canary.rejection().isPresent()) {
            // Remembered by a process that ended before it could write so here. What was seen then may look better now.
            return rollBack(canary, trial, state, canary.rejection().get(), "its content was rejected before");
        }
        if (regressed(state)) {
            return rollBack(canary, trial, state, Reason.Regressed, harm(state, trial));
        }
        if (canary.candidateFailure().isPresent()) {
            return rollBack(
                    canary,
                    trial,
                    state,
                    Reason.CandidateFailed,
                    canary.candidateFailure().get());
        }
        if (canary.standing() == Standing.OtherWanted) {
            CanaryState paused = state.phase() == Phase.Paused ? state : state.in(Phase.Paused);
            return planned(
                    canary,
                    trial,
                    Optional.empty(),
                    paused.weighing(0)
                            .asking(Optional.empty())
                            .because(Reason.Superseded.name(), "the Model wants another version"));
        }
        if (canary.held() && state.phase() != Phase.Pending) {
            CanaryState paused = state.phase() == Phase.Paused ? state : state.in(Phase.Paused);
            boolean displaced = state.reason().equals(Reason.Superseded.name());
            return planned(
                    canary,
                    trial,
                    Optional.empty(),
                    displaced
                            ? paused
                            : paused.because(Reason.Suspended.name(), "suspended; its streams stay where they are"));
        }
        return switch (state.phase()) {
            case Pending ->
                planned(
                        canary,
                        trial,
                        Optional.empty(),
                        canary.held()
                                ? state.because(Reason.Suspended.name(), "suspended before its start")
                                : state.in(Phase.Judging)
                                        .started(now)
                                        .because(Reason.Judging.name(), "clips are about to be judged"));
            case Judging -> judging(canary, trial, state, now);
            case Ramping -> ramping(canary, trial, state, now);
            case AwaitingGate -> awaiting(canary, trial, state, now);
            case Paused -> paused(canary, trial, state, now);
            case Promoting, Promoted, RolledBack, Failed -> throw new IllegalStateException("handled above");
        };
    }

    private static CanaryPlan judging(CanarySnapshot canary, Trial trial, CanaryState state, Instant now) {
        ClipSet set = canary.set();
        if (state.evidence().isEmpty() && set.clips() > 0) {
            return begin(canary, trial, state, set);
        }
        Verdict verdict = state.evidence().map(Evidence::verdict).orElse(Verdict.None);
        if (verdict == Verdict.NonInferior || verdict == Verdict.Superior) {
            return planned(canary, trial, Optional.empty(), step(state.in(Phase.Ramping), trial, 0, now));
        }
        if (state.evidence().isPresent() && set.clips() > 0) {
            int remaining = Math.max(0, set.clips() - state.cursor());
            if (!state.evidence().get().canStillPromote(trial, remaining) || remaining == 0) {
                return undecided(
                        canary,
                        trial,
                        state,
                        Reason.Inconclusive,
                        remaining == 0
                                ? "all " + set.clips() + " clips are judged and do not decide"
                                : "the " + remaining + " clips left cannot decide any more");
            }
        }
        if (late(state, trial, now)) {
            return undecided(canary, trial, state, Reason.MaxDurationPassed, "no verdict within maxDuration");
        }
        CanaryState stays;
        if (set.problem().isPresent()) {
            stays = state.because(Reason.ClipsUnavailable.name(), set.problem().get());
        } else if (set.cells() == 0) {
            stays = state.because(Reason.NoData.name(), "no cell judges clips; a Stream must use the model");
        } else {
            stays = state.because(
                    Reason.Judging.name(),
                    set.clips() == 0
                            ? "the clips are being fetched"
                            : state.cursor() + " of " + set.clips() + " clips judged");
        }
        return planned(canary, trial, Optional.empty(), stays);
    }

    /** The size of the set is known: too small or one-sided ones are refused before the first clip counts. */
    private static CanaryPlan begin(CanarySnapshot canary, Trial trial, CanaryState state, ClipSet set) {
        if (set.clips() < trial.leastClips()) {
            return planned(
                    canary,
                    trial,
                    Optional.empty(),
                    state.in(Phase.Failed)
                            .because(
                                    Reason.ClipsTooFew.name(),
                                    set.clips() + " clips; " + trial.leastClips()
                                            + " are needed to promote even an identical version"));
        }
        int largest =
                set.perSource().isEmpty() ? 0 : Collections.max(set.perSource().values());
        if (largest * 2 > set.clips()) {
            return planned(
                    canary,
                    trial,
                    Optional.empty(),
                    state.in(Phase.Failed)
                            .because(
                                    Reason.ClipsUnbalanced.name(),
                                    "one source group has " + largest + " of " + set.clips() + " clips"));
        }
        Evidence empty = Evidence.empty(
                trial.classes().size(), Math.max(1, set.perSource().size()));
        return planned(
                canary,
                trial,
                Optional.empty(),
                state.knowing(empty, "", 0, state.guardCursors(), 0)
                        .because(Reason.Judging.name(), "0 of " + set.clips() + " clips judged"));
    }

    private static CanaryPlan ramping(CanarySnapshot canary, Trial trial, CanaryState state, Instant now) {
        int at = Math.min(state.step().orElse(0), trial.steps().size() - 1);
        Trial.Step step = trial.steps().get(at);
        if (late(state, trial, now)) {
            return undecided(canary, trial, state, Reason.MaxDurationPassed, "the ramp took longer than maxDuration");
        }
        Instant since = state.stepStartedAt().orElse(now);
        boolean held = !now.isBefore(since.plus(step.hold()));
        long needed = Math.max(1, step.hold().dividedBy(2).toSeconds() / GuardWindows.WINDOW_SECONDS);
        boolean data = state.stepWindows() >= needed;
        if (held && data) {
            return at + 1 < trial.steps().size()
                    ? planned(canary, trial, Optional.empty(), step(state, trial, at + 1, now))
                    : planned(
                            canary,
                            trial,
                            Optional.empty(),
                            state.in(Phase.AwaitingGate)
                                    .asking(Optional.empty())
                                    .because(Reason.AwaitingApproval.name(), "the gate is about to open"));
        }
        CanaryState stays = state.weighing(step.weightPercent());
        String message = "step " + (at + 1) + " of " + trial.steps().size() + " at " + step.weightPercent()
                + " percent: " + state.stepWindows() + " of " + needed + " windows seen";
        if (canary.liveStreams() < 2) {
            stays = stays.because(Reason.NoData.name(), "at most half of the streams move, so two must run");
        } else if (held) {
            stays = stays.because(Reason.NoData.name(), message + "; the hold is over, data is missing");
        } else {
            stays = stays.because(Reason.Ramping.name(), message);
        }
        return planned(canary, trial, Optional.empty(), stays);
    }

    private static CanaryPlan awaiting(CanarySnapshot canary, Trial trial, CanaryState state, Instant now) {
        if (state.gateRef().isEmpty() || canary.gate().isEmpty()) {
            return openGate(canary, trial, state, now);
        }
        String name = state.gateRef().get().name();
        return switch (canary.gate().get().phase()) {
            case Pending ->
                planned(
                        canary,
                        trial,
                        Optional.empty(),
                        state.because(Reason.AwaitingApproval.name(), "kubectl aegis approve " + name + ", or reject"));
            case Approved, Executing ->
                planned(
                        canary,
                        trial,
                        Optional.empty(),
                        state.in(Phase.Promoting).because(Reason.Promoting.name(), name + " is approved"));
            case Rejected -> refused(canary, trial, state, Reason.GateRejected, name + " was rejected", now);
            case Expired -> refused(canary, trial, state, Reason.GateExpired, name + " expired", now);
            case Withdrawn ->
                planned(
                        canary,
                        trial,
                        Optional.empty(),
                        state.asking(Optional.empty())
                                .because(Reason.AwaitingApproval.name(), name + " was withdrawn; another gate opens"));
            case Executed -> promoted(canary, trial, state);
            case ExecutionFailed ->
                planned(
                        canary,
                        trial,
                        Optional.empty(),
                        state.weighing(0).in(Phase.Failed).because(Reason.ExecutionFailed.name(), name + " failed"));
        };
    }

    private static CanaryPlan openGate(CanarySnapshot canary, Trial trial, CanaryState state, Instant now) {
        if (canary.model().isEmpty() || state.evidence().isEmpty()) {
            return planned(canary, trial, Optional.empty(), state.because(Reason.NoData.name(), "the Model is gone"));
        }
        if (canary.requesters().isEmpty()) {
            return planned(
                    canary,
                    trial,
                    Optional.empty(),
                    state.because(
                            Reason.RequestersUnknown.name(),
                            "the Model's annotation aegisvision.io/requested-by is missing"));
        }
        var terms = canary.spec().trial().gate();
        boolean automation = canary.requesters().stream().anyMatch(user -> user.startsWith(SYSTEM));
        EvidenceNumbers frozen =
                EvidenceReport.of(state.evidence().get(), trial, canary.candidateStreams(), state.chain(), false);
        Action open = new Action.OpenGate(
                canary.gates() + 1,
                canary.model().get(),
                frozen,
                canary.requesters(),
                Math.max(0, canary.liveStreams() - canary.candidateStreams()),
                automation
                        ? Math.max(terms.approvalsForAutomation(), terms.requiredApprovals())
                        : terms.requiredApprovals(),
                now.plus(DurationPattern.parse(terms.expiresAfter())));
        return planned(
                canary,
                trial,
                Optional.of(open),
                state.asking(Optional.empty()).because(Reason.AwaitingApproval.name(), "people must decide the gate"));
    }

    private static CanaryPlan refused(
            CanarySnapshot canary, Trial trial, CanaryState state, Reason reason, String message, Instant now) {
        if (trial.onReject() == Trial.OnReject.RollBack) {
            return rollBack(canary, trial, state, reason, message);
        }
        CanaryState again = state.in(Phase.Ramping).started(now).asking(Optional.empty());
        return planned(
                canary,
                trial,
                Optional.empty(),
                step(again, trial, trial.steps().size() - 1, now));
    }

    private static CanaryPlan promoting(CanarySnapshot canary, Trial trial, CanaryState state) {
        if (canary.gate().isEmpty()) {
            return planned(
                    canary,
                    trial,
                    Optional.empty(),
                    state.in(Phase.AwaitingGate)
                            .asking(Optional.empty())
                            .because(Reason.AwaitingApproval.name(), "the gate is gone; another one opens"));
        }
        return switch (canary.gate().get().phase()) {
            case Approved, Executing -> planned(canary, trial, Optional.empty(), state);
            case Executed -> promoted(canary, trial, state);
            // Revoked before the gate went to Executing: back to waiting, where the next pass reads what became of it.
            case Pending, Rejected, Expired, Withdrawn, ExecutionFailed ->
                planned(
                        canary,
                        trial,
                        Optional.empty(),
                        state.in(Phase.AwaitingGate)
                                .because(
                                        Reason.AwaitingApproval.name(),
                                        "the approval was revoked before it was executed"));
        };
    }

    private static CanaryPlan promoted(CanarySnapshot canary, Trial trial, CanaryState state) {
        return planned(
                canary,
                trial,
                Optional.empty(),
                // The weight stays: no stream goes back to the baseline before its cell is told what serves.
                state.in(Phase.Promoted)
                        .because(
                                Reason.Promoted.name(),
                                canary.spec().trial().candidate().version() + " serves all streams"));
    }

    private static CanaryPlan paused(CanarySnapshot canary, Trial trial, CanaryState state, Instant now) {
        boolean displaced = state.reason().equals(Reason.Superseded.name());
        if (!displaced && !state.reason().equals(Reason.Suspended.name())) {
            return planned(canary, trial, Optional.empty(), state);
        }
        Phase from = state.pausedFrom().orElse(Phase.Judging);
        CanaryState back = state.in(from).started(now).because(Reason.Progressing.name(), "it goes on");
        boolean live = from == Phase.Ramping || from == Phase.AwaitingGate;
        return planned(
                canary,
                trial,
                Optional.empty(),
                displaced && live ? step(back.in(Phase.Ramping), trial, 0, now) : back);
    }

    private static CanaryPlan undecided(
            CanarySnapshot canary, Trial trial, CanaryState state, Reason reason, String message) {
        return trial.onInconclusive() == Trial.OnInconclusive.Pause
                ? planned(
                        canary, trial, Optional.empty(), state.in(Phase.Paused).because(reason.name(), message))
                : rollBack(canary, trial, state, reason, message);
    }

    /** Traffic first: a pass with any weight only takes it away; the next one remembers, then ends the trial. */
    private static CanaryPlan rollBack(
            CanarySnapshot canary, Trial trial, CanaryState state, Reason reason, String message) {
        return rollBack(canary, trial, state, reason.name(), message);
    }

    private static CanaryPlan rollBack(
            CanarySnapshot canary, Trial trial, CanaryState state, String reason, String message) {
        CanaryState why = state.because(reason, message);
        if (state.weightPercent() > 0) {
            return planned(canary, trial, Optional.empty(), why.weighing(0));
        }
        Optional<Action> remember =
                owesRejection(canary, reason) ? Optional.of(new Action.RememberRejection(reason)) : Optional.empty();
        return planned(canary, trial, remember, why.in(Phase.RolledBack));
    }

    private static boolean owesRejection(CanarySnapshot canary, String reason) {
        return canary.rejection().isEmpty() && !reason.equals(Reason.Superseded.name());
    }

    private static CanaryState step(CanaryState state, Trial trial, int step, Instant now) {
        int percent = trial.steps().get(step).weightPercent();
        return state.atStep(step, now)
                .weighing(percent)
                .because(
                        Reason.Ramping.name(),
                        "step " + (step + 1) + " of " + trial.steps().size() + " at " + percent + " percent");
    }

    private static boolean regressed(CanaryState state) {
        return state.evidence()
                .filter(known -> known.verdict() == Verdict.Regressed)
                .isPresent();
    }

    private static String harm(CanaryState state, Trial trial) {
        Evidence evidence = state.evidence().orElseThrow();
        String question = evidence.regressedBy().orElse(Evidence.OVERALL);
        long wealth = (long) Math.min(evidence.harmEValue(question, trial), EvidenceNumbers.MOST_E_VALUE);
        long needed = (long) Math.ceil(1 / evidence.harmAlpha(trial));
        return "harm in " + question + ": e-value " + wealth + " of " + needed + " after " + evidence.units()
                + " clips";
    }

    private static boolean late(CanaryState state, Trial trial, Instant now) {
        return state.startedAt()
                .filter(start -> !now.isBefore(start.plus(trial.maxDuration())))
                .isPresent();
    }

    private static CanaryPlan planned(CanarySnapshot canary, Trial trial, Optional<Action> action, CanaryState state) {
        boolean over = state.reason().equals(Reason.Inconclusive.name());
        Optional<EvidenceNumbers> numbers = state.evidence()
                .map(known -> EvidenceReport.of(known, trial, canary.candidateStreams(), state.chain(), over));
        // Where something changed, the next step may follow at once; what cells measure has no watch, so it is polled.
        Optional<Duration> again = state.ended()
                ? Optional.empty()
                : Optional.of(
                        state.phase() == canary.state().phase()
                                        && state.weightPercent()
                                                == canary.state().weightPercent()
                                ? POLL
                                : NEXT_STEP);
        return new CanaryPlan(action, state, numbers, CanaryClaims.of(state), again);
    }
}
