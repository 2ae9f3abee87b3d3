package io.aegisvision.domain.canary;

import io.aegisvision.api.v1alpha1.CanaryStatus.Phase;
import io.aegisvision.contract.GuardWindows;
import io.aegisvision.contract.GuardWindows.Window;
import io.aegisvision.contract.TrialUnits.Unit;
import io.aegisvision.domain.canary.CanaryState.GuardCursor;
import io.aegisvision.domain.condition.ContentDigest;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Takes what the cells measured into a trial's state: clips along the one order of the trial, each once, and guard
 * windows along each cell's numbers. What is out of order is left for the next pass.
 */
final class EvidenceIntake {
    private static final String SHA256 = "sha256:";

    private EvidenceIntake() {}

    /** The state with all that is new; the same state where nothing is, or where nothing may be taken. */
    static CanaryState take(CanarySnapshot canary, Trial trial) {
        CanaryState state = canary.state();
        if (state.evidence().isEmpty() || state.ended() || state.phase() == Phase.Promoting) {
            return state;
        }
        Evidence evidence = state.evidence().get();
        String chain = state.chain();
        int cursor = state.cursor();
        if (state.phase() != Phase.Paused) {
            for (Unit unit : canary.units()) {
                if (unit.index() == cursor && evidence.verdict() != Evidence.Verdict.Regressed) {
                    evidence = evidence.after(unit, trial);
                    chain = SHA256 + ContentDigest.ofText(chain + "/" + line(unit));
                    cursor++;
                }
            }
        }
        TreeMap<String, GuardCursor> cursors = new TreeMap<>(state.guardCursors());
        int windows = state.stepWindows();
        for (Map.Entry<String, GuardWindows> cell : new TreeMap<>(canary.windows()).entrySet()) {
            GuardWindows read = cell.getValue();
            GuardCursor at = Optional.ofNullable(cursors.get(cell.getKey()))
                    .filter(before -> before.boot().equals(read.bootId()))
                    .orElse(new GuardCursor(read.bootId(), 0));
            for (Window window : read.windows()) {
                if (window.index() >= at.next()) {
                    at = new GuardCursor(at.boot(), window.index() + 1);
                    evidence = evidence.after(window, trial);
                    boolean ofStep = state.phase() == Phase.Ramping
                            && state.step().isPresent()
                            && state.step().getAsInt() == window.step();
                    windows += ofStep && Evidence.counts(window) ? 1 : 0;
                }
            }
            cursors.put(cell.getKey(), at);
        }
        return state.knowing(evidence, chain, cursor, cursors, windows);
    }

    private static String line(Unit unit) {
        return unit.index() + "/" + unit.clip() + "/" + unit.baseline() + "/" + unit.candidate();
    }
}
