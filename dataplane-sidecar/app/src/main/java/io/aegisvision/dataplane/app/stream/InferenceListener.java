package io.aegisvision.dataplane.app.stream;

/** Hears every live inference; must not block. Any thread. */
public interface InferenceListener {
    /** A version answered. */
    void answered(String digest, long nanos, boolean nothingFound);

    /** A version failed or timed out. */
    void failed(String digest);
}
