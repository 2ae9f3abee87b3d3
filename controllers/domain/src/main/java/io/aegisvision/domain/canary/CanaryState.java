package io.aegisvision.domain.canary;

import io.aegisvision.api.v1alpha1.CanaryStatus.Phase;
import io.aegisvision.api.v1alpha1.ObjectRef;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a trial stands: all that the next pass needs, kept in the Canary's status.
 *
 * @param pausedFrom where it stood when it was paused
 * @param step step of the ramp, from 0; empty before it
 * @param stepStartedAt when the step began
 * @param stepWindows guard windows of this step in which both arms had inferences
 * @param startedAt when the trial began, or went on after a pause
 * @param weightPercent share of live streams on the candidate, 0 to 50
 * @param evidence what was learnt; empty until the size of the set of clips is known
 * @param chain digest over the clips judged so far, empty before the first
 * @param cursor index of the next clip
 * @param guardCursors how far each cell's guard windows were read
 * @param gateRef the gate that is to be decided
 * @param reason one word
 * @param message for people
 */
public record CanaryState(
        Phase phase,
        Optional<Phase> pausedFrom,
        OptionalInt step,
        Optional<Instant> stepStartedAt,
        int stepWindows,
        Optional<Instant> startedAt,
        int weightPercent,
        Optional<Evidence> evidence,
        String chain,
        int cursor,
        SortedMap<String, GuardCursor> guardCursors,
        Optional<ObjectRef> gateRef,
        String reason,
        String message) {
    /** Before the first pass. */
    public static final CanaryState NEW = new CanaryState(
            Phase.Pending,
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            0,
            Optional.empty(),
            0,
            Optional.empty(),
            "",
            0,
            Collections.emptySortedMap(),
            Optional.empty(),
            "",
            "");

    public CanaryState {
        guardCursors = Collections.unmodifiableSortedMap(new TreeMap<>(guardCursors));
    }

    /** How far a cell's windows were read. @param boot the process that numbers them */
    public record GuardCursor(String boot, int next) {}

    /** Whether nothing follows. */
    public boolean ended() {
        return switch (phase) {
            case Promoted, RolledBack, Failed -> true;
            case Pending, Judging, Ramping, AwaitingGate, Promoting, Paused -> false;
        };
    }

    CanaryState because(String newReason, String newMessage) {
        return new CanaryState(
                phase,
                pausedFrom,
                step,
                stepStartedAt,
                stepWindows,
                startedAt,
                weightPercent,
                evidence,
                chain,
                cursor,
                guardCursors,
                gateRef,
                newReason,
                newMessage);
    }

    CanaryState in(Phase newPhase) {
        return new CanaryState(
                newPhase,
                newPhase == Phase.Paused ? Optional.of(phase) : Optional.empty(),
                step,
                stepStartedAt,
                stepWindows,
                startedAt,
                weightPercent,
                evidence,
                chain,
                cursor,
                guardCursors,
                gateRef,
                reason,
                message);
    }

    CanaryState started(Instant now) {
        return new CanaryState(
                phase,
                pausedFrom,
                step,
                stepStartedAt.map(_ -> now),
                0,
                Optional.of(now),
                weightPercent,
                evidence,
                chain,
                cursor,
                guardCursors,
                gateRef,
                reason,
                message);
    }

    CanaryState atStep(int newStep, Instant now) {
        return new CanaryState(
                phase,
                pausedFrom,
                OptionalInt.of(newStep),
                Optional.of(now),
                0,
                startedAt,
                weightPercent,
                evidence,
                chain,
                cursor,
                guardCursors,
                gateRef,
                reason,
                message);
    }

    CanaryState weighing(int percent) {
        return new CanaryState(
                phase,
                pausedFrom,
                step,
                stepStartedAt,
                stepWindows,
                startedAt,
                percent,
                evidence,
                chain,
                cursor,
                guardCursors,
                gateRef,
                reason,
                message);
    }

    CanaryState knowing(
            Evidence newEvidence, String newChain, int newCursor, Map<String, GuardCursor> cursors, int windows) {
        return new CanaryState(
                phase,
                pausedFrom,
                step,
                stepStartedAt,
                windows,
                startedAt,
                weightPercent,
                Optional.of(newEvidence),
                newChain,
                newCursor,
                new TreeMap<>(cursors),
                gateRef,
                reason,
                message);
    }

    /** With the gate that people decide, or none. */
    public CanaryState asking(Optional<ObjectRef> gate) {
        return new CanaryState(
                phase,
                pausedFrom,
                step,
                stepStartedAt,
                stepWindows,
                startedAt,
                weightPercent,
                evidence,
                chain,
                cursor,
                guardCursors,
                gate,
                reason,
                message);
    }
}
