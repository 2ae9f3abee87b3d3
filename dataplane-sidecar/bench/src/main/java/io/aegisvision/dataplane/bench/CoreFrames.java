package io.aegisvision.dataplane.bench;

import io.aegisvision.dataplane.rules.RuleEngine;
import io.aegisvision.dataplane.rules.RuleSettings;
import io.aegisvision.dataplane.tracker.ByteTracker;
import io.aegisvision.dataplane.tracker.Detections;
import io.aegisvision.dataplane.tracker.TrackerSettings;

/** Frame after frame through tracker and rules, objects coming and going, nothing happening. One thread. */
public final class CoreFrames {
    /** Nobody gets there. */
    private static final String FAR = "0,0.99 1,0.99";

    private final Detections seen = new Detections(64);
    private final Conveyor.Boxes boxes = (left, top, right, bottom, score) ->
            seen.add((float) left, (float) top, (float) right, (float) bottom, (float) score, 0);
    private final ByteTracker tracker = new ByteTracker(
            TrackerSettings.of(Street.ASPECT, 1_000_000 / Street.FRAMES_PER_SECOND, Street.LOST_AFTER_MILLIS));
    private final RuleEngine engine = new RuleEngine(
            Street.TRACKER,
            RuleSettings.of(Street.ASPECT),
            Street.CLASSES,
            Street.rules(),
            Street.stream("bench", FAR),
            event -> {
                throw new IllegalStateException("nothing should happen: " + event);
            });
    private long frame;

    /** One frame; gives the number of confirmed tracks. */
    public int next() {
        seen.clear();
        Conveyor.show(frame, boxes);
        frame++;
        long time = frame * Street.FRAME_MICROS;
        tracker.update(time, seen);
        engine.observe(time, tracker.tracks());
        return tracker.tracks().size();
    }
}
