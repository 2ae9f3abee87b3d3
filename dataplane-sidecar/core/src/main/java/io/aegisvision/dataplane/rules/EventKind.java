package io.aegisvision.dataplane.rules;

import io.aegisvision.contract.EventTypes;

/** What can happen. */
public enum EventKind {
    /** A track stayed for the dwell's duration. */
    DWELL_FIRED(EventTypes.DWELL_FIRED, Phase.BEGINS),
    /** A dwell that had fired is over. */
    DWELL_ENDED(EventTypes.DWELL_ENDED, Phase.ENDS),
    /** A track went over a line. */
    LINE_CROSSED(EventTypes.LINE_CROSSED, Phase.INSTANT),
    /** More tracks than the threshold for the given time. */
    OCCUPANCY_RAISED(EventTypes.OCCUPANCY_RAISED, Phase.BEGINS),
    /** A raised occupancy is over. */
    OCCUPANCY_CLEARED(EventTypes.OCCUPANCY_CLEARED, Phase.ENDS),
    /** A track came into a zone. */
    ZONE_ENTERED(EventTypes.ZONE_ENTERED, Phase.BEGINS),
    /** A track was seen outside after its stay. */
    ZONE_EXITED(EventTypes.ZONE_EXITED, Phase.ENDS),
    /** A stay ended otherwise. */
    ZONE_LOST(EventTypes.ZONE_LOST, Phase.ENDS),
    /** A window is over. */
    FLOW_COUNTED(EventTypes.FLOW_COUNTED, Phase.INSTANT),
    /** More entries within the window than the threshold. */
    FLOW_RAISED(EventTypes.FLOW_RAISED, Phase.BEGINS),
    /** A raised flow is over. */
    FLOW_CLEARED(EventTypes.FLOW_CLEARED, Phase.ENDS),
    /** A track moves as asked. */
    DIRECTION_FIRED(EventTypes.DIRECTION_FIRED, Phase.BEGINS),
    /** It no longer does. */
    DIRECTION_ENDED(EventTypes.DIRECTION_ENDED, Phase.ENDS),
    /** A track is too fast. */
    SPEED_FIRED(EventTypes.SPEED_FIRED, Phase.BEGINS),
    /** It no longer is. */
    SPEED_ENDED(EventTypes.SPEED_ENDED, Phase.ENDS),
    /** An object was left alone. */
    ABANDONED_FIRED(EventTypes.ABANDONED_FIRED, Phase.BEGINS),
    /** It no longer is. */
    ABANDONED_ENDED(EventTypes.ABANDONED_ENDED, Phase.ENDS),
    /** Rules hold together. */
    COMPOSITE_FIRED(EventTypes.COMPOSITE_FIRED, Phase.BEGINS),
    /** They no longer do. */
    COMPOSITE_ENDED(EventTypes.COMPOSITE_ENDED, Phase.ENDS);

    /** What an event does to the time in which its rule is active, which composites look at. */
    enum Phase {
        BEGINS,
        ENDS,
        INSTANT
    }

    private final String type;
    private final Phase phase;

    EventKind(String type, Phase phase) {
        this.type = type;
        this.phase = phase;
    }

    /** The CloudEvents type. */
    public String type() {
        return type;
    }

    Phase phase() {
        return phase;
    }
}
