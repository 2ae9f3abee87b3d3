package io.aegisvision.dataplane.video;

/** Outcome of opening a source. */
public sealed interface Opened {
    /** Connected, described, ready to read; the receiver closes it. */
    record Ready(VideoSource source) implements Opened {}

    /** Nothing is left open. */
    record Failed(VideoProblem problem) implements Opened {}
}
