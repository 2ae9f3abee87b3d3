package io.aegisvision.domain.pipeline;

import io.aegisvision.api.v1alpha1.PipelineSpec;
import io.aegisvision.contract.RuleStage;
import org.jspecify.annotations.Nullable;

/** A rule of a spec as cells know it. */
final class RuleStages {
    private RuleStages() {}

    /** Reads a duration field and notes what is wrong with it. */
    interface Durations {
        long millis(String field, String text);
    }

    /** The rule without its revision; null when the spec has no member of the one-of. */
    static @Nullable RuleStage of(String name, String from, PipelineSpec.Rule rule, Durations durations) {
        if (rule.dwell() != null) {
            PipelineSpec.Dwell dwell = rule.dwell();
            return new RuleStage(
                    name,
                    "",
                    from,
                    dwell.labels(),
                    anchor(dwell.anchor()),
                    new RuleStage.Dwell(
                            dwell.zone(),
                            durations.millis("duration", dwell.duration()),
                            durations.millis("exitAfter", dwell.exitAfter())),
                    null,
                    null);
        }
        if (rule.lineCross() != null) {
            PipelineSpec.LineCross cross = rule.lineCross();
            RuleStage.Direction direction =
                    RuleStage.Direction.valueOf(cross.direction().name());
            return new RuleStage(
                    name,
                    "",
                    from,
                    cross.labels(),
                    anchor(cross.anchor()),
                    null,
                    new RuleStage.LineCross(cross.line(), direction),
                    null);
        }
        if (rule.occupancy() != null) {
            PipelineSpec.Occupancy occupancy = rule.occupancy();
            return new RuleStage(
                    name,
                    "",
                    from,
                    occupancy.labels(),
                    anchor(occupancy.anchor()),
                    null,
                    null,
                    new RuleStage.Occupancy(
                            occupancy.zone(),
                            occupancy.above(),
                            durations.millis("for", occupancy.forDuration()),
                            occupancy.hysteresis()));
        }
        return null;
    }

    /** The rule with its revision. */
    static RuleStage withRevision(RuleStage rule, String revision) {
        return new RuleStage(
                rule.name(),
                revision,
                rule.from(),
                rule.labels(),
                rule.anchor(),
                rule.dwell(),
                rule.lineCross(),
                rule.occupancy());
    }

    private static RuleStage.Anchor anchor(PipelineSpec.Anchor anchor) {
        return RuleStage.Anchor.valueOf(anchor.name());
    }
}
