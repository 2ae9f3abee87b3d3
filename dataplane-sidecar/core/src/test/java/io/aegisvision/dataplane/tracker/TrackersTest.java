package io.aegisvision.dataplane.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What users of trackers report as broken elsewhere, asked of each of ours. */
class TrackersTest {
    private static final long FRAME = 100_000;
    private static final double ASPECT = 16 / 9.0;

    /** The trackers that a Pipeline may name. */
    enum Kind {
        BYTE_TRACK,
        OC_SORT;

        Tracker make(TrackerSettings settings) {
            return this == BYTE_TRACK ? new ByteTracker(settings) : new OcSortTracker(settings);
        }

        Tracker make() {
            return make(TrackerSettings.of(ASPECT, 100_000, 3000));
        }
    }

    private final Detections seen = new Detections(64);

    private void add(double x, double y, double score, int label) {
        seen.add((float) x, (float) y, (float) (x + .05), (float) (y + .2), (float) score, label);
    }

    /** Objects that come, go, hide and are seen badly. */
    private static List<float[]> scene(Random random, int frame) {
        List<float[]> boxes = new ArrayList<>();
        for (int k = 0; k < 14; k++) {
            float x = (float) (.06 * k + .004 * frame + .006 * random.nextGaussian());
            float score = random.nextInt(8) == 0 ? .2f : .6f + .4f * random.nextFloat();
            if (random.nextInt(10) > 0) {
                boxes.add(new float[] {x, .4f, x + .08f, .7f, score, k % 3});
            }
        }
        return boxes;
    }

    private static void fill(Detections into, List<float[]> boxes) {
        into.clear();
        boxes.forEach(b -> into.add(b[0], b[1], b[2], b[3], b[4], (int) b[5]));
    }

    private static void tell(Tracks tracks, List<String> story) {
        for (int i = 0; i < tracks.size(); i++) {
            story.add(tracks.id(i) + " " + tracks.label(i) + " " + tracks.x1(i) + " " + tracks.seen(i));
        }
        for (int i = 0; i < tracks.endedSize(); i++) {
            story.add("ended " + tracks.endedId(i));
        }
    }

    /** A tracker's account of a scene whose lists of boxes are changed on the way to it. */
    private static List<String> story(
            Tracker tracker, int seed, java.util.function.UnaryOperator<List<float[]>> change) {
        Random random = new Random(seed);
        Detections seen = new Detections(4);
        List<String> story = new ArrayList<>();
        for (int frame = 1; frame <= 60; frame++) {
            fill(seen, change.apply(scene(random, frame)));
            tracker.update(frame * FRAME, seen);
            tell(tracker.tracks(), story);
        }
        assertThat(story).isNotEmpty();
        return story;
    }

    @Property(tries = 40)
    void orderOfDetectionsDecidesNothing(@ForAll Kind kind, @ForAll int seed) {
        Random order = new Random(1);
        assertThat(story(kind.make(), seed, boxes -> {
                    Collections.shuffle(boxes, order);
                    return boxes;
                }))
                .isEqualTo(story(kind.make(), seed, boxes -> boxes));
    }

    @Property(tries = 40)
    void whatIsNoBoxChangesNothing(@ForAll Kind kind, @ForAll int seed) {
        Tracker tracker = kind.make();
        List<float[]> broken = List.of(
                new float[] {Float.NaN, .4f, .3f, .7f, .9f, 0},
                new float[] {.2f, .4f, Float.POSITIVE_INFINITY, .7f, .9f, 0},
                new float[] {.2f, .4f, .2f, .7f, .9f, 0}, // no width
                new float[] {.2f, .7f, .3f, .7f, .9f, 0}, // no height
                new float[] {.3f, .4f, .2f, .7f, .9f, 0}, // inverted
                new float[] {.2f, .7f, .3f, .4f, .9f, 0},
                new float[] {.2f, .4f, .3f, .7f, Float.NaN, 0},
                new float[] {.2f, .4f, .3f, .7f, 1.5f, 0},
                new float[] {.2f, .4f, .3f, .7f, -1, 0});
        List<String> disturbed = story(tracker, seed, boxes -> {
            boxes.addAll(broken);
            Collections.rotate(boxes, seed % 7);
            return boxes;
        });
        assertThat(disturbed).isEqualTo(story(kind.make(), seed, boxes -> boxes));
        assertThat(tracker.refusedDetections()).isEqualTo(60L * broken.size());
    }

    @Property(tries = 10)
    void idsAreTheStreamsOwnAndBeginAtOneInEachEpoch(@ForAll Kind kind, @ForAll int seed) {
        Tracker one = kind.make();
        List<String> first = story(one, seed, boxes -> boxes);
        assertThat(story(kind.make(), seed, boxes -> boxes))
                .as("a second stream")
                .isEqualTo(first);
        one.newEpoch();
        assertThat(one.tracks().size()).isZero();
        assertThat(story(one, seed, boxes -> boxes)).as("a second epoch").isEqualTo(first);
    }

