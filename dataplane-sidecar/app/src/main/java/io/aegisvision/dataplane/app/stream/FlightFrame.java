package io.aegisvision.dataplane.app.stream;

import io.aegisvision.dataplane.app.detect.Detector;
import io.aegisvision.dataplane.app.stream.StreamCounts.Drop;
import io.aegisvision.dataplane.video.RgbImage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sampled frame on its way through inference. All fields that change are guarded by the lock of its {@link
 * FrameFlow}.
 */
final class FlightFrame {
    /** One detector's share. */
    static final class Part {
        final String stage;
        final Detector detector;
        final int slot;
        boolean ready;
        long nanos;

        Part(String stage, Detector detector, int slot) {
            this.stage = stage;
            this.detector = detector;
            this.slot = slot;
        }
    }

    final Epoch epoch;
    final long captureMicros;
    final boolean captureEstimated;
    /** None of a frame that needs no detection. */
    final List<Part> parts;
    /** The picture, where somebody asked for a snapshot. */
    final @Nullable RgbImage picture;
    /** The same for those who watch; who takes it from here owns it. */
    @Nullable
    ViewFrame view;

    final long decodedNanos;
    final long scaledNanos;
    int outstanding;

    @Nullable
    Drop dropped;

    FlightFrame(
            Epoch epoch,
            long captureMicros,
            boolean captureEstimated,
            List<Part> parts,
            @Nullable RgbImage picture,
            long decodedNanos,
            long scaledNanos) {
        this.epoch = epoch;
        this.captureMicros = captureMicros;
        this.captureEstimated = captureEstimated;
        this.parts = parts;
        this.picture = picture;
        this.decodedNanos = decodedNanos;
        this.scaledNanos = scaledNanos;
        this.outstanding = parts.size();
    }
}
