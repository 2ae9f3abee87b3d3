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

    /**
     * Goes on to a frame that was not detected since nothing had moved: each object is where the last update left it.
     * Tracks that it saw are seen again in the same place, unconfirmed ones neither gain nor lose, lost ones age, and the
     * motion model takes no time to have passed. Before the first update there is nothing that could be still.
     *
     * @param timeMicros capture time; not after the last one: the frame is ignored and counted
     * @return whether the frame was used
     */
    boolean still(long timeMicros);

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
