package io.aegisvision.dataplane.rules;

import io.aegisvision.contract.RuleStage;
import java.util.Arrays;

/**
 * Dwell: a stay in a zone fires once when it has lasted for the duration, again with each repeat, and its end is told where
 * it had fired, with the whole duration.
 */
final class DwellRule extends EpisodeRule {
    private static final long MICROS = 1000;

    private final RuleStage.Dwell dwell;
    private final ZoneMembership zone;
    /** Times that the present stay of a slot has fired. */
    private int[] times = new int[32];

    DwellRule(RuleStage stage, RuleStage.Dwell dwell, RuleShapes shapes, long firstEpisode) {
        super(
                stage,
                Episodes.Timing.ofMillis(dwell.durationMillis(), dwell.exitAfterMillis(), EndReason.EXIT),
                firstEpisode);
        this.dwell = dwell;
        this.zone = shapes.zone(stage.subject());
    }

    @Override
    public void seen(Sighting now, RuleContext context) {
        episodes.seen(now, zone.has(now), context);
    }

    @Override
    public void fired(int slot, Sighting now, RuleContext context) {
        if (slot >= times.length) {
            times = Arrays.copyOf(times, slot * 2);
        }
        times[slot] = 1;
        context.emit(episodes.draft(EventKind.DWELL_FIRED, slot, now.time, now.time, context)
                .event());
    }

    @Override
    public void goesOn(int slot, Sighting now, RuleContext context) {
        long due = dwell.durationMillis() + times[slot] * dwell.repeatMillis();
        if (dwell.repeatMillis() > 0 && now.time - episodes.first().time(slot) >= due * MICROS) {
            context.repeat(episodes.draft(EventKind.DWELL_FIRED, slot, now.time, now.time, context)
                    .n(times[slot]++)
                    .event());
        }
    }

    @Override
    public void ended(int slot, EndReason reason, long time, RuleContext context) {
        context.emit(episodes.draft(
                        EventKind.DWELL_ENDED, slot, time, episodes.last().time(slot), context)
                .reason(reason)
                .event());
    }
}
