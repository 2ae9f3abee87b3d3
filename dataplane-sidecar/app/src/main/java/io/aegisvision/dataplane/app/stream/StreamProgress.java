package io.aegisvision.dataplane.app.stream;

import io.aegisvision.contract.CellState.StreamPhase;
import io.aegisvision.contract.CellState.StreamReason;
import org.jspecify.annotations.Nullable;

/** How far a stream has come: written by the reader in charge, read by anyone. */
final class StreamProgress {
    /** Phase and its reason, together, and {@link System#nanoTime} from which on they hold. */
    record Status(
            StreamPhase phase,
            @Nullable StreamReason reason,
            @Nullable String message,
            long sinceNanos) {}

    final SourceCounts source = new SourceCounts();
    final RateMeter decodedRate = new RateMeter();
    volatile Status status = status(StreamPhase.WaitingForModel, StreamReason.ModelNotLoaded, "waits for its models");
    /** Whether the source is open, be there a picture or not. */
    volatile boolean sessionOpen;

    volatile @Nullable Epoch epoch;
    /** {@link System#nanoTime} of the newest frame; 0 before the first. */
    volatile long lastFrameNanos;

    void now(StreamPhase phase, @Nullable StreamReason reason, @Nullable String message) {
        status = status(phase, reason, message);
    }

    private static Status status(StreamPhase phase, @Nullable StreamReason reason, @Nullable String message) {
        return new Status(phase, reason, message, System.nanoTime());
    }
}
