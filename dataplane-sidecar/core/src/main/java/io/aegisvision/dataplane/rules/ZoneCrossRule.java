package io.aegisvision.dataplane.rules;

import io.aegisvision.contract.RuleStage;

/**
 * Zone enter and exit: a stay has been entered once it has lasted for the enter inertia, dated at its begin; an exit is
 * told when the track was seen outside and not back within the exit inertia, dated at the last time inside. A stay that
 * ends because the track did, or was not seen, is no exit: it is lost.
 */
final class ZoneCrossRule implements CompiledRule, Episodes.Listener {
    private final RuleStage.ZoneCross cross;
    private final ZoneMembership zone;
    private final Episodes stays;

    ZoneCrossRule(RuleStage stage, RuleStage.ZoneCross cross, RuleShapes shapes, long firstEpisode) {
        this.cross = cross;
        this.zone = shapes.zone(stage.subject());
        stays = new Episodes(
                stage,
                Episodes.Timing.ofMillis(cross.enterAfterMillis(), cross.exitAfterMillis(), EndReason.EXIT),
                firstEpisode,
                this);
    }

    @Override
    public void seen(Sighting now, RuleContext context) {
        stays.seen(now, zone.has(now), context);
    }

    @Override
    public void fired(int slot, Sighting now, RuleContext context) {
        boolean firstSeenInside = stays.isFromFirstSight(slot);
        RuleEvent event = stays.draft(
                        EventKind.ZONE_ENTERED, slot, now.time, stays.first().time(slot), context)
                .direction(firstSeenInside ? "FirstSeenInside" : "Enter")
                .event();
        boolean told = cross.transition() != RuleStage.Transition.Exit && (!firstSeenInside || cross.firstSeenInside());
        if (told) {
            context.emit(event);
        } else {
            context.changed(event);
        }
    }

    @Override
    public void ended(int slot, EndReason reason, long time, RuleContext context) {
        boolean exit = reason == EndReason.EXIT;
        EventDraft draft = stays.draft(
                        exit ? EventKind.ZONE_EXITED : EventKind.ZONE_LOST,
                        slot,
                        time,
                        stays.last().time(slot),
                        context)
                .reason(reason);
        RuleEvent event = exit ? draft.direction("Exit").event() : draft.event();
        if (cross.transition() == RuleStage.Transition.Both
                || exit && cross.transition() == RuleStage.Transition.Exit) {
            context.emit(event);
        } else {
            context.changed(event);
        }
    }

    @Override
    public void ended(long track, long time, RuleContext context) {
        stays.ended(track, time, context);
    }

    @Override
    public void endFrame(long time, RuleContext context) {
        stays.endFrame(time, context);
    }

    @Override
    public void endAll(long time, EndReason reason, RuleContext context) {
        stays.endAll(time, reason, context);
    }

    @Override
    public long nextEpisode() {
        return stays.nextEpisode();
    }
}
