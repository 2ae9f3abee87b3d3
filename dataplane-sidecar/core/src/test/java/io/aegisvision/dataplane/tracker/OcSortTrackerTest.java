package io.aegisvision.dataplane.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Example;

class OcSortTrackerTest {
    private static final long FRAME = 33_333;
    private static final TrackerSettings SETTINGS = new TrackerSettings(
            1,
            FRAME,
            60 * FRAME,
            .6,
            .6,
            .1,
            3,
            false,
            true,
            new TrackerSettings.Overlaps(.3, .5, .3, .85),
            false,
            0,
            1,
            64);

    private final OcSortTracker tracker = new OcSortTracker(SETTINGS, 1000);
    private final Detections seen = new Detections(8);
    private long time;

    private void show(double... centres) {
        seen.clear();
        for (int i = 0; i < centres.length; i += 2) {
            seen.add(
                    (float) (centres[i] - .03),
                    (float) (centres[i + 1] - .06),
                    (float) (centres[i] + .03),
                    (float) (centres[i + 1] + .06),
                    .9f,
                    0);
        }
        time += FRAME;
        assertThat(tracker.update(time, seen)).isTrue();
    }

    @Example
    void confirmedWithItsHitsInARow() {
        show(.5, .5);
        show(.5, .5);
        assertThat(tracker.tracks().size()).isZero();
        show(.5, .5);
        assertThat(tracker.tracks().size()).isEqualTo(1);
    }

    /** Two that meet and pass through each other, seen as one box for a while: the direction tells them apart. */
    @Example
    void directionKeepsWhoIsWho() {
        for (int i = 0; i < 60; i++) {
            double a = .2 + .01 * i;
            double b = .8 - .01 * i;
            if (Math.abs(a - b) < .03) {
                show((a + b) / 2, .5);
            } else {
                show(a, .5, b, .505);
            }
        }
        Tracks tracks = tracker.tracks();
        assertThat(tracks.size()).isEqualTo(2);
        assertThat(tracks.id(0)).isEqualTo(1);
        assertThat(tracks.x1(0)).isCloseTo(.79f - .03f, within(.01f));
        assertThat(tracks.x1(1)).isCloseTo(.21f - .03f, within(.01f));
    }

    /** Stops while it is hidden: the filter ran on, the last observation did not. */
    @Example
    void foundWhereItWasLastSeen() {
        for (int i = 0; i < 20; i++) {
            show(.2 + .01 * i, .5);
        }
        for (int i = 0; i < 15; i++) {
            show();
        }
        show(.395, .5);
        assertThat(tracker.tracks().size()).isEqualTo(1);
        assertThat(tracker.tracks().id(0)).isEqualTo(1);
        assertThat(tracker.tracks().seen(0)).isTrue();
    }

    /** Led over the gap along the line it took, a second gap begins with the right speed. */
    @Example
    void theWayOverAGapIsMadeUpFor() {
        for (int i = 0; i < 10; i++) {
            show(.2 + .01 * i, .5);
        }
        for (int i = 0; i < 5; i++) {
            show();
        }
        // it went down instead: found by its last box
        show(.31, .53);
        for (int i = 1; i <= 3; i++) {
            show();
        }
        // straight on along the gap's line, which the filter did not know before
        show(.31 + 4 * .0033, .53 + 4 * .005);
        assertThat(tracker.tracks().size()).isEqualTo(1);
        assertThat(tracker.tracks().seen(0)).isTrue();
    }

    /** Every third frame only: the same story as all of them would give, since time counts and not frames. */
    @Example
    void directionAndGapAreByTime() {
        OcSortTracker sparse = new OcSortTracker(SETTINGS, 1000);
        for (int i = 0; i < 60; i++) {
            seen.clear();
            double x = .1 + .005 * i;
            if (i < 20 || i > 30) {
                seen.add((float) (x - .03), .4f, (float) (x + .03), .6f, .9f, 0);
            }
            if (i % 3 == 0) {
                sparse.update((i + 1) * FRAME, seen);
            }
        }
        assertThat(sparse.tracks().size()).isEqualTo(1);
        assertThat(sparse.tracks().id(0)).isEqualTo(1);
        assertThat(sparse.tracks().firstSeenMicros(0)).isEqualTo(FRAME);
    }

    @Example
    void aBoxThatShrinksToNothingEndsNobody() {
        for (int i = 0; i < 12; i++) {
            seen.clear();
            float half = .06f / (1 << i);
            seen.add(.5f - half, .5f - half, .5f + half, .5f + half, .9f, 0);
            time += FRAME;
            tracker.update(time, seen);
        }
        for (int i = 0; i < 70; i++) {
            show();
        }
        assertThat(tracker.tracks().size()).isZero();
        show(.5, .5);
        show(.5, .5);
        show(.5, .5);
        assertThat(tracker.tracks().size()).isEqualTo(1);
    }
}
