package io.aegisvision.dataplane.app.stream;

import io.aegisvision.contract.CellState.StreamPhase;
import io.aegisvision.contract.CellState.StreamReason;
import org.jspecify.annotations.Nullable;

/** How far a stream has come: written by the reader in charge, read by anyone. */
final class StreamProgress {
    /** Phase and its reason, together. */
    record Status(
            StreamPhase phase,
            @Nullable StreamReason reason,
            @Nullable String message) {}

    final SourceCounts source = new SourceCounts();
    final RateMeter decodedRate = new RateMeter();
    volatile Status status =
            new Status(StreamPhase.WaitingForModel, StreamReason.ModelNotLoaded, "waits for its models");
    volatile @Nullable Epoch epoch;
    /** {@link System#nanoTime} of the newest frame; 0 before the first. */
    volatile long lastFrameNanos;

    void now(StreamPhase phase, @Nullable StreamReason reason, @Nullable String message) {
        status = new Status(phase, reason, message);
    }
}
