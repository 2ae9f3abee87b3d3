package io.aegisvision.dataplane.app.stream;

/** Where a frame's time went; any thread. */
public interface StageTimes {
    /** Scaling and sending, from decoded to sent or queued. */
    void scaled(long nanos);

    /** From scaled to answered. */
    void inferred(long nanos);

    /** Tracking, rules and writing of events. */
    void analysed(long nanos);

    /** The inference call, from sent to answered: the slowest, where a frame has several. */
    void called(long nanos);

    /** A frame that gave events: from decoded until they are durable, less its inference call. */
    void eventful(long nanos);
}
