package io.aegisvision.domain.stream;

import io.aegisvision.api.v1alpha1.ConditionType;
import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.api.v1alpha1.StreamStatus;
import io.aegisvision.contract.CellConfig;
import io.aegisvision.contract.CellState;
import io.aegisvision.contract.CellState.StreamState;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.domain.condition.Condition.Claim;
import io.aegisvision.domain.condition.Readiness;
import io.aegisvision.domain.pipeline.Problem;
import io.aegisvision.domain.stream.StreamSnapshot.CellOfStream;
import io.aegisvision.domain.stream.StreamSnapshot.PipelineView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is said about one stream, from what it names, where it was placed, and what its cell says. */
public final class StreamPlanner {
    private StreamPlanner() {}

    /** Decides; total. */
    public static StreamPlan plan(StreamSnapshot snapshot) {
        List<Problem> spec = StreamCheck.spec(snapshot.spec());
        List<Problem> refs = snapshot.pipeline()
                .map(pipeline ->
                        StreamCheck.refs(snapshot.spec(), pipeline.spec().stages(), snapshot.secrets()))
                .orElseGet(() -> List.of(new Problem(
                        Reason.PipelineNotFound,
                        "there is no Pipeline " + snapshot.spec().pipelineRef().name())));
        Optional<CellOfStream> cell = snapshot.cell();
        boolean told = cell.flatMap(CellOfStream::config)
                .flatMap(config -> assignment(config, snapshot.uid()))
                .isPresent();
        List<Claim> claims =
                new ArrayList<>(readiness(snapshot, spec, refs, told).claims());
        claims.add(claim(ConditionType.Accepted, Reason.Valid, "the spec makes sense", spec));
        claims.add(claim(ConditionType.ResolvedRefs, Reason.Resolved, "all that the spec names exists and fits", refs));
        placed(snapshot, cell, told, spec.isEmpty() && refs.isEmpty()).ifPresent(claims::add);
        StreamState state = cell.filter(CellOfStream::reachable)
                .flatMap(CellOfStream::state)
                .flatMap(said -> state(said, snapshot.uid()))
                .orElse(null);
        return new StreamPlan(
                claims,
                told || state != null ? cell.map(CellOfStream::name).orElse(null) : null,
                told
                        ? cell.flatMap(CellOfStream::config)
                                .map(c -> c.graph().revision())
                                .orElse(null)
                        : null,
                state == null ? null : state.epoch(),
                state == null ? null : rates(state),
                state == null ? List.of() : models(cell.orElseThrow(), state),
                state == null ? List.of() : drops(state));
    }

    /** What is said while the stream is to go and a cell still has it. */
    public static StreamPlan stopping(StreamSnapshot snapshot) {
        String cell = snapshot.cell().map(CellOfStream::name).orElse("");
        Readiness stopping = new Readiness.Reconciling(Reason.Stopping.name(), "cell " + cell + " is stopping it");
        return new StreamPlan(stopping.claims(), cell.isEmpty() ? null : cell, null, null, null, List.of(), List.of());
    }

    /** Whether no cell runs the stream any more, so that its finalizer may go. */
    public static boolean stopped(StreamSnapshot snapshot) {
        return snapshot.cell().isEmpty() || !snapshot.cell().get().exists();
    }

    /** The assignment of a stream in a config. */
    public static Optional<StreamAssignment> assignment(CellConfig config, String uid) {
        return config.streams().stream().filter(s -> s.uid().equals(uid)).findFirst();
    }

    /** The state of a stream in a cell's. */
    public static Optional<StreamState> state(CellState state, String uid) {
        return state.streams().stream().filter(s -> s.uid().equals(uid)).findFirst();
    }

    private static Claim claim(ConditionType type, Reason fine, String message, List<Problem> problems) {
        if (problems.isEmpty()) {
            return Claim.holds(type.name(), fine.name(), message);
        }
        Problem first = Problem.summary(problems);
        return Claim.fails(type.name(), first.reason().name(), first.message());
    }

    private static Optional<Claim> placed(
            StreamSnapshot snapshot, Optional<CellOfStream> cell, boolean told, boolean fits) {
        if (told) {
            return Optional.of(Claim.holds(
                    ConditionType.Placed.name(),
                    Reason.PlacedInCell.name(),
                    "cell " + cell.orElseThrow().name()));
        }
        return snapshot.pipeline()
                .flatMap(PipelineView::noPlace)
                .filter(problem -> fits && !snapshot.spec().suspend())
                .map(problem -> Claim.fails(
                        ConditionType.Placed.name(), problem.reason().name(), problem.message()));
    }

    private static Readiness readiness(StreamSnapshot snapshot, List<Problem> spec, List<Problem> refs, boolean told) {
        if (snapshot.spec().suspend()) {
            return snapshot.cell().isEmpty()
                    ? new Readiness.Ready(Reason.Suspended.name(), "stopped, as spec.suspend says")
                    : new Readiness.Reconciling(
                            Reason.Stopping.name(),
                            "cell " + snapshot.cell().get().name() + " is stopping it");
        }
        if (!spec.isEmpty()) {
            Problem problem = Problem.summary(spec);
            return new Readiness.Stalled(problem.reason().name(), problem.message());
        }
        if (!refs.isEmpty()) {
            Problem problem = Problem.summary(refs);
            boolean waits = problem.reason() == Reason.PipelineNotFound || problem.reason() == Reason.SecretNotFound;
            return waits
                    ? new Readiness.Reconciling(problem.reason().name(), problem.message())
                    : new Readiness.Stalled(problem.reason().name(), problem.message());
        }
        return told ? running(snapshot.cell().orElseThrow(), snapshot.uid()) : waiting(snapshot);
    }

