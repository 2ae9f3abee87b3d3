package io.aegisvision.dataplane.video;

import java.util.function.LongSupplier;

/**
 * Turns the media times of one connection into capture times on the wall clock and says how each follows the last.
 *
 * <p>A camera reports now and then which wall-clock moment belongs to which media time (RTCP sender report). From the
 * first report on, capture time is exact to the camera's own clock; before it, the first frame counts as captured when
 * it arrived and all are flagged as estimated. Where a live source's times jump or go back, the report is void (FFmpeg
 * keeps a connection's first one): from there on times are estimated anew. A recording has no report: its times are
 * estimates throughout, and a loop goes on one frame after its last.
 */
final class CaptureClock {
    /** No report yet; no media time. */
    static final long UNKNOWN = Long.MIN_VALUE;

    private final long jumpMicros;
    private final boolean live;
    private final LongSupplier wallMicros;
    private long estimatedBase = UNKNOWN;
    private long loopOffset;
    private long lastMedia = UNKNOWN;
    private long lastPeriod;
    private long micros;
    private boolean estimated = true;
    private boolean broken;
    /** Newest time among packets that were not decoded; no time. */
    private long heard = UNKNOWN;

    private boolean heardJump;
    private TimeStep step = TimeStep.FIRST;

    /**
     * @param jumpMicros a step above this is {@link TimeStep#JUMPED}
     * @param live frames come when they are captured
     * @param wallMicros the wall clock in microseconds since the Unix epoch; read where times begin anew only
     */
    CaptureClock(long jumpMicros, boolean live, LongSupplier wallMicros) {
        this.jumpMicros = jumpMicros;
        this.live = live;
        this.wallMicros = wallMicros;
    }

    /**
     * The next frame.
     *
     * @param media its media time in microseconds, on the connection's own base
     * @param reportedBase wall-clock microseconds at media time 0 by the camera's report, or {@link #UNKNOWN}
     */
    void frame(long media, long reportedBase) {
        long time = media + loopOffset;
        step = follow(time, estimated && !broken && reportedBase != UNKNOWN);
        boolean breaks = live && (step == TimeStep.JUMPED || step == TimeStep.BACKWARDS);
        broken = broken || breaks;
        if (estimatedBase == UNKNOWN || breaks) {
            estimatedBase = wallMicros.getAsLong() - time;
        }
        estimated = broken || reportedBase == UNKNOWN;
        micros = time + (estimated ? estimatedBase : reportedBase);
        if (step == TimeStep.ONWARD) {
            lastPeriod = time - lastMedia;
        }
        lastMedia = time;
        heard = UNKNOWN;
        heardJump = false;
    }

    private TimeStep follow(long time, boolean learned) {
        if (lastMedia == UNKNOWN) {
            return TimeStep.FIRST;
        }
        if (learned) {
            return TimeStep.CLOCK_LEARNED;
        }
        if (time == lastMedia) {
            return TimeStep.REPEATED;
        }
        if (time < lastMedia) {
            return TimeStep.BACKWARDS;
        }
        return heardJump || time - Math.max(lastMedia, heard) > jumpMicros ? TimeStep.JUMPED : TimeStep.ONWARD;
    }

    /**
     * A packet that is not decoded: its time goes on, or jumps, for the frame that comes next.
     *
     * @param media its media time in microseconds; packets need not come in the order of their times
     */
    void skipped(long media) {
        long time = media + loopOffset;
        long before = Math.max(lastMedia, heard);
        if (before != UNKNOWN && Math.abs(time - before) > jumpMicros) {
            heardJump = true;
        }
        heard = heardJump ? time : Math.max(time, before);
    }

    /** A media time of a packet on the base of {@link #mediaMicros}. */
    long mediaOf(long media) {
        return media + loopOffset;
    }

    /**
     * The file begins again.
     *
     * @param firstMedia media time of its first frame
     */
    void rewound(long firstMedia) {
        if (lastMedia != UNKNOWN) {
            loopOffset = lastMedia + lastPeriod - firstMedia;
        }
    }

    /** Capture time of the frame in microseconds since the Unix epoch. */
    long micros() {
        return micros;
    }

    /** True while no report of the camera holds. */
    boolean estimated() {
        return estimated;
    }

    TimeStep step() {
        return step;
    }

    /** Media time since the first frame's base, loops added: what a paced source is paced by. */
    long mediaMicros() {
        return lastMedia;
    }
}
