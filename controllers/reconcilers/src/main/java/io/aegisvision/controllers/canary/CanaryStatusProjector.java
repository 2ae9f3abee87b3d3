package io.aegisvision.controllers.canary;

import io.aegisvision.api.v1alpha1.Canary;
import io.aegisvision.api.v1alpha1.CanaryStatus;
import io.aegisvision.controllers.objects.StatusConditions;
import io.aegisvision.domain.canary.CanaryPlan;
import io.aegisvision.domain.canary.CanaryState;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The status that keeps a trial's state and shows its numbers. */
final class CanaryStatusProjector {
    private static final int MOST_OF_MESSAGE = 1024;

    /** Pure. @param state the plan's, with the gate that was opened */
    CanaryStatus project(Canary canary, CanaryPlan plan, CanaryState state, Instant now) {
        long generation = canary.getMetadata().getGeneration();
        CanaryStatus previous = canary.getStatus();
        return new CanaryStatus(
                generation,
                state.phase(),
                state.pausedFrom().orElse(null),
                state.step().isPresent() ? state.step().getAsInt() : null,
                state.stepStartedAt().map(Instant::toString).orElse(null),
                state.step().isPresent() ? state.stepWindows() : null,
                state.startedAt().map(Instant::toString).orElse(null),
                state.weightPercent(),
                plan.evidence().orElse(null),
                state.evidence().map(RecordedState::statistics).orElse(null),
                state.evidence().map(RecordedState::processes).orElse(List.of()),
                state.cursor(),
                state.guardCursors().entrySet().stream()
                        .map(CanaryStatusProjector::cursor)
                        .toList(),
                state.gateRef().orElse(null),
                state.reason(),
                state.message().length() > MOST_OF_MESSAGE
                        ? state.message().substring(0, MOST_OF_MESSAGE)
                        : state.message(),
                StatusConditions.merge(
                        previous == null ? List.of() : previous.conditions(), plan.claims(), generation, now));
    }

    private static CanaryStatus.GuardCursor cursor(Map.Entry<String, CanaryState.GuardCursor> cell) {
        return new CanaryStatus.GuardCursor(
                cell.getKey(), cell.getValue().boot(), cell.getValue().next());
    }
}
