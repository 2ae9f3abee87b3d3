package io.aegisvision.dataplane.rules;

import io.aegisvision.contract.EventData;
import io.aegisvision.contract.RuleStage;

/**
 * Speed: fires at the first frame on which a track's speed on the ground, less its uncertainty, is above the limit, and
 * ends when it has not been for a whole window. Before a track was seen for a window its speed is unknown.
 */
final class SpeedRule extends EpisodeRule {
    private static final double TENTHS = 10;

    private final RuleStage stage;
    private final RuleStage.Speed limit;
    private final ZoneMembership zone;
    private final GroundSpeed speed;
    private final MotionWindows motion;

    SpeedRule(RuleStage stage, RuleStage.Speed limit, RuleShapes shapes, RuleSettings settings, long firstEpisode) {
        super(stage, Episodes.Timing.ofMillis(0, limit.windowMillis(), EndReason.CLEARED), firstEpisode);
        this.stage = stage;
        this.limit = limit;
        this.zone = shapes.zone(stage.subject());
        this.speed = new GroundSpeed(shapes.ground(), settings.aspect());
        motion = new MotionWindows(limit.windowMillis() * 1000);
    }

    @Override
    public void seen(Sighting now, RuleContext context) {
        int slot = motion.add(now, stage.subject().anchor());
        boolean fast = motion.isWhole(slot, RuleStage.Motion.LEAST_OBSERVATIONS)
                && speed.measure(motion, slot)
                && speed.speed() - speed.uncertainty() > limit.aboveKilometresPerHour();
        episodes.seen(now, fast && zone.has(now), context);
    }

    @Override
    public void fired(int slot, Sighting now, RuleContext context) {
        context.emit(episodes.draft(EventKind.SPEED_FIRED, slot, now.time, now.time, context)
                .speed(new EventData.Speed(rounded(speed.speed()), rounded(speed.uncertainty())))
                .event());
    }

    /** More digits than it is worth would only look exact. */
    private static double rounded(double value) {
        return Math.round(value * TENTHS) / TENTHS;
    }

    @Override
    public void ended(int slot, EndReason reason, long time, RuleContext context) {
        context.emit(episodes.draft(
                        EventKind.SPEED_ENDED, slot, time, episodes.last().time(slot), context)
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
