package io.aegisvision.dataplane.tracker;

/** Follows the objects of one stream from frame to frame. The same input gives the same tracks and ids. One thread. */
public sealed interface Tracker permits ByteTracker, OcSortTracker {
    /**
     * Goes on to the next frame; an empty one counts too.
     *
     * @param timeMicros capture time; not after the last one: the frame is ignored and counted
     * @return whether the frame was used
     */
    boolean update(long timeMicros, Detections seen);

    /** Forgets all tracks; ids begin at 1 again, and any time may come next. */
    void newEpoch();

    /** The tracks after the last update; always the same object. */
    Tracks tracks();

    /** Frames ignored since they were not later than the one before. */
    long ignoredFrames();

    /** Detections that were no boxes: not finite, without area, or with a score outside 0..1. */
    long refusedDetections();

    /** New tracks refused since there were too many. */
    long refusedTracks();
}
