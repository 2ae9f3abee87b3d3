package io.aegisvision.dataplane.app.trial;

import io.aegisvision.contract.GuardWindows.ArmStats;
import io.aegisvision.contract.GuardWindows.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * Live inference of one trial's two versions, cut into windows. Recording is wait-free and comes from any thread;
 * {@link #close} comes from one.
 *
 * <p>A window that spans a change of step is left out, and so are those of the first seconds after it: caches, batch
 * sizes and streams settle.
 */
final class GuardRecorder {
    /** Windows left out after a change of step, besides the one that spans it. */
    private static final int SETTLING_WINDOWS = 1;
    /** Most windows kept: two days and a half. */
    private static final int KEPT = 43_200;

    private static final long HIGHEST_MICROS = 60_000_000;

    /** One arm, between two closings. */
    private static final class Arm {
        private final Recorder latency = new Recorder(HIGHEST_MICROS, 3);
        private final LongAdder errors = new LongAdder();
        private final LongAdder empty = new LongAdder();
        private @Nullable Histogram reused;

        ArmStats cut() {
            Histogram window = latency.getIntervalHistogram(reused);
            reused = window;
            long good = window.getTotalCount();
            long failed = errors.sumThenReset();
            return new ArmStats(
                    good + failed, failed, good == 0 ? 0 : window.getValueAtPercentile(95), empty.sumThenReset());
        }
    }

    private final Arm baseline = new Arm();
    private final Arm candidate = new Arm();
    private final List<Window> windows = new ArrayList<>();
    private int first;
    private int step;
    private int leaveOut;

    GuardRecorder(int step) {
        this.step = step;
    }

    /** One inference gave an answer. */
    void answered(boolean ofCandidate, long nanos, boolean nothingFound) {
        Arm arm = ofCandidate ? candidate : baseline;
        arm.latency.recordValue(Math.clamp(nanos / 1000, 0, HIGHEST_MICROS));
        if (nothingFound) {
            arm.empty.increment();
        }
    }

    /** One inference failed or timed out. */
    void failed(boolean ofCandidate) {
        (ofCandidate ? candidate : baseline).errors.increment();
    }

    /** The ramp's step is now this. */
    synchronized void step(int now) {
        if (now != step) {
            step = now;
            leaveOut = 1 + SETTLING_WINDOWS;
        }
    }

    /** Ends the present window. */
    synchronized void close() {
        ArmStats ofBaseline = baseline.cut();
        ArmStats ofCandidate = candidate.cut();
        if (leaveOut > 0) {
            leaveOut--;
            return;
        }
        windows.add(new Window(first + windows.size(), step, ofBaseline, ofCandidate));
        if (windows.size() > KEPT) {
            windows.removeFirst();
            first++;
        }
    }

    /** Closed windows so far. */
    synchronized int count() {
        return first + windows.size();
    }

    /** Closed windows from an index on, at most so many. */
    synchronized List<Window> from(int index, int most) {
        int at = Math.clamp((long) index - first, 0, windows.size());
        return List.copyOf(windows.subList(at, Math.min(windows.size(), at + most)));
    }
}
