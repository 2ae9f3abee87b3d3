package io.aegisvision.domain.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.api.v1alpha1.PipelineSpec.Motion;
import io.aegisvision.api.v1alpha1.PipelineSpec.Sample;
import io.aegisvision.contract.RuleStage;
import io.aegisvision.contract.Sampling;
import io.aegisvision.domain.condition.DurationPattern;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tiers of sampling as cells get them, and what may read them. */
class SampleStageTest {
    private static Optional<SampleStage> stage(
            @Nullable Integer rate, @Nullable String interval, @Nullable Boolean keyframes, @Nullable Motion motion) {
        return SampleStage.of(
                new Sample(rate, interval, keyframes, motion),
                (field, text) -> DurationPattern.parse(text).toMillis());
    }

    private static SampleStage keyframes() {
        return stage(null, null, true, null).orElseThrow();
    }

    @Test
    void eachTierIsWhatItSays() {
        assertThat(stage(10, null, null, null).orElseThrow().sampling()).isEqualTo(Sampling.framesPerSecond(10));
        assertThat(stage(10, null, false, null).orElseThrow().sampling()).isEqualTo(Sampling.framesPerSecond(10));
        assertThat(stage(null, "1m30s", null, null).orElseThrow().sampling()).isEqualTo(Sampling.every(90_000));
        assertThat(keyframes().sampling()).isEqualTo(Sampling.keyframes());
        assertThat(stage(5, null, null, new Motion(4, 3, "1s", "500ms"))
                        .orElseThrow()
                        .sampling())
                .isEqualTo(Sampling.framesPerSecond(5).whileMoving(new Sampling.Motion(4, 3, 1_000_000, 500_000)));
    }

    @Test
    void whatIsNoTierIsNone() {
        Motion motion = new Motion(3, 2, "2s", "1s");
        assertThat(List.of(
                        stage(null, null, null, null),
                        stage(null, null, false, null),
                        stage(10, "5s", null, null),
                        stage(10, null, true, null),
                        stage(null, "900ms", null, null),
                        stage(null, "61m", null, null),
                        stage(null, "5s", null, motion),
                        stage(null, null, true, motion),
                        stage(0, null, null, null)))
                .allMatch(Optional::isEmpty);
    }

    /** Ways are guessed from key frames, stays are not. */
    @Test
    void keyFramesTellNoWays() {
        RuleStage.Kind cross = new RuleStage.LineCross("gate", RuleStage.CrossDirection.Both);
        assertThat(keyframes().rule(cross)).startsWith("lineCross: key frames come too seldom");
        assertThat(keyframes().rule(new RuleStage.ZoneCross("dock", RuleStage.Transition.Both, 0, 0, true)))
                .startsWith("zoneCross");
        assertThat(keyframes().rule(new RuleStage.Flow("dock", 60_000, 5, 0, 0, 1000)))
                .startsWith("flow");
        assertThat(keyframes().rule(new RuleStage.Direction("gate", RuleStage.Heading.Deviates, 90, 1000, 3, "dock")))
                .startsWith("direction");
        assertThat(keyframes().rule(new RuleStage.Speed(30, 1000, "dock"))).startsWith("speed");
        assertThat(keyframes().rule(new RuleStage.Dwell("dock", 30_000, 2000, 0)))
                .isNull();
        assertThat(keyframes().rule(new RuleStage.Occupancy("dock", 5, 1000, 1)))
                .isNull();
        assertThat(stage(1, null, null, null).orElseThrow().rule(cross)).isNull();
        assertThat(stage(null, "5s", null, null).orElseThrow().rule(cross)).isNull();
    }

    @Test
    void aTrackOutlivesTheTimeBetweenTwoFrames() {
        assertThat(stage(1, null, null, null).orElseThrow().tracker(2_000)).isNull();
        SampleStage interval = stage(null, "5s", null, null).orElseThrow();
        assertThat(interval.tracker(9_999)).contains("write 10000ms or more");
        assertThat(interval.tracker(10_000)).isNull();
        assertThat(keyframes().tracker(2_000)).contains("write 5000ms or more");
        assertThat(keyframes().tracker(30_000)).isNull();
    }
}
