package io.aegisvision.dataplane.app.stream;

import io.aegisvision.contract.StreamAssignment.Source;
import io.aegisvision.dataplane.video.Opened;
import io.aegisvision.dataplane.video.Picture;
import io.aegisvision.dataplane.video.Step;
import io.aegisvision.dataplane.video.TimeStep;
import io.aegisvision.dataplane.video.VideoLimits;
import io.aegisvision.dataplane.video.VideoProblem;
import io.aegisvision.dataplane.video.VideoSource;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** A feed that FFmpeg reads. */
public record VideoFeed(VideoSource source) implements Feed {
    /** Opens with the default limits. */
    public static Feed.Opener opener(InstantSource clock) {
        return source -> open(source, clock);
    }

    private static Attempt open(Source source, InstantSource clock) {
        return switch (VideoSource.open(source, VideoLimits.DEFAULT, clock)) {
            case Opened.Ready ready -> new Attempt.Ready(new VideoFeed(ready.source()));
            case Opened.Failed failed -> new Attempt.Failed(failed.problem());
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
    public TimeStep timeStep() {
        return source.timeStep();
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
