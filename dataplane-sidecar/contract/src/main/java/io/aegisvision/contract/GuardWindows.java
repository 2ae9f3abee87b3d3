package io.aegisvision.contract;

import java.util.List;

/**
 * Closed guard windows of a trial in this cell, {@code GET /v1/trials/{canaryUid}/windows?from=N&boot=ID}; at most 1000
 * a call.
 *
 * @param bootId the process that numbered them; another boot starts again at 0
 * @param windows consecutive, the first has index {@code from}
 */
public record GuardWindows(String canaryUid, String bootId, int from, List<Window> windows) {
    /** Length of a window in seconds. */
    public static final int WINDOW_SECONDS = 5;

    public GuardWindows {
        windows = Lists.copy(windows);
    }

    /**
     * @param index number of the window in this boot
     * @param step the ramp's step it belongs to; a window that spans a change of step is left out
     */
    public record Window(int index, int step, ArmStats baseline, ArmStats candidate) {}

    /**
     * One arm's live streams in one window.
     *
     * @param inferences requests ended, failed ones included
     * @param errors requests that failed
     * @param latencyP95Micros 95th percentile of the successful ones; 0 without any
     * @param empty successful ones with no detection
     */
    public record ArmStats(long inferences, long errors, long latencyP95Micros, long empty) {}
}
