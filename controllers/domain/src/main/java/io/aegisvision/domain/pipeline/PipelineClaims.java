package io.aegisvision.domain.pipeline;

import io.aegisvision.api.v1alpha1.ConditionType;
import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.contract.CellState;
import io.aegisvision.domain.condition.Condition.Claim;
import io.aegisvision.domain.condition.Readiness;
import io.aegisvision.domain.pipeline.PipelineSnapshot.CellView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is said about a pipeline. */
public final class PipelineClaims {
    private PipelineClaims() {}

    /**
     * All conditions.
     *
     * @param failures why objects could not be written, for people; empty when all were
     */
    public static List<Claim> of(PipelineSnapshot snapshot, PipelinePlan plan, List<String> failures) {
        List<Claim> claims = new ArrayList<>(readiness(snapshot, plan, failures).claims());
        claims.add(claim(ConditionType.Accepted, Reason.Valid, "the stages make sense", plan.spec()));
        claims.add(claim(ConditionType.ResolvedRefs, Reason.Resolved, "all that the spec names exists", plan.refs()));
        claims.add(plan.noPlace()
                .map(problem -> Claim.fails(
                        ConditionType.Placed.name(), problem.reason().name(), problem.message()))
                .orElseGet(() -> Claim.holds(
                        ConditionType.Placed.name(),
                        Reason.PlacedInCell.name(),
                        "every stream that can run has a place")));
        delivering(snapshot).ifPresent(claims::add);
        batched(snapshot).ifPresent(claims::add);
        return claims;
    }

    private static Claim claim(ConditionType type, Reason fine, String message, List<Problem> problems) {
        if (problems.isEmpty()) {
            return Claim.holds(type.name(), fine.name(), message);
        }
        Problem first = Problem.summary(problems);
        return Claim.fails(type.name(), first.reason().name(), first.message());
    }

    private static Readiness readiness(PipelineSnapshot snapshot, PipelinePlan plan, List<String> failures) {
        if (!plan.spec().isEmpty()) {
            Problem problem = Problem.summary(plan.spec());
            return new Readiness.Stalled(problem.reason().name(), problem.message());
        }
        if (!plan.refs().isEmpty()) {
            Problem problem = Problem.summary(plan.refs());
            return waits(problem.reason())
                    ? new Readiness.Reconciling(problem.reason().name(), problem.message())
                    : new Readiness.Stalled(problem.reason().name(), problem.message());
        }
        if (!failures.isEmpty()) {
            return new Readiness.Reconciling(Reason.CellFailed.name(), failures.getFirst());
        }
        if (plan.noPlace().isPresent()) {
            Problem problem = plan.noPlace().get();
            return new Readiness.Stalled(problem.reason().name(), problem.message());
        }
        if (plan.cells().isEmpty()) {
            return plan.wanted() == 0
                    ? new Readiness.Ready(Reason.NoStreams.name(), "no stream runs, so there is no cell")
                    : new Readiness.Reconciling(
                            Reason.Progressing.name(), "no stream can run yet; see the Streams' conditions");
        }
        return cells(snapshot, plan);
    }

    /** Whether the problem ends by itself when somebody applies another object. */
    private static boolean waits(Reason reason) {
        return switch (reason) {
            case ModelNotFound, ModelNotServing, SecretNotFound, PoolNotFound -> true;
            default -> false;
        };
    }

    private static Readiness cells(PipelineSnapshot snapshot, PipelinePlan plan) {
        for (PipelinePlan.CellPlan cell : plan.cells()) {
            Optional<CellView> view = snapshot.cells().stream()
                    .filter(v -> v.name().equals(cell.name()))
                    .findFirst();
            if (view.isEmpty()) {
                return new Readiness.Reconciling(Reason.CellsStarting.name(), "cell " + cell.name() + " is being made");
            }
            Optional<Readiness> trouble = trouble(view.get());
            if (trouble.isPresent()) {
                return trouble.get();
            }
        }
        int count = plan.cells().size();
        return new Readiness.Ready(
                Reason.CellsReady.name(), count + (count == 1 ? " cell is ready" : " cells are ready"));
    }

