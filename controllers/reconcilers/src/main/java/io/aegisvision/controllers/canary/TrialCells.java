package io.aegisvision.controllers.canary;

import io.aegisvision.contract.CellState;
import io.aegisvision.contract.CellState.TrialState;
import io.aegisvision.contract.GuardWindows;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.contract.TrialUnits;
import io.aegisvision.contract.TrialUnits.Unit;
import io.aegisvision.controllers.cell.CellStates;
import io.aegisvision.controllers.cell.CellTrials;
import io.aegisvision.domain.canary.CanarySnapshot.ClipSet;
import io.aegisvision.domain.canary.CanaryState.GuardCursor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the cells of a model measured for one trial. Units and windows are asked of the cells themselves: they have no
 * watch, and only what lies beyond the trial's cursors is transferred.
 */
final class TrialCells {
    private final CellStates states;
    private final CellTrials trials;

    TrialCells(CellStates states, CellTrials trials) {
        this.states = states;
        this.trials = trials;
    }

    /** The set of clips: of the first cell by name that has read its manifest, or why none has. */
    ClipSet clips(String namespace, Set<String> cells, String canaryUid) {
        ClipSet set = ClipSet.UNKNOWN;
        for (String cell : cells) {
            Optional<TrialState> trial = trial(namespace, cell, canaryUid);
            if (trial.isPresent()) {
                TrialState seen = trial.get();
                boolean first = set.clips() == 0 && seen.clips() > 0;
                Optional<String> problem = Optional.ofNullable(seen.problem()).map(text -> cell + ": " + text);
                set = new ClipSet(
                        set.cells() + 1,
                        first ? seen.clips() : set.clips(),
                        first ? seen.clipsPerSource() : set.perSource(),
                        // One cell that goes on is enough.
                        set.cells() == 0 ? problem : set.problem().isEmpty() ? set.problem() : problem);
            }
        }
        return set;
    }

    /** Judged clips from the cursor on, of the cell that is furthest. */
    List<Unit> units(String namespace, Set<String> cells, String canaryUid, int cursor) {
        Optional<String> furthest = Optional.empty();
        int most = cursor;
        for (String cell : cells) {
            int next =
                    trial(namespace, cell, canaryUid).map(TrialState::nextUnit).orElse(0);
            if (next > most) {
                most = next;
                furthest = Optional.of(cell);
            }
        }
        return furthest.flatMap(cell -> trials.units(namespace, cell, canaryUid, cursor))
                .filter(answer -> answer.canaryUid().equals(canaryUid))
                .map(TrialUnits::units)
                .orElse(List.of());
    }

    /** Guard windows beyond the cursors, by cell. */
    Map<String, GuardWindows> windows(
            String namespace, Set<String> cells, String canaryUid, Map<String, GuardCursor> cursors) {
        Map<String, GuardWindows> windows = new TreeMap<>();
        for (String cell : cells) {
            Optional<CellState> state = states.get(namespace, cell);
            Optional<TrialState> trial = trial(namespace, cell, canaryUid);
            if (state.isPresent() && trial.isPresent()) {
                Optional<GuardCursor> cursor = Optional.ofNullable(cursors.get(cell));
                boolean same = cursor.filter(at -> at.boot().equals(state.get().bootId()))
                        .isPresent();
                int from = same ? cursor.map(GuardCursor::next).orElse(0) : 0;
                if (trial.get().windows() > from) {
                    trials.windows(
                                    namespace,
                                    cell,
                                    canaryUid,
                                    from,
                                    same ? state.get().bootId() : null)
                            .filter(answer -> answer.canaryUid().equals(canaryUid))
                            .ifPresent(answer -> windows.put(cell, answer));
                }
            }
        }
        return windows;
    }

    /** Number of streams that run the candidate now. */
    int candidateStreams(String namespace, Set<String> cells, String candidateDigest) {
        int streams = 0;
        for (String cell : cells) {
            streams += (int) states.get(namespace, cell).stream()
                    .map(CellState::streams)
                    .flatMap(List::stream)
                    .filter(stream -> stream.arms().stream()
                            .anyMatch(arm -> arm.arm() == StreamAssignment.Arm.Candidate
                                    && arm.digest().equals(candidateDigest)))
                    .count();
        }
        return streams;
    }

    private Optional<TrialState> trial(String namespace, String cell, String canaryUid) {
        return states.get(namespace, cell).stream()
                .map(CellState::trials)
                .flatMap(List::stream)
                .filter(trial -> trial.canaryUid().equals(canaryUid))
                .findFirst();
    }
}
