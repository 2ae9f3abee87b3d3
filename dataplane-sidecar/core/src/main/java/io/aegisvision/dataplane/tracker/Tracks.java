package io.aegisvision.dataplane.tracker;

/**
 * The confirmed tracks after an update, in the order of their ids, and those that ended with it. Tentative tracks do not
 * appear: what has no id cannot be counted. Valid until the next update of the tracker behind it; the same thread only.
 */
public interface Tracks {
    /** Tracks that are alive: seen now, or lost and not yet ended. */
    int size();

    /** The id, from 1, unique in the stream's epoch. */
    long id(int index);

    /** Majority of the classes of its recent observations; on a tie the one it had. */
    int label(int index);

    /** Whether this update saw it; otherwise it is lost for now. */
    boolean seen(int index);

    /** Capture time of the last observation, microseconds. */
    long lastSeenMicros(int index);

    /** Capture time of the first observation, microseconds. */
    long firstSeenMicros(int index);

    /** Score of the last observation. */
    float score(int index);

    /** Left edge of the last observed box (as detected, not filtered), fraction of the display. */
    float x1(int index);

    /** Top edge. */
    float y1(int index);

    /** Right edge. */
    float x2(int index);

    /** Bottom edge. */
    float y2(int index);

    /** Tracks that ended with this update. */
    int endedSize();

    /** Id of an ended track. */
    long endedId(int index);
}
