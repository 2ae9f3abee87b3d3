package io.aegisvision.dataplane.rules;

import io.aegisvision.contract.RuleStage;
import io.aegisvision.dataplane.geometry.Polygon;
import org.jspecify.annotations.Nullable;

/** Whether an object is in a zone: its reference point, and where asked enough of its box. */
final class ZoneMembership {
    private final @Nullable Polygon zone;
    private final RuleStage.Anchor anchor;
    private final double minOverlap;

    /** @param zone null: everywhere */
    ZoneMembership(@Nullable Polygon zone, RuleStage.Subject subject) {
        this.zone = zone;
        this.anchor = subject.anchor();
        this.minOverlap = subject.minOverlapPercent() / 100.0;
    }

    boolean has(Sighting now) {
        return zone == null
                || zone.contains(now.anchorX(), now.anchorY(anchor))
                        && (minOverlap == 0 || zone.overlap(now.x1, now.y1, now.x2, now.y2) >= minOverlap);
    }
}
