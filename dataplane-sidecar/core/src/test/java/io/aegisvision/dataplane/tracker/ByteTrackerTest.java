package io.aegisvision.dataplane.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;

class ByteTrackerTest {
    private static final long FRAME = 100_000;
    private static final TrackerSettings SETTINGS = TrackerSettings.of(16 / 9.0, 100_000, 3000);

    private final ByteTracker tracker = new ByteTracker(SETTINGS);
    private final Detections seen = new Detections(64);
    private long time = 1_000_000;

    private void frame(float x, float score, int label) {
        seen.clear();
        if (score > 0) {
            seen.add(x, .4f, x + .05f, .6f, score, label);
        }
        time += FRAME;
        assertThat(tracker.update(time, seen)).isTrue();
    }

    private void walk(int frames, float from, int label) {
        for (int i = 0; i < frames; i++) {
            frame(from + i * .01f, .9f, label);
        }
    }

    @Example
    void confirmedWithTheSixthHitAndNotBefore() {
        walk(5, .1f, 0);
        assertThat(tracker.tracks().size()).isZero();
        walk(1, .15f, 0);
        assertThat(tracker.tracks().size()).isEqualTo(1);
        assertThat(tracker.tracks().id(0)).isEqualTo(1);
    }

    @Example
    void oneMissEndsATentativeTrackAndUsesNoId() {
        walk(5, .1f, 0);
        frame(0, 0, 0);
        walk(6, .1f, 0);
        assertThat(tracker.tracks().id(0)).isEqualTo(1);
        assertThat(tracker.tracks().firstSeenMicros(0)).isGreaterThan(1_600_000);
    }

    @Example
    void aLostTrackIsFoundWhereItMovedToAndKeepsItsId() {
        walk(20, .1f, 0);
        for (int i = 0; i < 10; i++) {
            frame(0, 0, 0);
        }
        assertThat(tracker.tracks().seen(0)).isFalse();
        walk(3, .4f, 0);
        assertThat(tracker.tracks().size()).isEqualTo(1);
        assertThat(tracker.tracks().id(0)).isEqualTo(1);
        assertThat(tracker.tracks().seen(0)).isTrue();
    }

    @Example
    void motionIsByTimeNotByFrames() {
        walk(20, .1f, 0);
        // ten periods in one step: the frames between were never sampled
        time += 9 * FRAME;
        frame(.39f, .9f, 0);
        assertThat(tracker.tracks().id(0)).isEqualTo(1);
        assertThat(tracker.tracks().seen(0)).isTrue();
    }

    @Example
    void weakDetectionsContinueButNeverBegin() {
        for (int i = 0; i < 20; i++) {
            frame(.1f, .2f, 0);
        }
        assertThat(tracker.tracks().size()).isZero();
        walk(10, .1f, 0);
        frame(.2f, .15f, 0);
        assertThat(tracker.tracks().seen(0)).isTrue();
    }

    @Example
    void aWaveringClassKeepsIdAndMajority() {
        for (int i = 0; i < 30; i++) {
            frame(.1f + i * .01f, .9f, i % 4 == 3 ? 2 : 1);
        }
        assertThat(tracker.tracks().size()).isEqualTo(1);
        assertThat(tracker.tracks().label(0)).isEqualTo(1);
    }

    /** In a stream nothing counts at once, after each reconnection neither; with the paper's settings it does. */
    @Example
    void theFirstFrameConfirmsOnlyWhereAskedFor() {
        frame(.1f, .9f, 0);
        assertThat(tracker.tracks().size()).isZero();
        ByteTracker paper = new ByteTracker(TrackerSettings.paper(16 / 9.0, 1080, FRAME));
        paper.update(1, seen);
        assertThat(paper.tracks().size()).isEqualTo(1);
        paper.newEpoch();
        paper.update(1, seen);
        assertThat(paper.tracks().size()).isEqualTo(1);
    }

    /** A match across classes is worth less, not forbidden: it is made where nothing of the class is there. */
    @Example
    void theOwnClassGoesFirst() {
        walk(10, .1f, 0);
        seen.clear();
        seen.add(.2f, .4f, .25f, .6f, .9f, 1);
        seen.add(.205f, .4f, .255f, .6f, .9f, 0);
        time += FRAME;
        tracker.update(time, seen);
        assertThat(tracker.tracks().x1(0)).isEqualTo(.205f);
        frame(.22f, .9f, 1);
        assertThat(tracker.tracks().seen(0)).isTrue();
        assertThat(tracker.tracks().label(0)).isZero();
    }
}