    @Property(tries = 20)
    void anIdIsNeverUsedTwiceInAnEpochAndIsAtLeastOne(@ForAll Kind kind, @ForAll int seed) {
        Tracker tracker = kind.make();
        Random random = new Random(seed);
        Set<Long> ended = new HashSet<>();
        for (int frame = 1; frame <= 300; frame++) {
            fill(seen, frame % 60 < 20 ? List.of() : scene(random, frame % 60));
            tracker.update(frame * FRAME, seen);
            Tracks tracks = tracker.tracks();
            Set<Long> alive = new HashSet<>();
            for (int i = 0; i < tracks.size(); i++) {
                assertThat(tracks.id(i)).isPositive();
                assertThat(alive.add(tracks.id(i))).isTrue();
                assertThat(ended).doesNotContain(tracks.id(i));
            }
            for (int i = 0; i < tracks.endedSize(); i++) {
                assertThat(ended.add(tracks.endedId(i))).isTrue();
            }
        }
    }

    @Property(generation = net.jqwik.api.GenerationMode.EXHAUSTIVE)
    void emptyFramesAdvanceTime(@ForAll Kind kind) {
        Tracker tracker = kind.make();
        for (int frame = 1; frame <= 10; frame++) {
            seen.clear();
            add(.1 + .01 * frame, .4, .9, 0);
            tracker.update(frame * FRAME, seen);
        }
        assertThat(tracker.tracks().size()).isEqualTo(1);
        int ended = 0;
        seen.clear();
        for (int frame = 11; frame <= 50; frame++) {
            tracker.update(frame * FRAME, seen);
            ended += tracker.tracks().endedSize();
        }
        assertThat(ended).isEqualTo(1);
        assertThat(tracker.tracks().size()).isZero();
    }

    /** A person in front of a vehicle: two objects in one place, of two classes, keep two ids and their classes. */
    @Property(generation = net.jqwik.api.GenerationMode.EXHAUSTIVE)
    void twoClassesInOnePlaceAreTwoTracks(@ForAll Kind kind) {
        Tracker tracker = kind.make();
        for (int frame = 1; frame <= 40; frame++) {
            seen.clear();
            add(.1 + .005 * frame, .4, .9, 0);
            add(.3 - .005 * frame, .41, .9, 1);
            tracker.update(frame * FRAME, seen);
        }
        Tracks tracks = tracker.tracks();
        assertThat(tracks.size()).isEqualTo(2);
        assertThat(Set.of(tracks.id(0), tracks.id(1))).isEqualTo(Set.of(1L, 2L));
        for (int i = 0; i < 2; i++) {
            // who moved right is still the one of class 0
            assertThat(tracks.label(i)).isEqualTo(tracks.x1(i) > .2 ? 0 : 1);
        }
    }

    /** One object at 30, 15, 10 and 5 frames a second, between which it moves a whole width at the lowest rate. */
    @Property(generation = net.jqwik.api.GenerationMode.EXHAUSTIVE)
    void lowFrameRatesKeepIds(@ForAll Kind kind) {
        for (int rate : new int[] {30, 15, 10, 5}) {
            Tracker tracker = kind.make(TrackerSettings.of(ASPECT, 33_333, 2000));
            long microseconds = 0;
            for (int i = 0; i < 10 * 30; i++) {
                // speeds up over a second, so that it can be followed at first
                double x = .05 + .002 * Math.min(i, 30) * i / 60;
                microseconds += 1_000_000 / 30;
                if (i % (30 / rate) == 0) {
                    seen.clear();
                    add(x % .9, .4, .9, 0);
                    tracker.update(microseconds, seen);
                }
                if (x > .85) {
                    break;
                }
            }
            assertThat(tracker.tracks().size()).as("%d frames a second", rate).isEqualTo(1);
            assertThat(tracker.tracks().id(0)).isEqualTo(1);
            assertThat(tracker.tracks().seen(0)).isTrue();
        }
    }

    /** Noise for a long time: the number of tracks is bounded, refusals are counted, and memory is what it was. */
    @Property(generation = net.jqwik.api.GenerationMode.EXHAUSTIVE)
    void memoryIsBounded(@ForAll Kind kind) {
        TrackerSettings base = TrackerSettings.of(ASPECT, 100_000, 60_000);
        TrackerSettings few = new TrackerSettings(
                base.aspect(),
                base.nominalPeriodMicros(),
                base.lostAfterMicros(),
                .3,
                .55,
                .1,
                1,
                false,
                true,
                base.overlaps(),
                false,
                0,
                .7,
                40);
        Tracker tracker = kind.make(few);
        Random random = new Random(5);
        for (int frame = 1; frame <= 2_000; frame++) {
            seen.clear();
            for (int k = 0; k < 20; k++) {
                add(random.nextDouble() * .9, random.nextDouble() * .8, .9, 0);
            }
            tracker.update(frame * FRAME, seen);
            assertThat(tracker.tracks().size()).isLessThanOrEqualTo(40);
        }
        assertThat(tracker.refusedTracks()).isPositive();
    }

