package io.aegisvision.dataplane.app.detect;

import io.aegisvision.contract.ModelVersion;
import io.aegisvision.dataplane.video.Picture;

/**
 * One model version as one stream uses it: a few slots into which pictures are scaled and from which results are read.
 *
 * <p>Life of a slot: {@link #load} takes it, then {@link #drop} gives it back unsent, or {@link #infer} sends it; after
 * {@link Answer#done} it is read and given back by {@link #release}. After a failure or {@link Answer#overdue} the
 * detector gives it back itself, when the server no longer touches it.
 */
public interface Detector {
    /** What it runs. */
    ModelVersion version();

    /** Scales a picture into a free slot; the slot, or -1 when none is free. By the decoding thread. */
    int load(Picture picture);

    /** Gives back a loaded slot that was not sent. */
    void drop(int slot);

    /** Sends a loaded slot. The answer comes on another thread, or on this one at once. */
    void infer(int slot, Answer answer);

    /** Reads the result of a slot that is done. By one thread at a time. */
    void read(int slot, DetectedBoxes into);

    /** Gives back a slot that is done. */
    void release(int slot);

    /** No frame goes in any more: frees everything as soon as the last answer is there. */
    void retire();

    /** Outcome of one inference: exactly one call, by a thread that must not be held up. */
    interface Answer {
        /** The result can be read. */
        void done(long nanos);

        /**
         * There is no result.
         *
         * @param serverGone the server does not answer, or does not know the model or region (any more)
         */
        void failed(boolean serverGone);

        /** No answer in time; what comes later is thrown away. */
        void overdue();
    }
}
