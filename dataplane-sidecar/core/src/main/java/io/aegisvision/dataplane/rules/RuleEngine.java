package io.aegisvision.dataplane.rules;

import io.aegisvision.contract.RuleStage;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.dataplane.tracker.Tracks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rules of one stream that read one tracker. Feed every sampled frame in order; events come out through
 * {@link RuleEvents} while the frame is observed. The same frames and reloads give the same events, to the bit. One
 * thread; allocates only for events and reloads.
 *
 * <p>Rules whose zone, line or ground the stream does not have do not apply to it ({@link #unbound}), nor do those that
 * join one of them.
 */
public final class RuleEngine {
    /** What is neither seen, lost nor ended for so long is forgotten as if it had ended; longer than any rule looks back. */
    private static final long FORGET_AFTER_DURATIONS = 2;

    private static final long FORGET_AFTER_LEAST = 60_000_000;

    /** A rule as compiled from a definition and the stream's shapes. */
    private record Bound(RuleStage stage, RuleShapes shapes, CompiledRule rule) {}

    private final String tracker;
    private final RuleSettings settings;
    private final RuleContext context;
    private final Sighting sighting = new Sighting();
    private final TrackSlots present = new TrackSlots();
    private long[] presentAt = new long[32];
    /** Next numbers of episodes of rules that are gone in this epoch: ids must not come twice if they return. */
    private final Map<String, Long> retired = new HashMap<>();

    private Bound[] rules = {};
    private List<String> unbound = List.of();
    private long forgetAfter;
    private long last = Long.MIN_VALUE;
    private long ignored;

    /**
     * @param tracker name of the tracker whose tracks will be observed; only rules with it as {@code from} are taken
     * @param classes names of the tracks' classes by label number
     * @throws IllegalArgumentException with a message for people when a shape that a rule needs is none
     */
    public RuleEngine(
            String tracker,
            RuleSettings settings,
            List<String> classes,
            List<RuleStage> stages,
            StreamAssignment stream,
            RuleEvents events) {
        this.tracker = tracker;
        this.settings = settings;
        context = new RuleContext(classes, events);
        reload(classes, stages, stream);
    }

    /**
     * Takes new definitions. A rule of the same name, revision and shapes keeps its episodes; the episodes of the others
     * end with {@link EndReason#RULE_CHANGED}, dated by the last frame. When it throws, nothing has changed.
     *
     * @throws IllegalArgumentException with a message for people when a shape that a rule needs is none
     */
    public void reload(List<String> classes, List<RuleStage> stages, StreamAssignment stream) {
        Map<String, Bound> before = new HashMap<>();
        for (Bound bound : rules) {
            before.put(identity(bound.stage()), bound);
        }
        Map<String, Bound> next = new LinkedHashMap<>();
        List<String> without = new ArrayList<>();
        for (RuleStage stage : stages) {
            if (!stage.from().equals(tracker)) {
                continue;
            }
            RuleShapes shapes = RuleShapes.of(stage.kind(), stream);
            RuleStage.Composite composite = stage.composite();
            if (shapes == null || composite != null && !next.keySet().containsAll(composite.of())) {
                without.add(stage.name());
                continue;
            }
            Bound kept = before.get(identity(stage));
            if (kept != null && kept.shapes().equals(shapes)) {
                next.put(stage.name(), kept);
            } else {
                long known = kept == null
                        ? retired.getOrDefault(identity(stage), 0L)
                        : kept.rule().nextEpisode();
                next.put(stage.name(), new Bound(stage, shapes, compile(stage, shapes, known)));
            }
        }
        for (Bound bound : rules) { // in their order: composites after the rules that they join
            if (!next.containsValue(bound)) {
                bound.rule().endAll(last, EndReason.RULE_CHANGED, context);
                retired.put(identity(bound.stage()), bound.rule().nextEpisode());
            }
        }
        context.classes(classes);
        unbound = List.copyOf(without);
        take(next.values().toArray(Bound[]::new));
    }

    private static String identity(RuleStage stage) {
        return stage.name() + '@' + stage.revision();
    }

    private void take(Bound[] bound) {
        rules = bound;
        List<CompositeRule> composites = new ArrayList<>();
        long longest = 0;
        for (Bound each : bound) {
            longest = Math.max(longest, longestMillis(each.stage().kind()) * 1000);
            if (each.rule() instanceof CompositeRule composite) {
                composites.add(composite);
            }
        }
        forgetAfter = FORGET_AFTER_DURATIONS * longest + FORGET_AFTER_LEAST;
        context.composites(composites.toArray(CompositeRule[]::new));
    }

    /** The longest duration in a rule. */
    private static long longestMillis(RuleStage.Kind kind) {
        return switch (kind) {
            case RuleStage.Dwell it -> Math.max(it.durationMillis() + it.repeatMillis(), it.exitAfterMillis());
            case RuleStage.ZoneCross it -> Math.max(it.enterAfterMillis(), it.exitAfterMillis());
            case RuleStage.Flow it -> Math.max(it.windowMillis(), it.exitAfterMillis());
            case RuleStage.Abandoned it -> it.durationMillis() + it.exitAfterMillis();
            case RuleStage.Composite it -> it.withinMillis();
            case RuleStage.Motion it -> it.windowMillis();
            case RuleStage.Occupancy it -> it.forMillis();
            case RuleStage.LineCross it -> 0;
        };
    }

    private CompiledRule compile(RuleStage stage, RuleShapes shapes, long firstEpisode) {
        return switch (stage.kind()) {
            case RuleStage.Dwell it -> new DwellRule(stage, it, shapes, firstEpisode);
            case RuleStage.LineCross it -> new LineCrossRule(stage, it, shapes, settings, firstEpisode);
            case RuleStage.Occupancy it -> new OccupancyRule(stage, it, shapes, settings, firstEpisode);
            case RuleStage.ZoneCross it -> new ZoneCrossRule(stage, it, shapes, firstEpisode);
            case RuleStage.Flow it -> new FlowRule(stage, it, shapes, firstEpisode);
            case RuleStage.Direction it -> new DirectionRule(stage, it, shapes, settings, firstEpisode);
            case RuleStage.Speed it -> new SpeedRule(stage, it, shapes, settings, firstEpisode);
            case RuleStage.Abandoned it -> new AbandonedRule(stage, it, shapes, settings, firstEpisode);
            case RuleStage.Composite it -> new CompositeRule(stage, it, firstEpisode);
        };
    }

    /**
     * Observes one sampled frame, right after the tracker's update.
     *
     * @param timeMicros capture time; not after the last one: ignored and counted
     */
    public void observe(long timeMicros, Tracks tracks) {
        if (timeMicros <= last) {
            ignored++;
            return;
        }
        last = timeMicros;
        for (int i = 0; i < tracks.size(); i++) {
            remember(tracks.id(i), timeMicros);
            if (tracks.seen(i)) {
                sighting.fill(tracks, i, timeMicros);
                for (Bound bound : rules) {
                    if (sighting.scorePercent >= bound.stage().subject().minScorePercent()) {
                        bound.rule().seen(sighting, context);
                    }
                }
            }
        }
        for (int i = 0; i < tracks.endedSize(); i++) {
            ended(tracks.endedId(i), timeMicros);
        }
        for (int slot = 0; slot < present.made(); slot++) {
            if (present.isUsed(slot) && timeMicros - presentAt[slot] > forgetAfter) {
                ended(present.id(slot), timeMicros);
            }
        }
        for (Bound bound : rules) {
            bound.rule().endFrame(timeMicros, context);
        }
    }

    private void remember(long track, long time) {
        int slot = present.find(track);
        if (slot == TrackSlots.NONE) {
            slot = present.add(track);
            if (slot >= presentAt.length) {
                presentAt = Arrays.copyOf(presentAt, slot * 2);
            }
        }
        presentAt[slot] = time;
    }

    private void ended(long track, long time) {
        for (Bound bound : rules) {
            bound.rule().ended(track, time, context);
        }
        present.remove(track);
    }

    /**
     * The stream's epoch ends: every episode ends with this reason, dated by the last frame, and numbers of episodes
     * begin at 0 in the epoch to come. Any time may be observed next.
     *
     * @param reason {@link EndReason#STREAM_GAP} or {@link EndReason#STREAM_STOPPED}
     */
    public void endEpoch(EndReason reason) {
        for (Bound bound : rules) {
            bound.rule().endAll(last, reason, context);
        }
        Bound[] anew = new Bound[rules.length];
        for (int i = 0; i < rules.length; i++) {
            anew[i] = new Bound(rules[i].stage(), rules[i].shapes(), compile(rules[i].stage(), rules[i].shapes(), 0));
        }
        take(anew);
        retired.clear();
        present.clear();
        last = Long.MIN_VALUE;
    }

    /** Names of rules that do not apply, since the stream lacks their zone, line or ground. */
    public List<String> unbound() {
        return unbound;
    }

    /** Frames ignored since they were not later than the one before. */
    public long ignoredFrames() {
        return ignored;
    }

    /** Counters of a rule for lines in this epoch; empty where there is no such rule. */
    public Optional<CrossingCounts> crossings(String rule) {
        for (Bound each : rules) {
            if (each.rule() instanceof LineCrossRule line && each.stage().name().equals(rule)) {
                return Optional.of(new CrossingCounts(line.counted(true), line.counted(false), line.refused()));
            }
        }
        return Optional.empty();
    }

    /** Counters of a rule for occupancy in this epoch; empty where there is no such rule. */
    public Optional<OccupancyCounts> occupancy(String rule) {
        for (Bound each : rules) {
            if (each.rule() instanceof OccupancyRule zone && each.stage().name().equals(rule)) {
                return Optional.of(zone.counts());
            }
        }
        return Optional.empty();
    }
}