    /** Frame after frame, objects coming, going, hiding and competing: no byte. */
    @Property(generation = net.jqwik.api.GenerationMode.EXHAUSTIVE)
    void allocatesNothing(@ForAll Kind kind) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Tracker tracker = kind.make();
        frames(tracker, 0, 4_000);
        threads.getCurrentThreadAllocatedBytes();
        long before = threads.getCurrentThreadAllocatedBytes();
        frames(tracker, 4_000, 10_000);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(tracker.tracks().size()).isPositive();
        // the measurement itself allocates a little
        assertThat(allocated).isLessThan(256);
    }

    /** Ninety objects in three crowded rows; more boxes than are sorted by insertion alone. */
    private void frames(Tracker tracker, int from, int to) {
        for (int frame = from; frame < to; frame++) {
            seen.clear();
            for (int k = 0; k < 90; k++) {
                int step = (frame + k * 13) % 300;
                boolean hidden = step % 50 > 40;
                if (step < 250 && !hidden) {
                    double x = .01 + step * .0036;
                    add(k % 2 == 0 ? x : .9 - x, .1 + .2 * (k % 3) + .004 * (k % 7), step % 9 == 0 ? .2 : .9, k % 2);
                }
            }
            tracker.update((frame + 1) * FRAME, seen);
        }
    }

    @Example
    void timesThatDoNotRiseAreIgnoredAndCounted() {
        for (Kind kind : Kind.values()) {
            Tracker tracker = kind.make();
            assertThat(tracker.update(5, seen)).isTrue();
            assertThat(tracker.update(5, seen)).isFalse();
            assertThat(tracker.update(4, seen)).isFalse();
            assertThat(tracker.ignoredFrames()).isEqualTo(2);
        }
    }

    /** What stands still needs no detection: seldom detections and still frames between them tell the same story. */
    @Property(tries = 40)
    void stillFramesLoseNothing(@ForAll Kind kind, @ForAll int seed) {
        Random random = new Random(seed);
        Tracker every = kind.make();
        Tracker seldom = kind.make();
        for (int frame = 1; frame <= 240; frame++) {
            boolean stands = frame > 60 && frame <= 180;
            double shift = .002 * Math.min(frame, 60) + .002 * Math.max(0, frame - 180);
            seen.clear();
            for (int k = 0; k < 5; k++) {
                add(.05 + .12 * k + shift + .0005 * random.nextGaussian(), .3, .8, k % 2);
            }
            long time = frame * FRAME;
            every.update(time, seen);
            // at rest it is looked at twice more, as the gate holds on, and then once a second
            boolean looks = !stands || frame < 80 || frame % 10 == 0;
            assertThat(looks ? seldom.update(time, seen) : seldom.still(time)).isTrue();
            assertThat(ids(seldom.tracks())).as("frame %d", frame).isEqualTo(ids(every.tracks()));
            for (int i = 0; i < seldom.tracks().size(); i++) {
                assertThat(seldom.tracks().seen(i)).isTrue();
                assertThat(seldom.tracks().lastSeenMicros(i)).isEqualTo(time);
            }
        }
        assertThat(ids(seldom.tracks())).hasSize(5);
    }

    private static List<Long> ids(Tracks tracks) {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < tracks.size(); i++) {
            ids.add(tracks.id(i));
        }
        return ids;
    }

    @Property(tries = 2)
    void aStillFrameConfirmsNothingAndALostTrackAges(@ForAll Kind kind) {
        Tracker tracker = kind.make();
        seen.clear();
        add(.2, .3, .8, 0);
        assertThat(tracker.still(FRAME)).as("nothing was seen yet").isFalse();
        tracker.update(2 * FRAME, seen);
        for (int frame = 3; frame <= 40; frame++) {
            assertThat(tracker.still(frame * FRAME)).isTrue();
        }
        assertThat(tracker.tracks().size()).as("one look is no track").isZero();
        for (int frame = 41; frame <= 50; frame++) {
            tracker.update(frame * FRAME, seen);
        }
        assertThat(ids(tracker.tracks())).containsExactly(1L);
        seen.clear();
        tracker.update(51 * FRAME, seen);
        for (int frame = 52; frame <= 80; frame++) {
            tracker.still(frame * FRAME);
            assertThat(tracker.tracks().seen(0))
                    .as("it was lost when the picture froze")
                    .isFalse();
        }
        tracker.still(81 * FRAME);
        assertThat(tracker.tracks().size()).isZero();
        assertThat(tracker.tracks().endedId(0)).isEqualTo(1);
        assertThat(tracker.still(81 * FRAME)).as("the same time again").isFalse();
    }
}
