package io.aegisvision.dataplane.bench.tracking;

import io.aegisvision.dataplane.tracker.ByteTracker;
import io.aegisvision.dataplane.tracker.OcSortTracker;
import io.aegisvision.dataplane.tracker.Tracker;
import io.aegisvision.dataplane.tracker.TrackerSettings;

/** Our trackers, with the settings of the papers they come from. */
enum Algorithm {
    /** ByteTrack's 0.6, 0.7, 0.1; limits of the cost .9, .5, .7. */
    BYTETRACK {
        @Override
        Tracker make(int width, int height, double framesPerSecond) {
            return new ByteTracker(
                    TrackerSettings.paper((double) width / height, height, Math.round(1e6 / framesPerSecond)));
        }
    },
    /** OC-SORT's 0.6, overlap .3, three hits after the first detection. */
    OC_SORT {
        @Override
        Tracker make(int width, int height, double framesPerSecond) {
            TrackerSettings paper =
                    TrackerSettings.paper((double) width / height, height, Math.round(1e6 / framesPerSecond));
            return new OcSortTracker(
                    new TrackerSettings(
                            paper.aspect(),
                            paper.nominalPeriodMicros(),
                            paper.lostAfterMicros(),
                            .6,
                            .6,
                            .6,
                            4,
                            true,
                            true,
                            new TrackerSettings.Overlaps(.3, .5, .3, .85),
                            false,
                            0,
                            1,
                            paper.mostTracks()),
                    height);
        }
    };

    /** @param framesPerSecond of what it is given, nominally: what a Pipeline samples at */
    abstract Tracker make(int width, int height, double framesPerSecond);
}
