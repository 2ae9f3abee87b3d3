package io.aegisvision.dataplane.app.stream;

import io.aegisvision.contract.StreamAssignment.Source;
import io.aegisvision.dataplane.video.Decode;
import io.aegisvision.dataplane.video.Opened;
import io.aegisvision.dataplane.video.PacketRing;
import io.aegisvision.dataplane.video.Picture;
import io.aegisvision.dataplane.video.Step;
import io.aegisvision.dataplane.video.TimeStep;
import io.aegisvision.dataplane.video.VideoLimits;
import io.aegisvision.dataplane.video.VideoProblem;
import io.aegisvision.dataplane.video.VideoSource;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** A feed that FFmpeg reads. */
public record VideoFeed(VideoSource source) implements Feed {
    /** What a call may take beyond its limits before it counts as hung: a busy machine is no hang. */
    private static final Duration MARGIN = Duration.ofSeconds(3);

    /** Opens with the limits of the source's kind. */
    public static Feed.Opener opener(InstantSource clock) {
        return new Feed.Opener() {
            @Override
            public Attempt open(Source source) {
                return switch (VideoSource.open(source, VideoLimits.of(source.kind()), clock)) {
                    case Opened.Ready ready -> new Attempt.Ready(new VideoFeed(ready.source()));
                    case Opened.Failed failed -> new Attempt.Failed(failed.problem());
                };
            }

            @Override
            public Duration patience(Source source) {
                return VideoLimits.of(source.kind()).longestCall().plus(MARGIN);
            }
        };
    }

    @Override
    public Step next() {
        return source.next();
    }

    @Override
    public @Nullable VideoProblem problem() {
        return source.problem();
    }

    @Override
    public Picture picture() {
        return source.picture();
    }

    @Override
    public long captureMicros() {
        return source.captureMicros();
    }

    @Override
    public boolean captureEstimated() {
        return source.captureEstimated();
    }

    @Override
    public void keepPackets(PacketRing into) {
        source.keepPackets(into);
    }

    @Override
    public TimeStep timeStep() {
        return source.timeStep();
    }

    @Override
    public void awaitDue() {
        source.awaitDue();
    }

    @Override
    public long decodeNanos() {
        return source.decodeNanos();
    }

    @Override
    public long decodeErrors() {
        return source.decodeErrors();
    }

    @Override
    public void decode(Decode which, long restMicros) {
        source.decode(which, restMicros);
    }

    @Override
    public long keyframeMicros() {
        return source.keyframeMicros();
    }

    @Override
    public long skipped() {
        return source.skipped();
    }

    @Override
    public void abort() {
        source.abort();
    }

    @Override
    public void close() {
        source.close();
    }
}
