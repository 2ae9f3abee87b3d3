package io.aegisvision.domain.pipeline;

import io.aegisvision.contract.RuleStage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a rule can say anything, given what it reads; what a schema cannot see. */
final class RuleCheck {
    private static final long DAY_MILLIS = 24 * 60 * 60 * 1000L;

    private final SampleStage sample;
    private final List<RuleStage> earlier;

    /**
     * @param sample the frames that its tracker gets
     * @param earlier rules that stand before it
     */
    RuleCheck(SampleStage sample, List<RuleStage> earlier) {
        this.sample = sample;
        this.earlier = earlier;
    }

    /** What is wrong with a rule, for people; empty if nothing. */
    Optional<String> problem(RuleStage rule) {
        String blind = sample.rule(rule.kind());
        if (blind != null) {
            return Optional.of(blind);
        }
        return Optional.ofNullable(
                switch (rule.kind()) {
                    case RuleStage.Motion motion -> motion(motion);
                    case RuleStage.Composite composite -> composite(rule.from(), composite);
                    case RuleStage.Flow flow ->
                        flow.windowMillis() < 1 || flow.windowMillis() > DAY_MILLIS
                                ? "window: write more than 0s and at most 24h"
                                : null;
                    case RuleStage.Dwell dwell -> positive("duration", dwell.durationMillis());
                    case RuleStage.Abandoned abandoned -> positive("duration", abandoned.durationMillis());
                    case RuleStage.LineCross cross -> null;
                    case RuleStage.Occupancy occupancy -> null;
                    case RuleStage.ZoneCross cross -> null;
                });
    }

    private static @Nullable String positive(String field, long millis) {
        return millis > 0 ? null : field + ": write more than 0s";
    }

    /** A rule that judges motion needs to see it: where frames come too seldom for its window it would be silent for ever. */
    private @Nullable String motion(RuleStage.Motion motion) {
        // n observations span n - 1 periods, and one more is needed for the window to be whole
        long least = RuleStage.Motion.LEAST_OBSERVATIONS * sample.periodMillis();
        return motion.windowMillis() >= least
                ? null
                : "window: too short to see motion at " + sample.words() + "; write " + least + "ms or more";
    }

    private @Nullable String composite(String tracker, RuleStage.Composite composite) {
        List<RuleStage> joined = new ArrayList<>();
        for (String name : composite.of()) {
            earlier.stream()
                    .filter(rule -> rule.name().equals(name))
                    .findFirst()
                    .ifPresent(joined::add);
        }
        if (composite.of().isEmpty() || joined.size() != composite.of().size()) {
            return "from must name earlier rule stages";
        }
        if (joined.size() < 2 && composite.operator() == RuleStage.Operator.Sequence) {
            return "from: a sequence needs two rules or more";
        }
        if (!joined.stream().allMatch(rule -> rule.from().equals(tracker))) {
            return "from: all rules must read the same track stage";
        }
        return switch (composite.scope()) {
            case Track ->
                joined.stream()
                        .filter(rule -> !rule.kind().ofTracks())
                        .findFirst()
                        .map(rule ->
                                "scope: " + rule.name() + " is not about single objects; write scope: Zone or Stream")
                        .orElse(null);
            case Zone ->
                joined.stream()
                                                .map(rule -> String.valueOf(
                                                        rule.kind().zone()))
                                                .distinct()
                                                .count()
                                        == 1
                                && joined.getFirst().kind().zone() != null
                        ? null
                        : "scope: not all rules are about the same zone; write scope: Stream or Track";
            case Stream -> null;
        };
    }
}
