package io.aegisvision.dataplane.app.stream;

import io.aegisvision.contract.EvidenceStage;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.dataplane.tracker.Tracks;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a stream keeps so that its events can be shown, and the way of its events past it. Three threads call it, each
 * its own methods; none of them waits for a disk, a decoder or a store.
 */
public interface StreamEvidence extends AutoCloseable {
    /** What is to be kept from now on, or null; from any thread. */
    void plan(@Nullable EvidenceStage stage, StreamAssignment stream);

    /** By the reading thread, before each frame: a session may be new, and so may be what is to be kept. */
    void reading(Feed session);

    /** By the reading thread: its newest frame begins an epoch. */
    void begin(Epoch epoch);

    /** By the analysing thread: what was detected in a frame, before its tracks. */
    void detected(Epoch epoch, long captureMicros, List<Analysis.Found> found);

    /** By the analysing thread: the tracks of that frame, before its events. */
    void tracked(String tracker, Tracks tracks);

    /** The same outlet, past which events are noted that get evidence; for the analysing thread. */
    EventOutlet noting(EventOutlet outlet);

    /** The stream ends; what it has asked for goes on. */
    @Override
    void close();

    /** Gives each stream its own. */
    interface Source {
        /** Keeps nothing. */
        Source NONE = stream -> new NoEvidence();

        /** For a stream that begins. */
        StreamEvidence of(String stream);
    }
}
