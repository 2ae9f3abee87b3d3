package io.aegisvision.dataplane.app.stream;

import io.aegisvision.contract.EvidenceStage;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.dataplane.tracker.Tracks;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Nothing is kept. */
final class NoEvidence implements StreamEvidence {
    @Override
    public void plan(@Nullable EvidenceStage stage, StreamAssignment stream) {}

    @Override
    public void reading(Feed session) {}

    @Override
    public void begin(Epoch epoch) {}

    @Override
    public void detected(Epoch epoch, long captureMicros, List<Analysis.Found> found) {}

    @Override
    public void tracked(String tracker, Tracks tracks) {}

    @Override
    public EventOutlet noting(EventOutlet outlet) {
        return outlet;
    }

    @Override
    public void close() {}
}
