package io.aegisvision.dataplane.rules;

import io.aegisvision.contract.EventData;
import io.aegisvision.contract.RuleStage;
import io.aegisvision.dataplane.geometry.FixedPoint;
import io.aegisvision.dataplane.tracker.Tracks;
import java.util.List;

/** A confirmed track as seen on the present frame, in fixed point; one object per engine, filled again and again. */
final class Sighting {
    long track;
    int label;
    long time;
    int x1;
    int y1;
    int x2;
    int y2;
    /** Of the last observation, 0..100. */
    double scorePercent;

    void fill(Tracks tracks, int index, long frameTime) {
        track = tracks.id(index);
        label = tracks.label(index);
        time = frameTime;
        x1 = FixedPoint.of(tracks.x1(index));
        y1 = FixedPoint.of(tracks.y1(index));
        x2 = FixedPoint.of(tracks.x2(index));
        y2 = FixedPoint.of(tracks.y2(index));
        scorePercent = Math.round(tracks.score(index) * 1e5) / 1e3;
    }

    /** Takes over a remembered observation. */
    void fill(long id, int classNumber, Sightings from, int slot) {
        track = id;
        label = classNumber;
        from.get(slot, this);
    }

    /** The reference point; halves go down, so that a replay agrees. */
    int anchorX() {
        return x1 + x2 >> 1;
    }

    int anchorY(RuleStage.Anchor anchor) {
        return anchor == RuleStage.Anchor.BottomCenter ? y2 : y1 + y2 >> 1;
    }

    /** In squares of the fixed-point unit. */
    double area() {
        return ((double) x2 - x1) * ((double) y2 - y1);
    }

    EventData.Observation observation() {
        return new EventData.Observation(
                track,
                time,
                List.of(
                        FixedPoint.toFraction(x1),
                        FixedPoint.toFraction(y1),
                        FixedPoint.toFraction(x2),
                        FixedPoint.toFraction(y2)));
    }
}