    private static Readiness waiting(StreamSnapshot snapshot) {
        PipelineView pipeline = snapshot.pipeline().orElseThrow();
        if (pipeline.blocked().isPresent()) {
            return new Readiness.Reconciling(
                    Reason.PipelineNotReady.name(),
                    "Pipeline " + pipeline.name() + ": "
                            + pipeline.blocked().get().message());
        }
        return pipeline.noPlace()
                .<Readiness>map(
                        problem -> new Readiness.Stalled(problem.reason().name(), problem.message()))
                .orElseGet(() -> new Readiness.Reconciling(Reason.Progressing.name(), "a cell is being chosen"));
    }

    private static Readiness running(CellOfStream cell, String uid) {
        String name = "cell " + cell.name();
        if (!cell.failure().isEmpty() && !cell.reachable()) {
            return new Readiness.Reconciling(Reason.CellFailed.name(), name + ": " + cell.failure());
        }
        if (cell.state().isEmpty()) {
            return new Readiness.Reconciling(Reason.CellsStarting.name(), name + " is starting");
        }
        if (!cell.reachable()) {
            return new Readiness.Reconciling(
                    Reason.CellUnreachable.name(), name + " does not answer; it goes on by itself if it can");
        }
        CellState said = cell.state().get();
        Optional<StreamState> state = state(said, uid);
        if (state.isEmpty()) {
            return said.configProblem() == null
                    ? new Readiness.Reconciling(Reason.Progressing.name(), name + " is taking it over")
                    : new Readiness.Reconciling(
                            Reason.CellFailed.name(), name + " refuses its config: " + said.configProblem());
        }
        return phase(said, state.get());
    }

    private static Readiness phase(CellState cell, StreamState state) {
        Reason reason =
                state.reason() == null ? null : Reason.valueOf(state.reason().name());
        return switch (state.phase()) {
            case Running ->
                reason == null
                        ? new Readiness.Ready(Reason.Running.name(), "frames are processed")
                        : trouble(reason, state);
            case Ended -> new Readiness.Ready(Reason.SourceEnded.name(), "the file came to its end");
            case WaitingForModel -> waitingForModel(cell, state);
            case Connecting ->
                reason == null
                        ? new Readiness.Reconciling(Reason.Connecting.name(), "the source is being connected")
                        : trouble(reason, state);
            case Backoff -> trouble(reason == null ? Reason.Connecting : reason, state);
        };
    }

    private static Readiness waitingForModel(CellState cell, StreamState state) {
        return cell.models().stream()
                .filter(model -> model.phase() == CellState.ModelPhase.Failed)
                .filter(model -> state.arms().isEmpty()
                        || state.arms().stream().anyMatch(arm -> arm.digest().equals(model.digest())))
                .findFirst()
                .<Readiness>map(model -> new Readiness.Reconciling(
                        Reason.ModelNotLoaded.name(),
                        "Model " + model.model() + " " + model.version() + ": "
                                + (model.message() == null ? String.valueOf(model.reason()) : model.message())))
                .orElseGet(() ->
                        new Readiness.Reconciling(Reason.WaitingForModel.name(), "the cell is loading its models"));
    }

    private static Readiness trouble(Reason reason, StreamState state) {
        String message = text(state.message(), reason.when());
        return switch (reason) {
            case SourceUnauthorized, SourceNotVideo, InvalidShape -> new Readiness.Stalled(reason.name(), message);
            default -> new Readiness.Reconciling(reason.name(), message);
        };
    }

    private static String text(@Nullable String message, String otherwise) {
        return message == null || message.isBlank() ? otherwise : message;
    }

    private static StreamStatus.Rates rates(StreamState state) {
        return new StreamStatus.Rates(
                (int) Math.round(state.decodedPerSecond()), (int) Math.round(state.processedPerSecond()));
    }

    private static List<StreamStatus.StageModel> models(CellOfStream cell, StreamState state) {
        List<ModelVersion> versions = cell.config().map(CellConfig::models).orElse(List.of());
        return state.arms().stream()
                .flatMap(arm -> versions.stream()
                        .filter(version -> version.digest().equals(arm.digest()))
                        .limit(1)
                        .map(version -> new StreamStatus.StageModel(
                                arm.stage(),
                                version.version(),
                                arm.digest(),
                                StreamStatus.Arm.valueOf(arm.arm().name()))))
                .toList();
    }

    private static List<StreamStatus.Drop> drops(StreamState state) {
        return state.dropped().entrySet().stream()
                .filter(drop -> drop.getValue() > 0)
                .sorted(Map.Entry.comparingByKey())
                .limit(16)
                .map(drop -> new StreamStatus.Drop(drop.getKey(), twoDigits(drop.getValue())))
                .toList();
    }

    /** Rounded down to two significant digits: a status is no counter. */
    static long twoDigits(long count) {
        long unit = 1;
        while (count / unit >= 100) {
            unit *= 10;
        }
        return count / unit * unit;
    }
}
