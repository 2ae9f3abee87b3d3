package io.aegisvision.dataplane.app.stream;

import io.aegisvision.contract.EventData;
import io.aegisvision.contract.StreamFacts.FrameStage;
import io.aegisvision.contract.StreamFacts.Spread;
import io.aegisvision.contract.StreamFacts.StageTime;
import io.aegisvision.dataplane.app.stream.StreamCounts.Drop;
import io.aegisvision.dataplane.rules.RuleEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where the time of one stream's frames goes, and what its analysing thread is busy with, for those who ask why it is
 * late. Nothing is allocated per frame. Any thread may ask.
 */
final class StreamTimes {
    private static final int PROCESSED = Drop.values().length;

    private final EnumMap<FrameStage, Spreads> stages = new EnumMap<>(FrameStage.class);
    private final Spreads lag = new Spreads();
    /** Frames by what became of them, in the present turn and the one before; one place more is for those analysed. */
    private long[] now = new long[PROCESSED + 1];

    private long[] before = new long[PROCESSED + 1];
    private long turned = System.nanoTime();
    /** {@link System#nanoTime} at which the analysis of a frame began; 0 while there is none. */
    private volatile long analysing;

    private volatile long appending;
    /** Of the frame that is analysed; the analysing thread's. */
    private long appended;

    StreamTimes() {
        for (FrameStage stage : FrameStage.values()) {
            stages.put(stage, new Spreads());
        }
    }

    void record(FrameStage stage, long nanos) {
        Spreads spreads = stages.get(stage);
        if (spreads != null) { // it is, for every stage
            spreads.record(nanos);
        }
    }

    /**
     * A frame was analysed; by the analysing thread.
     *
     * @param callNanos the server's share of the time in which it waited for its answer
     */
    void analysed(FrameFlow.Times times, long callNanos) {
        record(FrameStage.Queue, times.inferredNanos() - callNanos);
        record(FrameStage.Inference, callNanos);
        record(FrameStage.TrackAndRules, times.analysedNanos() - appended);
        if (appended > 0) {
            record(FrameStage.Append, appended);
        }
        count(PROCESSED);
    }

    void lag(long micros) {
        lag.record(TimeUnit.MICROSECONDS.toNanos(micros));
    }

    void lost(Drop why) {
        count(why.ordinal());
    }

    private synchronized void count(int what) {
        turn();
        now[what]++;
    }

    private void turn() {
        long at = System.nanoTime();
        if (at - turned < Spreads.TURN_NANOS) {
            return;
        }
        boolean longAgo = at - turned >= 2 * Spreads.TURN_NANOS;
        long[] oldest = before;
        before = now;
        now = oldest;
        Arrays.fill(now, 0);
        if (longAgo) {
            Arrays.fill(before, 0);
        }
        turned = at;
    }

    /** The same analysis, whose beginning and end are seen. */
    Analysis around(Analysis analysis) {
        return new Analysis() {
            @Override
            public void begin(Epoch epoch) {
                analysis.begin(epoch);
            }

            @Override
            public boolean frame(long captureMicros, boolean captureEstimated, List<Found> found) {
                appended = 0;
                analysing = System.nanoTime();
                try {
                    return analysis.frame(captureMicros, captureEstimated, found);
                } finally {
                    analysing = 0;
                }
            }

            @Override
            public boolean still(long captureMicros, boolean captureEstimated) {
                appended = 0;
                analysing = System.nanoTime();
                try {
                    return analysis.still(captureMicros, captureEstimated);
                } finally {
                    analysing = 0;
                }
            }

            @Override
            public void gap() {
                analysis.gap();
            }
        };
    }

    /** The same outlet, whose use of time is seen. */
    EventOutlet around(EventOutlet outlet) {
        return new EventOutlet() {
            @Override
            public void append(String streamUid, RuleEvent event, EventData data) {
                long begun = begin();
                outlet.append(streamUid, event, data);
                end(begun);
            }

            @Override
            public void sync() {
                long begun = begin();
                outlet.sync();
                end(begun);
            }

            private long begin() {
                long begun = System.nanoTime();
                appending = begun;
                return begun;
            }

            private void end(long begun) {
                appending = 0;
                appended += System.nanoTime() - begun;
            }
        };
    }

    /** Milliseconds since the analysis began with the frame that it is busy with; 0 when with none. */
    long analysingMillis() {
        return since(analysing);
    }

    /** The same of writing events. */
    long appendingMillis() {
        return since(appending);
    }

    static long since(long nanos) {
        return nanos == 0 ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos));
    }

    /** What was seen, in order. */
    List<StageTime> stages(@Nullable Spread delivery) {
        List<StageTime> seen = new ArrayList<>();
        stages.forEach((stage, spreads) -> {
            @Nullable Spread spread = stage == FrameStage.Delivery ? delivery : spreads.read();
            if (spread != null) {
                seen.add(new StageTime(stage, spread));
            }
        });
        return seen;
    }

    @Nullable
    Spread lag() {
        return lag.read();
    }

    /** Frames of the window that were lost, by reason. */
    synchronized Map<String, Long> dropped() {
        turn();
        Map<String, Long> lost = new TreeMap<>();
        for (Drop why : Drop.values()) {
            long count = now[why.ordinal()] + before[why.ordinal()];
            if (count > 0 && why != Drop.STOPPED) {
                lost.put(why.text(), count);
            }
        }
        return lost;
    }

    /** Frames of the window that were analysed. */
    synchronized long processed() {
        turn();
        return now[PROCESSED] + before[PROCESSED];
    }

    /** How far back it looks, milliseconds. */
    synchronized long windowMillis() {
        turn();
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - turned + Spreads.TURN_NANOS);
    }
}
