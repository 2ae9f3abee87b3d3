package io.aegisvision.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a trial has learnt: an operator that starts anew goes on exactly from here. Times are RFC 3339 in UTC.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CanaryStatus(
        @JsonPropertyDescription("Generation of the spec that this status answers.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("Where the trial stands.") @Nullable
        Phase phase,

        @JsonPropertyDescription("Where it stood when it was suspended.") @Nullable
        Phase pausedFrom,

        @JsonPropertyDescription("Step of the ramp, from 0; absent before the ramp.") @Nullable @Min(0) @Max(10)
        Integer step,

        @JsonPropertyDescription("When the step began.") @Nullable @Size(max = 40)
        String stepStartedAt,

        @JsonPropertyDescription("Guard windows of this step in which both arms had inferences.") @Nullable @Min(0)
        Integer stepWindows,

        @JsonPropertyDescription("When the trial began, or went on after a pause.") @Nullable @Size(max = 40)
        String startedAt,

        @JsonPropertyDescription("Share of live streams on the candidate.") @Nullable @Min(0) @Max(50)
        Integer weightPercent,

        @JsonPropertyDescription("The numbers for people.") @Nullable
        EvidenceNumbers evidence,

        @JsonPropertyDescription("State of the statistics, exact.") @Nullable
        Statistics statistics,

        @JsonPropertyDescription("State of one betting process per question, exact.")
        @Size(max = CanaryStatus.PROCESSES)
        List<Process> processes,

        @JsonPropertyDescription("Index of the next clip to judge in the order of the trial.") @Nullable @Min(0)
        Integer cursor,

        @JsonPropertyDescription("Next guard window of each cell.") @Size(max = 256)
        List<GuardCursor> guardCursors,

        @JsonPropertyDescription("The gate that people decide; only this one is executed.") @Nullable
        ObjectRef gateRef,

        @JsonPropertyDescription("Why it stands there, one word.") @Nullable @Size(max = Formats.REASON_LENGTH)
        String reason,

        @JsonPropertyDescription("Why it stands there, for people.") @Nullable @Size(max = Formats.MESSAGE_LENGTH)
        String message,

        @JsonPropertyDescription("Ready, Reconciling, Stalled and what they rest on.") @Size(max = Formats.CONDITIONS)
        List<Condition> conditions) {
    /** Most questions: two about promotion, three of all and guards, one per class and per source group. */
    public static final int PROCESSES = 1024;

    public CanaryStatus {
        processes = Lists.copy(processes);
        guardCursors = Lists.copy(guardCursors);
        conditions = Lists.copy(conditions);
    }

    /** Where a trial stands. */
    public enum Phase {
        Pending,
        Judging,
        Ramping,
        AwaitingGate,
        Promoting,
        Promoted,
        RolledBack,
        Paused,
        Failed
    }

    /** Totals, and the wealth over the grid of margins that the lower bound is read from. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Statistics(
            @JsonPropertyDescription(
                    "Number of questions about harm, fixed at the start: they share the error probability.")
            @Required
            @Min(1)
            int harmQuestions,

            @JsonPropertyDescription("Sum of the baseline's scores, decimal.")
            @Required
            @Size(max = 32)
            @Pattern(Formats.DECIMAL)
            String baselineSum,

            @JsonPropertyDescription("Sum of the candidate's scores, decimal.")
            @Required
            @Size(max = 32)
            @Pattern(Formats.DECIMAL)
            String candidateSum,

            @JsonPropertyDescription("Sum of the differences, decimal.")
            @Required
            @Size(max = 32)
            @Pattern(Formats.DECIMAL)
            String differenceSum,

            @JsonPropertyDescription("Sum of the squared differences, decimal.")
            @Required
            @Size(max = 32)
            @Pattern(Formats.DECIMAL)
            String differenceSumOfSquares,

            @JsonPropertyDescription(
                    "Logarithm of the wealth at each point of the grid, from the lowest margin up, decimal.")
            @Size(max = 128)
            List<@Size(max = 32) @Pattern(Formats.DECIMAL) String> gridLogWealth) {
        public Statistics {
            gridLogWealth = Lists.copy(gridLogWealth);
        }
    }

    /** State of one betting process. */
    public record Process(
            @JsonPropertyDescription(
                    "promote, superior, harm, harm/class/LABEL, harm/source/GROUP, guard/errors or guard/latency.")
            @Required
            @Size(min = 1, max = 160)
            String question,

            @JsonPropertyDescription("Units seen.") @Required @Min(0)
            long units,

            @JsonPropertyDescription("Sum, decimal.") @Required @Size(max = 32) @Pattern(Formats.DECIMAL)
            String sum,

            @JsonPropertyDescription("Sum of squares, decimal.") @Required @Size(max = 32) @Pattern(Formats.DECIMAL)
            String sumOfSquares,

            @JsonPropertyDescription("Natural logarithm of the wealth, decimal.")
            @Required
            @Size(max = 32)
            @Pattern(Formats.DECIMAL)
            String logWealth) {}

    /** How far a cell's guard windows were read. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record GuardCursor(
            @JsonPropertyDescription("Name of the cell.") @Required @Size(min = 1, max = Formats.NAME_LENGTH)
            String cell,

            @JsonPropertyDescription("The process of the cell that numbers the windows; another one starts again at 0.")
            @Nullable
            @Size(max = 64)
            String bootId,

            @JsonPropertyDescription("Index of the next window.") @Required @Min(0)
            int next) {}
}
