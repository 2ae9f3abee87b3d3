package io.aegisvision.dataplane.app.stream;

import io.aegisvision.contract.EventData;
import io.aegisvision.dataplane.rules.RuleEvent;

/** Where a stream's events go. Called by the stream's analysing thread. */
public interface EventOutlet {
    /**
     * One event, in order of decision; it may still be lost.
     *
     * @param streamUid the Stream's uid, part of the event's id
     */
    void append(String streamUid, RuleEvent event, EventData data);

    /** All appended events are as durable as their sinks' policy says when this returns. */
    void sync();
}
