package io.aegisvision.dataplane.rules;

/**
 * One rule of one stream with its state. Per frame: {@link #seen} for each confirmed track that the frame shows with a
 * score that the rule takes, {@link #ended} for each track that ended, {@link #endFrame}.
 */
sealed interface CompiledRule permits CompositeRule, EpisodeRule, FlowRule, LineCrossRule, OccupancyRule {
    /** A confirmed track on this frame. */
    void seen(Sighting now, RuleContext context);

    /** A track ended. */
    void ended(long track, long time, RuleContext context);

    /** All tracks of the frame were told. */
    void endFrame(long time, RuleContext context);

    /** Ends every episode and forgets all tracks. */
    void endAll(long time, EndReason reason, RuleContext context);

    /** The number after the highest that an episode of this rule has had. */
    long nextEpisode();
}
