package io.aegisvision.dataplane.bench.inference;

import io.aegisvision.contract.StreamAssignment.Source;
import io.aegisvision.dataplane.app.stream.Feed;
import io.aegisvision.dataplane.video.Decode;
import io.aegisvision.dataplane.video.Picture;
import io.aegisvision.dataplane.video.RgbImage;
import io.aegisvision.dataplane.video.Step;
import io.aegisvision.dataplane.video.TimeStep;
import io.aegisvision.dataplane.video.VideoProblem;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Pictures of one colour, already decoded, at a rate of their own with a tenth of jitter. */
final class PlayedFeed implements Feed {
    private final Picture picture;
    private final Random random;
    private final double periodNanos;
    private long due = System.nanoTime();
    private boolean first = true;
    private volatile boolean aborted;

    private PlayedFeed(int side, double perSecond, long seed) {
        picture = Picture.ofRgb(new RgbImage(side, side, new byte[3 * side * side]));
        random = new Random(seed);
        periodNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    /**
     * @param side of the square pictures, pixels
     * @param perSecond frames
     */
    static Opener opener(int side, double perSecond) {
        return new Opener() {
            @Override
            public Attempt open(Source source) {
                return new Attempt.Ready(
                        new PlayedFeed(side, perSecond, source.url().hashCode()));
            }

            @Override
            public Duration patience(Source source) {
                return Duration.ofSeconds(30);
            }
        };
    }

    @Override
    public Step next() {
        due += (long) (periodNanos * (0.9 + 0.2 * random.nextDouble()));
        for (long left = due - System.nanoTime(); left > 0 && !aborted; left = due - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(100)));
        }
        return aborted ? Step.FAILED : Step.FRAME;
    }

    @Override
    public @Nullable VideoProblem problem() {
        return null;
    }

    @Override
    public Picture picture() {
        return picture;
    }

    @Override
    public long captureMicros() {
        return due / 1000;
    }

    @Override
    public boolean captureEstimated() {
        return false;
    }

    @Override
    public TimeStep timeStep() {
        TimeStep step = first ? TimeStep.FIRST : TimeStep.ONWARD;
        first = false;
        return step;
    }

    @Override
    public void awaitDue() {}

    @Override
    public long decodeErrors() {
        return 0;
    }

    @Override
    public void decode(Decode which, long restMicros) {} // they are decoded already

    @Override
    public long keyframeMicros() {
        return -1;
    }

    @Override
    public long skipped() {
        return 0;
    }

    @Override
    public void abort() {
        aborted = true;
    }

    @Override
    public void close() {
        picture.close();
    }
}
