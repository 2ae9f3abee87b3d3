package io.aegisvision.dataplane.video;

/** Outcome of asking for the next frame. */
public enum Step {
    /** A frame is there. */
    FRAME,
    /** A packet came whose frame nobody needs: a sign of life, and no frame. */
    SKIPPED,
    /** A file that is not looped is at its end. */
    ENDED,
    /** It does not go on; {@link VideoSource#problem()} says why. Close and open again. */
    FAILED
}
