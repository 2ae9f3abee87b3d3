package io.aegisvision.dataplane.app.stream;

import io.aegisvision.contract.ModelVersion;
import io.aegisvision.dataplane.app.detect.DetectedBoxes;
import java.util.List;

/** What comes after detection: tracks, rules, events. One thread calls it, frames in order of time. */
public interface Analysis {
    /** Times begin anew: tracks end, and episodes end with a gap; called before the epoch's first frame. */
    void begin(Epoch epoch);

    /**
     * One frame.
     *
     * @param found by the detectors of the graph, in its order
     * @return whether it gave events; they are durable
     */
    boolean frame(long captureMicros, boolean captureEstimated, List<Found> found);

    /**
     * A frame that was not detected since nothing had moved: what the newest frame showed is where it was.
     *
     * @return whether it gave events; they are durable
     */
    boolean still(long captureMicros, boolean captureEstimated);

    /** The source is gone: what was seen ends here, should nothing come any more. */
    void gap();

    /** One detector's result; the boxes are valid during the call. */
    record Found(String stage, ModelVersion version, DetectedBoxes boxes) {}
}
