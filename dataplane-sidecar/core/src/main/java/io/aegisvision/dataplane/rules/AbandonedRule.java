package io.aegisvision.dataplane.rules;

import io.aegisvision.contract.RuleStage;
import io.aegisvision.dataplane.geometry.DisplayMetric;
import java.util.Arrays;

/**
 * Abandoned: an object that has stayed within a radius of a slowly moving average of its own place, with no owner near, for
 * the duration. The average follows with the duration as its time constant, and begins anew where the object left it. An
 * owner attends it while near, once that has lasted for longer than passing by does.
 */
final class AbandonedRule extends EpisodeRule {
    private static final long MICROS = 1000;
    private static final long NEVER = Long.MIN_VALUE;

    private final RuleStage.Abandoned abandoned;
    private final RuleStage.Subject subject;
    private final ZoneMembership zone;
    private final DisplayMetric metric;
    private final double radius;
    private final double ownerDistance;
    private final TrackSlots slots = new TrackSlots();
    /** What each slot was seen as on the present frame. */
    private final Sightings seen = new Sightings();

    private final Sighting again = new Sighting();
    private int[] label = new int[32];
    private double[] meanX = new double[32];
    private double[] meanY = new double[32];
    private long[] meanAt = new long[32];
    private long[] nearSince = new long[32];
    private long[] nearLast = new long[32];

    AbandonedRule(
            RuleStage stage,
            RuleStage.Abandoned abandoned,
            RuleShapes shapes,
            RuleSettings settings,
            long firstEpisode) {
        super(
                stage,
                Episodes.Timing.ofMillis(abandoned.durationMillis(), abandoned.exitAfterMillis(), EndReason.CLEARED),
                firstEpisode);
        this.abandoned = abandoned;
        this.subject = stage.subject();
        this.zone = shapes.zone(stage.subject());
        metric = new DisplayMetric(settings.aspect());
        radius = squared(abandoned.radiusPercent());
        ownerDistance = squared(abandoned.ownerDistancePercent());
    }

    private static double squared(int percent) {
        return percent / 100.0 * (percent / 100.0);
    }

    @Override
    public void seen(Sighting now, RuleContext context) {
        int slot = slots.find(now.track);
        if (slot == TrackSlots.NONE) {
            slot = slots.add(now.track);
            if (slot >= label.length) {
                int size = slot * 2;
                label = Arrays.copyOf(label, size);
                meanX = Arrays.copyOf(meanX, size);
                meanY = Arrays.copyOf(meanY, size);
                meanAt = Arrays.copyOf(meanAt, size);
                nearSince = Arrays.copyOf(nearSince, size);
                nearLast = Arrays.copyOf(nearLast, size);
            }
            seen.reserve(slot + 1);
            meanX[slot] = now.anchorX();
            meanY[slot] = now.anchorY(subject.anchor());
            meanAt[slot] = now.time;
            nearSince[slot] = NEVER;
        }
        label[slot] = now.label;
        seen.set(slot, now);
    }

    /** Only now are all places of the frame known. */
    @Override
    public void endFrame(long time, RuleContext context) {
        for (int slot = 0; slot < slots.made(); slot++) {
            if (slots.isUsed(slot) && seen.time(slot) == time && context.has(subject.labels(), label[slot])) {
                again.fill(slots.id(slot), label[slot], seen, slot);
                boolean still = isStill(slot);
                boolean attended = isAttended(slot, time, context);
                again.fill(slots.id(slot), label[slot], seen, slot);
                episodes.seen(again, still && !attended && zone.has(again), context);
            }
        }
        super.endFrame(time, context);
    }

    private boolean isStill(int slot) {
        double x = again.anchorX();
        double y = again.anchorY(subject.anchor());
        if (metric.squaredShare(x - meanX[slot], y - meanY[slot]) > radius) {
            meanX[slot] = x;
            meanY[slot] = y;
            meanAt[slot] = again.time;
            return false;
        }
        double elapsed = again.time - meanAt[slot];
        double share = elapsed / (elapsed + abandoned.durationMillis() * MICROS);
        meanX[slot] += share * (x - meanX[slot]);
        meanY[slot] += share * (y - meanY[slot]);
        meanAt[slot] = again.time;
        return true;
    }

    private boolean isAttended(int slot, long time, RuleContext context) {
        long passBy = abandoned.passByMillis() * MICROS;
        if (isOwnerNear(slot, time, context)) {
            if (nearSince[slot] == NEVER || time - nearLast[slot] > passBy) {
                nearSince[slot] = time;
            }
            nearLast[slot] = time;
        }
        return nearSince[slot] != NEVER
                && nearLast[slot] - nearSince[slot] >= passBy
                && time - nearLast[slot] <= passBy;
    }

    private boolean isOwnerNear(int item, long time, RuleContext context) {
        double x = again.anchorX();
        double y = again.anchorY(subject.anchor());
        for (int slot = 0; slot < slots.made(); slot++) {
            if (slot != item
                    && slots.isUsed(slot)
                    && seen.time(slot) == time
                    && !abandoned.ownerLabels().isEmpty()
                    && context.has(abandoned.ownerLabels(), label[slot])) {
                again.fill(slots.id(slot), label[slot], seen, slot);
                double dx = again.anchorX() - x;
                double dy = again.anchorY(subject.anchor()) - y;
                if (metric.squaredShare(dx, dy) < ownerDistance) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public void fired(int slot, Sighting now, RuleContext context) {
        context.emit(episodes.draft(EventKind.ABANDONED_FIRED, slot, now.time, now.time, context)
                .event());
    }

    @Override
    public void ended(int slot, EndReason reason, long time, RuleContext context) {
        context.emit(episodes.draft(
                        EventKind.ABANDONED_ENDED, slot, time, episodes.last().time(slot), context)
                .reason(reason)
                .event());
    }

    @Override
    public void ended(long track, long time, RuleContext context) {
        super.ended(track, time, context);
        slots.remove(track);
    }

    @Override
    public void endAll(long time, EndReason reason, RuleContext context) {
        super.endAll(time, reason, context);
        slots.clear();
    }
}
