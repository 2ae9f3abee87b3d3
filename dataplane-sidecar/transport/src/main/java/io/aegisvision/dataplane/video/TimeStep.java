package io.aegisvision.dataplane.video;

/** How a frame's capture time follows the one before. Whether that begins a new epoch is the caller's decision. */
public enum TimeStep {
    /** The first frame of this connection. */
    FIRST,
    /** Later, by no more than the limit. */
    ONWARD,
    /** The same time again: to be ignored and counted. */
    REPEATED,
    /** Earlier than the frame before: the camera's clock or its timestamps began anew. */
    BACKWARDS,
    /** Later by more than the limit. */
    JUMPED,
    /**
     * The camera's first report of its clock came between the frames: times before were estimates on another base than
     * this and all later ones.
     */
    CLOCK_LEARNED
}
