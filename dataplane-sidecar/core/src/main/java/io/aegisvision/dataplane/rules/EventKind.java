package io.aegisvision.dataplane.rules;

import io.aegisvision.contract.EventTypes;

/** What can happen. */
public enum EventKind {
    /** A track stayed for the dwell's duration. */
    DWELL_FIRED(EventTypes.DWELL_FIRED),
    /** A dwell that had fired is over. */
    DWELL_ENDED(EventTypes.DWELL_ENDED),
    /** A track went over a line. */
    LINE_CROSSED(EventTypes.LINE_CROSSED),
    /** More tracks than the threshold for the given time. */
    OCCUPANCY_RAISED(EventTypes.OCCUPANCY_RAISED),
    /** A raised occupancy is over. */
    OCCUPANCY_CLEARED(EventTypes.OCCUPANCY_CLEARED);

    private final String type;

    EventKind(String type) {
        this.type = type;
    }

    /** The CloudEvents type. */
    public String type() {
        return type;
    }
}
