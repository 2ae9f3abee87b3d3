package io.aegisvision.dataplane.app.stream;

import io.aegisvision.contract.Sampling;
import io.aegisvision.dataplane.video.Decode;
import org.jspecify.annotations.Nullable;

/**
 * Chooses an epoch's frames by its pipeline's {@link Sampling}, and tells the source which packets that takes.
 *
 * <p>An interval is kept by key frames alone where they come at least once an interval: then no other packet is decoded,
 * nor a key frame that comes before its time. Until their distance is known, and where they come more seldom, every frame
 * is. One thread.
 */
final class Sampler {
    /** What becomes of a frame. */
    enum Choice {
        /** It is left out. */
        OUT,
        /** It is detected. */
        DETECT,
        /** It is sampled, and nothing has moved since the newest frame that was detected. */
        STILL
    }

    private final Sampling sampling;
    private final Pacer pacer;
    private final @Nullable MotionGate gate;

    Sampler(Sampling sampling) {
        this.sampling = sampling;
        this.pacer = new Pacer(sampling.tier() == Sampling.Tier.Keyframes ? 0 : sampling.periodMicros());
        Sampling.Motion motion = sampling.motion();
        this.gate = motion == null ? null : new MotionGate(motion);
    }

    /**
     * What becomes of the source's newest frame.
     *
     * @param asked somebody waits for a picture
     * @param lostFrames sampled frames of the stream that were lost so far
     */
    Choice choose(Feed source, boolean asked, long lostFrames) {
        long captured = source.captureMicros();
        if (!pacer.take(captured)) {
            return Choice.OUT;
        }
        MotionGate motion = gate;
        return motion == null || motion.opens(source.picture(), captured, lostFrames) || asked
                ? Choice.DETECT
                : Choice.STILL;
    }

    /** After each frame and skipped packet: what the source is to decode from here on. */
    void steer(Feed source) {
        switch (sampling.tier()) {
            case Rate -> source.decode(Decode.ALL, 0);
            case Keyframes -> source.decode(Decode.KEYFRAMES, 0);
            case Interval -> {
                long spacing = source.keyframeMicros();
                boolean enough = spacing >= 0 && spacing <= sampling.periodMicros();
                source.decode(
                        enough ? Decode.KEYFRAMES : Decode.ALL,
                        enough ? pacer.dueMicros() - source.captureMicros() : 0);
            }
        }
    }
}
