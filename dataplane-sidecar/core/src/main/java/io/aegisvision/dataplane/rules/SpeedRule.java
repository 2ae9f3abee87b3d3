package io.aegisvision.dataplane.rules;

import io.aegisvision.contract.EventData;
import io.aegisvision.contract.RuleStage;

/**
 * Speed: fires at the first frame on which a track's speed on the ground, less its uncertainty, is above the limit, and
 * ends when it has not been for a whole window. Before a track was seen for a window its speed is unknown.
 */
final class SpeedRule implements CompiledRule, Episodes.Listener {
    private static final double TENTHS = 10;

    private final RuleStage stage;
    private final RuleStage.Speed limit;
    private final ZoneMembership zone;
    private final GroundSpeed speed;
    private final TrackSlots slots = new TrackSlots();
    private final MotionWindows motion;
    private final Episodes episodes;

    SpeedRule(RuleStage stage, RuleStage.Speed limit, RuleShapes shapes, RuleSettings settings, long firstEpisode) {
        this.stage = stage;
        this.limit = limit;
        this.zone = shapes.zone(stage.subject());
        this.speed = new GroundSpeed(shapes.ground(), settings.aspect());
        motion = new MotionWindows(limit.windowMillis() * 1000);
        episodes = new Episodes(
                stage, Episodes.Timing.ofMillis(0, limit.windowMillis(), EndReason.CLEARED), firstEpisode, this);
    }

    @Override
    public void seen(Sighting now, RuleContext context) {
        int slot = slots.find(now.track);
        if (slot == TrackSlots.NONE) {
            slot = slots.add(now.track);
            motion.begin(slot);
        }
        motion.add(slot, now.time, now.anchorX(), now.anchorY(stage.subject().anchor()), now.y2 - now.y1);
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
        episodes.ended(track, time, context);
        slots.remove(track);
    }

    @Override
    public void endFrame(long time, RuleContext context) {
        episodes.endFrame(time, context);
    }

    @Override
    public void endAll(long time, EndReason reason, RuleContext context) {
        episodes.endAll(time, reason, context);
        slots.clear();
    }

    @Override
    public long nextEpisode() {
        return episodes.nextEpisode();
    }
}
