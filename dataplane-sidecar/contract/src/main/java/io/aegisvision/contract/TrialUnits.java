package io.aegisvision.contract;

import java.util.List;

/**
 * Judged clips of a trial in order, {@code GET /v1/trials/{canaryUid}/units?from=N}; at most 1000 a call.
 *
 * @param canaryUid the Canary's uid
 * @param from index of the first unit asked for
 * @param units consecutive, the first has index {@code from}
 */
public record TrialUnits(String canaryUid, int from, List<Unit> units) {
    public TrialUnits {
        units = Lists.copy(units);
    }

    /**
     * One clip's scores in [0,1]: F1 of boxes matched at IoU 0.5 with the right class; both empty is 1; a version that
     * failed or timed out twice on the clip scores 0.
     *
     * @param index position in the order of the trial
     * @param clip digest of the clip
     * @param source the clip's source group
     * @param classes scores by class, for the classes that the truth or either version has in this clip
     */
    public record Unit(
            int index, String clip, String source, double baseline, double candidate, List<ClassScore> classes) {
        public Unit {
            classes = Lists.copy(classes);
        }
    }

    /** One class's F1 in one clip. */
    public record ClassScore(String label, double baseline, double candidate) {}
}
