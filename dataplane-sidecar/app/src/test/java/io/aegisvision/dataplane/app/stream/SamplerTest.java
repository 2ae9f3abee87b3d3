package io.aegisvision.dataplane.app.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.contract.Sampling;
import io.aegisvision.contract.StreamAssignment.Kind;
import io.aegisvision.contract.StreamAssignment.Source;
import io.aegisvision.contract.StreamAssignment.Transport;
import io.aegisvision.dataplane.testkit.Clip;
import io.aegisvision.dataplane.video.Step;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each tier takes of a recording of 12 s at 25 frames a second with a key frame every 0.4 s, and what it decodes. */
class SamplerTest {
    private static final int SECONDS = 12;

    @TempDir
    static Path folder;

    private static Path clip = Path.of("");

    @BeforeAll
    static void encode() {
        clip = Clip.write(folder.resolve("yard.mp4"), "mp4", Map.of(), SECONDS);
    }

    /** Times of the sampled frames in milliseconds, and how many were decoded. */
    private record Taken(List<Long> millis, int decoded, long skipped) {}

    private static Taken play(Sampling sampling) {
        Source source = new Source(Kind.FILE, clip.toString(), null, null, Transport.TCP, false, false);
        Sampler sampler = new Sampler(sampling);
        List<Long> millis = new ArrayList<>();
        int decoded = 0;
        Feed.Attempt attempt =
                VideoFeed.opener(InstantSource.fixed(java.time.Instant.EPOCH)).open(source);
        assertThat(attempt).isInstanceOf(Feed.Attempt.Ready.class);
        try (Feed feed = ((Feed.Attempt.Ready) attempt).feed()) {
            for (Step step = feed.next(); step != Step.ENDED; step = feed.next()) {
                if (step == Step.FRAME) {
                    decoded++;
                    if (sampler.choose(feed, false, 0) == Sampler.Choice.DETECT) {
                        millis.add(feed.captureMicros() / 1000);
                    }
                }
                sampler.steer(feed);
            }
            return new Taken(millis, decoded, feed.skipped());
        }
    }

    @Test
    void aRateDecodesEveryFrame() {
        Taken taken = play(Sampling.framesPerSecond(5));
        assertThat(taken.decoded()).isEqualTo(SECONDS * Clip.FPS);
        assertThat(taken.millis()).hasSize(SECONDS * 5);
        assertThat(taken.skipped()).isZero();
    }

    @Test
    void keyFramesAreAllThatIsDecoded() {
        Taken taken = play(Sampling.keyframes());
        int keys = SECONDS * Clip.FPS / Clip.KEY_EVERY;
        assertThat(taken.millis()).hasSize(keys);
        assertThat(taken.skipped()).isEqualTo(SECONDS * Clip.FPS - taken.decoded());
        // the first frame is decoded before anybody says what for: it is a key frame
        assertThat(taken.decoded()).isEqualTo(keys);
    }

    /** The key frames' distance is known with the second; from then on one frame an interval is decoded. */
    @Test
    void anIntervalDecodesWhatItTakes() {
        Taken taken = play(Sampling.every(2_000));
        assertThat(taken.millis()).containsExactly(0L, 2_000L, 4_000L, 6_000L, 8_000L, 10_000L);
        assertThat(taken.decoded()).isEqualTo(Clip.KEY_EVERY + 1 + 5);
    }

    @Test
    void anIntervalShorterThanTheKeyFramesDistanceDecodesAll() {
        Taken taken = play(new Sampling(Sampling.Tier.Interval, 200_000, null));
        assertThat(taken.decoded()).isEqualTo(SECONDS * Clip.FPS);
        assertThat(taken.millis()).hasSize(SECONDS * 5);
    }
}
