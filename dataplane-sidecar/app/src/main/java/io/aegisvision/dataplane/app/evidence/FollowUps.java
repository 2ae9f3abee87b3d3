package io.aegisvision.dataplane.app.evidence;

import io.aegisvision.contract.EvidenceData;

/** Where follow-ups of events go. Any thread. */
public interface FollowUps {
    /**
     * One follow-up; durable when this returns, after the event that it follows.
     *
     * @param subject the event's
     * @param atMicros the event's time
     */
    void follow(EvidenceData data, String subject, long atMicros);
}
