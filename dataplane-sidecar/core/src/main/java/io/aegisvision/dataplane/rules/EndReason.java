package io.aegisvision.dataplane.rules;

/** Why an episode ended; the text is what events carry. */
public enum EndReason {
    /** Seen outside, and not back in time. */
    EXIT("exit"),
    /** Not seen for longer than the rule allows. */
    UNSEEN("unseen"),
    /** The track ended. */
    TRACK_ENDED("track-ended"),
    /** The count fell to the re-arming level. */
    CLEARED("cleared"),
    /** The stream's epoch ended: a reconnect, or a jump in time. Never an exit. */
    STREAM_GAP("stream-gap"),
    /** The rule was changed or removed, or its zone or line was. */
    RULE_CHANGED("rule-changed"),
    /** The stream was stopped. */
    STREAM_STOPPED("stream-stopped");

    private final String text;

    EndReason(String text) {
        this.text = text;
    }

    /** What an event's {@code endReason} says. */
    public String text() {
        return text;
    }
}
