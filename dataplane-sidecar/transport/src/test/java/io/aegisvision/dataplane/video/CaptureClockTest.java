package io.aegisvision.dataplane.video;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CaptureClockTest {
    private static final long NOW = 1_700_000_000_000_000L;

    private long now = NOW;
    private final CaptureClock clock = new CaptureClock(2_000_000, false, () -> now);

    @Test
    void estimatesUntilTheCameraReports() {
        clock.frame(100, CaptureClock.UNKNOWN);
        assertThat(clock.micros()).isEqualTo(NOW);
        assertThat(clock.estimated()).isTrue();
        assertThat(clock.step()).isEqualTo(TimeStep.FIRST);

        now = NOW + 90_000;
        clock.frame(40_100, CaptureClock.UNKNOWN);
        assertThat(clock.micros()).as("by media time, not by arrival").isEqualTo(NOW + 40_000);

        clock.frame(80_100, NOW - 5_000);
        assertThat(clock.micros()).isEqualTo(NOW - 5_000 + 80_100);
        assertThat(clock.estimated()).isFalse();
        assertThat(clock.step()).isEqualTo(TimeStep.CLOCK_LEARNED);

        clock.frame(120_100, NOW - 5_000);
        assertThat(clock.step()).isEqualTo(TimeStep.ONWARD);
    }

    @Test
    void saysWhenTimeDoesNotSimplyGoOn() {
        frame(0);
        frame(40_000);
        assertThat(clock.step()).isEqualTo(TimeStep.ONWARD);
        frame(40_000);
        assertThat(clock.step()).isEqualTo(TimeStep.REPEATED);
        frame(39_999);
        assertThat(clock.step()).isEqualTo(TimeStep.BACKWARDS);
        frame(2_039_999);
        assertThat(clock.step()).as("exactly the limit").isEqualTo(TimeStep.ONWARD);
        frame(4_040_000);
        assertThat(clock.step()).isEqualTo(TimeStep.JUMPED);
    }

    @Test
    void loopAddsItsLength() {
        frame(1_000);
        frame(41_000);
        clock.rewound(1_000);
        frame(1_000);
        assertThat(clock.step()).isEqualTo(TimeStep.ONWARD);
        assertThat(clock.micros()).isEqualTo(NOW + 80_000);
    }

    @Test
    void aBrokenLiveClockIsEstimatedAnew() {
        CaptureClock camera = new CaptureClock(2_000_000, true, () -> now);
        camera.frame(0, NOW);
        camera.frame(40_000, NOW);
        assertThat(camera.micros()).isEqualTo(NOW + 40_000);
        now = NOW + 95_000;
        camera.frame(3_600_000_000L, NOW);
        assertThat(camera.step()).isEqualTo(TimeStep.JUMPED);
        assertThat(camera.micros()).as("not in an hour").isEqualTo(NOW + 95_000);
        assertThat(camera.estimated()).isTrue();
        camera.frame(3_600_040_000L, NOW);
        assertThat(camera.step()).isEqualTo(TimeStep.ONWARD);
        assertThat(camera.micros()).isEqualTo(NOW + 135_000);
        now = NOW + 150_000;
        camera.frame(0, NOW);
        assertThat(camera.step()).isEqualTo(TimeStep.BACKWARDS);
        assertThat(camera.micros()).isEqualTo(NOW + 150_000);
    }

    @Test
    void aRecordingThatJumpsKeepsItsOwnTimes() {
        frame(0);
        now = NOW + 90_000;
        frame(10_000_000);
        assertThat(clock.step()).isEqualTo(TimeStep.JUMPED);
        assertThat(clock.micros()).isEqualTo(NOW + 10_000_000);
    }

    private void frame(long media) {
        clock.frame(media, CaptureClock.UNKNOWN);
    }
}
