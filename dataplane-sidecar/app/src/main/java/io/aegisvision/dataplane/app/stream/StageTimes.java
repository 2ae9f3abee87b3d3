package io.aegisvision.dataplane.app.stream;

/** Where a frame's time went; any thread. */
public interface StageTimes {
    /** Scaling and sending, from decoded to sent or queued. */
    void scaled(long nanos);

    /** From decoded to answered. */
    void inferred(long nanos);

    /** Tracking, rules and writing of events. */
    void analysed(long nanos);
}
