package io.aegisvision.dataplane.rules;

import io.aegisvision.contract.RuleStage;

/** A rule that tells of each track's episodes. What it keeps besides goes with the track: override, and call these. */
abstract sealed class EpisodeRule implements CompiledRule, Episodes.Listener
        permits AbandonedRule, DirectionRule, DwellRule, SpeedRule, ZoneCrossRule {
    final Episodes episodes;

    EpisodeRule(RuleStage stage, Episodes.Timing timing, long firstEpisode) {
        episodes = new Episodes(stage, timing, firstEpisode, this);
    }

    @Override
    public void ended(long track, long time, RuleContext context) {
        episodes.ended(track, time, context);
    }

    @Override
    public void endFrame(long time, RuleContext context) {
        episodes.endFrame(time, context);
    }

    @Override
    public void endAll(long time, EndReason reason, RuleContext context) {
        episodes.endAll(time, reason, context);
    }

    @Override
    public final long nextEpisode() {
        return episodes.nextEpisode();
    }
}
