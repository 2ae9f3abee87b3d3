package io.aegisvision.dataplane.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ByteTrackerTest {
    private static final long FRAME = 100_000;
    private static final TrackerSettings SETTINGS = TrackerSettings.of(16 / 9.0, 10, 3000);

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
    void lostForTooLongEndsOnce() {
        walk(10, .1f, 0);
        int ended = 0;
        for (int i = 0; i < 40; i++) {
            frame(0, 0, 0);
            ended += tracker.tracks().endedSize();
        }
        assertThat(ended).isEqualTo(1);
        assertThat(tracker.tracks().size()).isZero();
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

    @Example
    void repeatedAndEarlierTimesAreIgnoredAndCounted() {
        walk(6, .1f, 0);
        assertThat(tracker.update(time, seen)).isFalse();
        assertThat(tracker.update(time - 1, seen)).isFalse();
        assertThat(tracker.ignoredFrames()).isEqualTo(2);
    }

    @Example
    void whatIsNoBoxIsRefused() {
        seen.clear();
        seen.add(Float.NaN, 0, 1, 1, .9f, 0);
        seen.add(.5f, .5f, .5f, .6f, .9f, 0);
        seen.add(.6f, .5f, .5f, .6f, .9f, 0);
        seen.add(0, 0, 1, 1, Float.NaN, 0);
        tracker.update(1, seen);
        assertThat(tracker.refusedDetections()).isEqualTo(4);
    }

    @Example
    void aNewEpochBeginsIdsAgain() {
        walk(6, .1f, 0);
        tracker.newEpoch();
        time = 0;
        walk(6, .5f, 0);
        assertThat(tracker.tracks().size()).isEqualTo(1);
        assertThat(tracker.tracks().id(0)).isEqualTo(1);
    }

    /** The order in which a detector lists its boxes changes nothing, not even ids. */
    @Property(tries = 50)
    void orderOfDetectionsDecidesNothing(@ForAll @IntRange(max = 100_000) int seed) {
        assertThat(run(seed, true)).isEqualTo(run(seed, false));
    }

    private static List<String> run(int seed, boolean shuffled) {
        ByteTracker tracker = new ByteTracker(SETTINGS);
        Random random = new Random(seed);
        Random order = new Random(1);
        List<String> story = new ArrayList<>();
        for (int frame = 1; frame <= 40; frame++) {
            List<float[]> boxes = new ArrayList<>();
            for (int k = 0; k < 12; k++) {
                float x = (float) (.05 * k + .004 * frame + .01 * random.nextGaussian());
                boxes.add(new float[] {x, .4f, x + .08f, .7f, .2f + .8f * random.nextFloat(), k % 3});
            }
            if (shuffled) {
                Collections.shuffle(boxes, order);
            }
            Detections detections = new Detections(4);
            boxes.forEach(b -> detections.add(b[0], b[1], b[2], b[3], b[4], (int) b[5]));
            tracker.update(frame * FRAME, detections);
            Tracks tracks = tracker.tracks();
            for (int i = 0; i < tracks.size(); i++) {
                story.add(tracks.id(i) + " " + tracks.label(i) + " " + tracks.x1(i) + " " + tracks.seen(i));
            }
        }
        return story;
    }
}
