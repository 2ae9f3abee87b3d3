package io.aegisvision.contract;

/** CloudEvents types of what the data plane emits. */
public final class EventTypes {
    private EventTypes() {}

    /** A track stayed in a zone for the duration; again at each repeat. */
    public static final String DWELL_FIRED = "io.aegisvision.dwell.fired.v1";
    /** A stay that had fired is over; it carries the whole duration. */
    public static final String DWELL_ENDED = "io.aegisvision.dwell.ended.v1";
    /** A track went over a line. */
    public static final String LINE_CROSSED = "io.aegisvision.line.crossed.v1";
    /** More tracks in a zone than the threshold, for the time. */
    public static final String OCCUPANCY_RAISED = "io.aegisvision.occupancy.raised.v1";
    /** A raised occupancy is over. */
    public static final String OCCUPANCY_CLEARED = "io.aegisvision.occupancy.cleared.v1";
    /** A track came into a zone. */
    public static final String ZONE_ENTERED = "io.aegisvision.zone.entered.v1";
    /** A track was seen outside after it had been in a zone. */
    public static final String ZONE_EXITED = "io.aegisvision.zone.exited.v1";
    /** What was in a zone is no longer followed, and nobody saw it leave. */
    public static final String ZONE_LOST = "io.aegisvision.zone.lost.v1";
    /** A window is over; how many tracks entered in it. */
    public static final String FLOW_COUNTED = "io.aegisvision.flow.counted.v1";
    /** More tracks entered within the window than the threshold. */
    public static final String FLOW_RAISED = "io.aegisvision.flow.raised.v1";
    /** A raised flow is over. */
    public static final String FLOW_CLEARED = "io.aegisvision.flow.cleared.v1";
    /** A track moves the wrong way, or the given one. */
    public static final String DIRECTION_FIRED = "io.aegisvision.direction.fired.v1";
    /** It no longer does. */
    public static final String DIRECTION_ENDED = "io.aegisvision.direction.ended.v1";
    /** A track is faster than the limit. */
    public static final String SPEED_FIRED = "io.aegisvision.speed.fired.v1";
    /** It no longer is. */
    public static final String SPEED_ENDED = "io.aegisvision.speed.ended.v1";
    /** An object was left alone for the duration. */
    public static final String ABANDONED_FIRED = "io.aegisvision.abandoned.fired.v1";
    /** It was moved, fetched or is no longer seen. */
    public static final String ABANDONED_ENDED = "io.aegisvision.abandoned.ended.v1";
    /** Rules hold together as asked. */
    public static final String COMPOSITE_FIRED = "io.aegisvision.composite.fired.v1";
    /** They no longer do. */
    public static final String COMPOSITE_ENDED = "io.aegisvision.composite.ended.v1";
    /** Where the snapshot and the clip of an earlier event are, or why there are none. */
    public static final String EVIDENCE = "io.aegisvision.evidence.v1";
    /** Events were lost to an overflow of the outbox; data says how many. */
    public static final String GAP = "io.aegisvision.outbox.gap.v1";
}
