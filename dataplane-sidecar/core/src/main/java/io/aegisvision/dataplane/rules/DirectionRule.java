package io.aegisvision.dataplane.rules;

import io.aegisvision.contract.RuleStage;
import io.aegisvision.dataplane.geometry.DisplayMetric;
import io.aegisvision.dataplane.geometry.Segment;

/**
 * Direction and wrong way: the mean motion of a track over a window, compared with the direction of a line. It fires at
 * the first frame on which the motion is as asked, and ends when it has not been for a whole window. Less motion than the
 * least travel says nothing, neither for nor against.
 */
final class DirectionRule extends EpisodeRule {
    private final RuleStage stage;
    private final RuleStage.Direction direction;
    private final ZoneMembership zone;
    private final Segment line;
    private final DisplayMetric metric;
    private final double leastTravel;
    private final double cosine;
    private final MotionWindows motion;

    DirectionRule(
            RuleStage stage,
            RuleStage.Direction direction,
            RuleShapes shapes,
            RuleSettings settings,
            long firstEpisode) {
        super(stage, Episodes.Timing.ofMillis(0, direction.windowMillis(), EndReason.CLEARED), firstEpisode);
        this.stage = stage;
        this.direction = direction;
        this.zone = shapes.zone(stage.subject());
        this.line = shapes.line();
        metric = new DisplayMetric(settings.aspect());
        double share = direction.minTravelPercent() / 100.0;
        leastTravel = share * share;
        cosine = StrictMath.cos(Math.toRadians(direction.angleDegrees()));
        motion = new MotionWindows(direction.windowMillis() * 1000);
    }

    @Override
    public void seen(Sighting now, RuleContext context) {
        int slot = motion.add(now, stage.subject().anchor());
        episodes.seen(now, holds(slot) && zone.has(now), context);
    }

    private boolean holds(int slot) {
        if (!motion.isWhole(slot, RuleStage.Motion.LEAST_OBSERVATIONS)) {
            return false;
        }
        double dx = dx(slot);
        double dy = dy(slot);
        if (dx == 0 && dy == 0 || metric.squaredShare(dx, dy) < leastTravel) {
            return false;
        }
        boolean deviates = metric.cosine(line.runX(), line.runY(), dx, dy) < cosine;
        return deviates == (direction.heading() == RuleStage.Heading.Deviates);
    }

    private double dx(int slot) {
        return motion.x(slot, motion.size(slot) - 1) - motion.x(slot, 0);
    }

    private double dy(int slot) {
        return motion.y(slot, motion.size(slot) - 1) - motion.y(slot, 0);
    }

    @Override
    public void fired(int slot, Sighting now, RuleContext context) {
        int moving = motion.slot(now.track);
        double away = metric.cosine(line.runX(), line.runY(), dx(moving), dy(moving));
        long degrees = Math.round(Math.toDegrees(StrictMath.acos(Math.clamp(away, -1, 1))));
        context.emit(episodes.draft(EventKind.DIRECTION_FIRED, slot, now.time, now.time, context)
                .deviation((int) degrees)
                .event());
    }

    @Override
    public void ended(int slot, EndReason reason, long time, RuleContext context) {
        context.emit(episodes.draft(
                        EventKind.DIRECTION_ENDED, slot, time, episodes.last().time(slot), context)
                .reason(reason)
                .event());
    }

    @Override
    public void ended(long track, long time, RuleContext context) {
        super.ended(track, time, context);
        motion.remove(track);
    }

    @Override
    public void endAll(long time, EndReason reason, RuleContext context) {
        super.endAll(time, reason, context);
        motion.clear();
    }
}
