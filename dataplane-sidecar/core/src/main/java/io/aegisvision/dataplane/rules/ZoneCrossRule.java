package io.aegisvision.dataplane.rules;

import io.aegisvision.contract.RuleStage;

/**
 * Zone enter and exit: a stay has been entered once it has lasted for the enter inertia, dated at its begin; an exit is
 * told when the track was seen outside and not back within the exit inertia, dated at the last time inside. A stay that
 * ends because the track did, or was not seen, is no exit: it is lost.
 */
final class ZoneCrossRule extends EpisodeRule {
    private final RuleStage.ZoneCross cross;
    private final ZoneMembership zone;

    ZoneCrossRule(RuleStage stage, RuleStage.ZoneCross cross, RuleShapes shapes, long firstEpisode) {
        super(
                stage,
                Episodes.Timing.ofMillis(cross.enterAfterMillis(), cross.exitAfterMillis(), EndReason.EXIT),
                firstEpisode);
        this.cross = cross;
        this.zone = shapes.zone(stage.subject());
    }

    @Override
    public void seen(Sighting now, RuleContext context) {
        episodes.seen(now, zone.has(now), context);
    }

    @Override
    public void fired(int slot, Sighting now, RuleContext context) {
        boolean firstSeenInside = episodes.isFromFirstSight(slot);
        RuleEvent event = episodes.draft(
                        EventKind.ZONE_ENTERED, slot, now.time, episodes.first().time(slot), context)
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
        EventDraft draft = episodes.draft(
                        exit ? EventKind.ZONE_EXITED : EventKind.ZONE_LOST,
                        slot,
                        time,
                        episodes.last().time(slot),
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
}