    private static Optional<Readiness> trouble(CellView cell) {
        String name = "cell " + cell.name();
        if (!cell.failure().isEmpty()) {
            return Optional.of(new Readiness.Reconciling(Reason.CellFailed.name(), name + ": " + cell.failure()));
        }
        if (cell.state().isEmpty()) {
            return Optional.of(new Readiness.Reconciling(Reason.CellsStarting.name(), name + " has not answered yet"));
        }
        if (!cell.reachable()) {
            return Optional.of(new Readiness.Reconciling(Reason.CellUnreachable.name(), name + " does not answer"));
        }
        CellState state = cell.state().get();
        if (state.configProblem() != null) {
            return Optional.of(new Readiness.Reconciling(
                    Reason.CellFailed.name(), name + " refuses its config: " + state.configProblem()));
        }
        if (!state.engine().live()) {
            return Optional.of(new Readiness.Reconciling(
                    Reason.CellNotReady.name(), name + ": the inference server does not answer"));
        }
        return cell.ready()
                ? Optional.empty()
                : Optional.of(new Readiness.Reconciling(Reason.CellNotReady.name(), name + " is not ready"));
    }

    private static Optional<Claim> delivering(PipelineSnapshot snapshot) {
        List<CellView> heard = snapshot.cells().stream()
                .filter(cell -> cell.reachable() && cell.state().isPresent())
                .toList();
        Optional<CellView> blocked = heard.stream()
                .filter(cell -> !cell.state().orElseThrow().outbox().sinkReachable())
                .findFirst();
        if (blocked.isPresent()) {
            return Optional.of(Claim.fails(
                    ConditionType.Delivering.name(),
                    Reason.SinkUnavailable.name(),
                    "cell " + blocked.get().name() + ": the broker does not answer; events wait in the outbox"
                            + waiting(blocked.get().state().orElseThrow().outbox())));
        }
        return heard.isEmpty()
                ? Optional.empty()
                : Optional.of(Claim.holds(
                        ConditionType.Delivering.name(),
                        Reason.Delivered.name(),
                        "events reach their sink" + late(heard)));
    }

    /** Empty where no engine joins frames. */
    private static Optional<Claim> batched(PipelineSnapshot snapshot) {
        Optional<Claim> claim = Optional.empty();
        for (CellView cell : snapshot.cells()) {
            int largest =
                    cell.state().map(state -> state.engine().largestBatch()).orElse(0);
            int streams = cell.state().map(state -> state.streams().size()).orElse(0);
            if (largest > 0 && streams > largest) {
                return Optional.of(Claim.fails(
                        ConditionType.Batched.name(),
                        Reason.BatchBelowStreams.name(),
                        "cell " + cell.name() + " has " + streams + " streams, and its engine joins at most " + largest
                                + " frames: a round of all of them takes " + Math.ceilDiv(streams, largest)
                                + " calls"));
            }
            if (largest > 0) {
                claim = Optional.of(Claim.holds(
                        ConditionType.Batched.name(),
                        Reason.FitsBatch.name(),
                        "a round of all streams of a cell fits into one batch"));
            }
        }
        return claim;
    }

    /** Begins with a semicolon; empty when all is well. */
    private static String waiting(CellState.Outbox outbox) {
        return (outbox.waitingMinutes() > 0 ? "; the oldest waits for over " + outbox.waitingMinutes() + " min" : "")
                + (outbox.dropped() > 0 ? "; some were dropped" : "");
    }

    /** What is amiss though the brokers answer: a broker that is slow, or events that are lost for good. */
    private static String late(List<CellView> cells) {
        for (CellView cell : cells) {
            String waiting = waiting(cell.state().orElseThrow().outbox());
            if (!waiting.isEmpty()) {
                return ", but of cell " + cell.name() + waiting.substring(1);
            }
        }
        return "";
    }
}
