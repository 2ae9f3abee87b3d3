package io.aegisvision.dataplane.rules;

import io.aegisvision.contract.DisplayPoints;
import io.aegisvision.contract.MetrePoints;
import io.aegisvision.contract.RuleStage;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.dataplane.geometry.Homography;
import io.aegisvision.dataplane.geometry.Polygon;
import io.aegisvision.dataplane.geometry.Segment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a rule needs of its stream; equal where nothing of it has changed. Null where the rule does not ask for it. */
record RuleShapes(
        @Nullable DisplayPoints zonePoints,
        @Nullable DisplayPoints linePoints,
        StreamAssignment.@Nullable Ground groundPoints) {

    /** Null when the stream lacks something that the rule needs. */
    static @Nullable RuleShapes of(RuleStage.Kind kind, StreamAssignment stream) {
        DisplayPoints zone = find(stream.zones(), kind.zone());
        DisplayPoints line = find(stream.lines(), kind.line());
        StreamAssignment.Ground ground = kind instanceof RuleStage.Speed ? stream.ground() : null;
        boolean complete = (zone != null || kind.zone() == null)
                && (line != null || kind.line() == null)
                && (ground != null || !(kind instanceof RuleStage.Speed));
        return complete ? new RuleShapes(zone, line, ground) : null;
    }

    private static @Nullable DisplayPoints find(List<StreamAssignment.Shape> shapes, @Nullable String name) {
        for (StreamAssignment.Shape shape : shapes) {
            if (shape.name().equals(name)) {
                return DisplayPoints.parse(shape.points());
            }
        }
        return null;
    }

    /** Membership of the zone; everywhere where the rule names none. */
    ZoneMembership zone(RuleStage.Subject subject) {
        return new ZoneMembership(zonePoints == null ? null : new Polygon(zonePoints), subject);
    }

    Segment line() {
        if (linePoints == null) {
            throw new IllegalStateException("a rule without a line asks for it");
        }
        return new Segment(linePoints);
    }

    Homography ground() {
        if (groundPoints == null) {
            throw new IllegalStateException("a rule without a ground asks for it");
        }
        return new Homography(DisplayPoints.parse(groundPoints.points()), MetrePoints.parse(groundPoints.metres()));
    }
}
