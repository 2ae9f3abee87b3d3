package io.aegisvision.domain.pipeline;

import io.aegisvision.api.v1alpha1.RuleSpec;
import io.aegisvision.contract.RuleStage;
import io.aegisvision.contract.RuleStage.Subject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A rule of a spec as cells know it. */
final class RuleStages {
    private final String name;
    private final String from;
    private final List<String> joined;
    private final Durations durations;

    /** Reads a duration field and notes what is wrong with it. */
    interface Durations {
        long millis(String field, String text);
    }

    /**
     * @param from the tracker
     * @param joined the rules that a composite joins
     */
    RuleStages(String name, String from, List<String> joined, Durations durations) {
        this.name = name;
        this.from = from;
        this.joined = joined;
        this.durations = durations;
    }

    /** The rule without its revision; null when the spec has no member of the one-of. */
    @Nullable
    RuleStage of(RuleSpec rule) {
        if (rule.dwell() != null) {
            return dwell(rule.dwell());
        }
        if (rule.lineCross() != null) {
            RuleSpec.LineCross it = rule.lineCross();
            RuleStage.CrossDirection direction =
                    RuleStage.CrossDirection.valueOf(it.direction().name());
            return stage(
                    subject(it.labels(), it.anchor(), it.minScorePercent(), 0),
                    new RuleStage.LineCross(it.line(), direction));
        }
        if (rule.occupancy() != null) {
            RuleSpec.Occupancy it = rule.occupancy();
            return stage(
                    subject(it.labels(), it.anchor(), it.minScorePercent(), it.minOverlapPercent()),
                    new RuleStage.Occupancy(
                            it.zone(), it.above(), durations.millis("for", it.forDuration()), it.hysteresis()));
        }
        if (rule.zoneCross() != null) {
            return zoneCross(rule.zoneCross());
        }
        if (rule.flow() != null) {
            return flow(rule.flow());
        }
        return ofMotion(rule);
    }

    private @Nullable RuleStage ofMotion(RuleSpec rule) {
        if (rule.direction() != null) {
            RuleSpec.Direction it = rule.direction();
            return stage(
                    subject(it.labels(), it.anchor(), it.minScorePercent(), 0),
                    new RuleStage.Direction(
                            it.line(),
                            RuleStage.Heading.valueOf(it.heading().name()),
                            it.angleDegrees(),
                            durations.millis("window", it.window()),
                            it.minTravelPercent(),
                            it.zone()));
        }
        if (rule.speed() != null) {
            RuleSpec.Speed it = rule.speed();
            return stage(
                    subject(it.labels(), it.anchor(), it.minScorePercent(), 0),
                    new RuleStage.Speed(
                            it.aboveKilometresPerHour(), durations.millis("window", it.window()), it.zone()));
        }
        if (rule.abandoned() != null) {
            return abandoned(rule.abandoned());
        }
        if (rule.composite() != null) {
            RuleSpec.Composite it = rule.composite();
            return stage(
                    Subject.ANY,
                    new RuleStage.Composite(
                            RuleStage.Operator.valueOf(it.operator().name()),
                            joined,
                            durations.millis("within", it.within()),
                            RuleStage.Scope.valueOf(it.scope().name())));
        }
        return null;
    }

    private RuleStage dwell(RuleSpec.Dwell it) {
        return stage(
                subject(it.labels(), it.anchor(), it.minScorePercent(), it.minOverlapPercent()),
                new RuleStage.Dwell(
                        it.zone(),
                        durations.millis("duration", it.duration()),
                        durations.millis("exitAfter", it.exitAfter()),
                        durations.millis("repeatEvery", it.repeatEvery())));
    }

    private RuleStage zoneCross(RuleSpec.ZoneCross it) {
        return stage(
                subject(it.labels(), it.anchor(), it.minScorePercent(), it.minOverlapPercent()),
                new RuleStage.ZoneCross(
                        it.zone(),
                        RuleStage.Transition.valueOf(it.transition().name()),
                        durations.millis("enterAfter", it.enterAfter()),
                        durations.millis("exitAfter", it.exitAfter()),
                        it.firstSeenInside()));
    }

    private RuleStage flow(RuleSpec.Flow it) {
        return stage(
                subject(it.labels(), it.anchor(), it.minScorePercent(), it.minOverlapPercent()),
                new RuleStage.Flow(
                        it.zone(),
                        durations.millis("window", it.window()),
                        it.above(),
                        it.hysteresis(),
                        durations.millis("enterAfter", it.enterAfter()),
                        durations.millis("exitAfter", it.exitAfter())));
    }

    private RuleStage abandoned(RuleSpec.Abandoned it) {
        return stage(
                subject(it.labels(), it.anchor(), it.minScorePercent(), 0),
                new RuleStage.Abandoned(
                        durations.millis("duration", it.duration()),
                        durations.millis("exitAfter", it.exitAfter()),
                        it.radiusPercent(),
                        it.ownerLabels(),
                        it.ownerDistancePercent(),
                        durations.millis("passBy", it.passBy()),
                        it.zone()));
    }

    private RuleStage stage(Subject subject, RuleStage.Kind kind) {
        return new RuleStage(name, "", from, subject, kind);
    }

    private static Subject subject(
            List<String> labels, RuleSpec.Anchor anchor, int minScorePercent, int minOverlapPercent) {
        return new Subject(labels, RuleStage.Anchor.valueOf(anchor.name()), minScorePercent, minOverlapPercent);
    }
}
