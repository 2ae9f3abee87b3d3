package io.aegisvision.contract;

/** CloudEvents types of what the data plane emits. */
public final class EventTypes {
    private EventTypes() {}

    public static final String DWELL_FIRED = "io.aegisvision.dwell.fired.v1";
    public static final String DWELL_ENDED = "io.aegisvision.dwell.ended.v1";
    public static final String LINE_CROSSED = "io.aegisvision.line.crossed.v1";
    public static final String OCCUPANCY_RAISED = "io.aegisvision.occupancy.raised.v1";
    public static final String OCCUPANCY_CLEARED = "io.aegisvision.occupancy.cleared.v1";
    /** Events were lost to an overflow of the outbox; data says how many. */
    public static final String GAP = "io.aegisvision.outbox.gap.v1";
}
