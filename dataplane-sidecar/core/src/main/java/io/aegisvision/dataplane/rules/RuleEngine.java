package io.aegisvision.dataplane.rules;

import io.aegisvision.contract.DisplayPoints;
import io.aegisvision.contract.RuleStage;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.dataplane.tracker.Tracks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one stream that read one tracker. Feed every sampled frame in order; events come out through
 * {@link RuleEvents} while the frame is observed. The same frames and reloads give the same events, to the bit. One
 * thread; allocates only for events and reloads.
 *
 * <p>Rules whose zone or line the stream does not have do not apply to it ({@link #unbound}).
 */
public final class RuleEngine {
    private final String tracker;
    private final RuleSettings settings;
    private final RuleContext context;
    private final Sighting sighting = new Sighting();
    /** Next numbers of episodes of rules that are gone in this epoch: ids must not come twice if they return. */
    private final Map<String, Long> retired = new HashMap<>();

    private CompiledRule[] rules = {};
    private List<String> unbound = List.of();
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
     * Takes new definitions. A rule of the same name, revision and points keeps its episodes; the episodes of the others
     * end with {@link EndReason#RULE_CHANGED}, dated by the last frame. When it throws, nothing has changed.
     *
     * @throws IllegalArgumentException with a message for people when a shape that a rule needs is none
     */
    public void reload(List<String> classes, List<RuleStage> stages, StreamAssignment stream) {
        Map<String, CompiledRule> before = new HashMap<>();
        for (CompiledRule rule : rules) {
            before.put(identity(rule.stage()), rule);
        }
        List<CompiledRule> next = new ArrayList<>();
        List<String> without = new ArrayList<>();
        for (RuleStage stage : stages) {
            if (!stage.from().equals(tracker)) {
                continue;
            }
            DisplayPoints points = points(stage, stream);
            if (points == null) {
                without.add(stage.name());
                continue;
            }
            CompiledRule kept = before.get(identity(stage));
            if (kept != null && kept.shape().equals(points)) {
                before.remove(identity(stage));
                next.add(kept);
            } else {
                long known = kept == null ? retired.getOrDefault(identity(stage), 0L) : kept.nextEpisode();
                next.add(compile(stage, points, known));
            }
        }
        for (CompiledRule rule : before.values()) {
            retired.put(identity(rule.stage()), rule.nextEpisode());
            rule.endAll(last, EndReason.RULE_CHANGED, context);
        }
        context.classes(classes);
        rules = next.toArray(CompiledRule[]::new);
        unbound = List.copyOf(without);
    }

    private static String identity(RuleStage stage) {
        return stage.name() + '@' + stage.revision();
    }

    private static @Nullable DisplayPoints points(RuleStage stage, StreamAssignment stream) {
        RuleStage.LineCross cross = stage.lineCross();
        RuleStage.Dwell dwell = stage.dwell();
        RuleStage.Occupancy occupancy = stage.occupancy();
        if (cross != null) {
            return find(stream.lines(), cross.line());
        }
        if (dwell != null) {
            return find(stream.zones(), dwell.zone());
        }
        return occupancy == null ? null : find(stream.zones(), occupancy.zone());
    }

    private static @Nullable DisplayPoints find(List<StreamAssignment.Shape> shapes, String name) {
        for (StreamAssignment.Shape shape : shapes) {
            if (shape.name().equals(name)) {
                return DisplayPoints.parse(shape.points());
            }
        }
        return null;
    }

    private CompiledRule compile(RuleStage stage, DisplayPoints points, long firstEpisode) {
        RuleStage.LineCross cross = stage.lineCross();
        RuleStage.Dwell dwell = stage.dwell();
        RuleStage.Occupancy occupancy = stage.occupancy();
        if (cross != null) {
            return new LineCrossRule(stage, cross, points, settings, firstEpisode);
        }
        if (dwell != null) {
            return new DwellRule(stage, dwell, points, firstEpisode);
        }
        if (occupancy != null) {
            return new OccupancyRule(stage, occupancy, points, settings, firstEpisode);
        }
        throw new IllegalArgumentException("rule " + stage.name() + " is of no kind");
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
            if (tracks.seen(i)) {
                sighting.fill(tracks, i, timeMicros);
                for (CompiledRule rule : rules) {
                    rule.seen(sighting, context);
                }
            }
        }
        for (int i = 0; i < tracks.endedSize(); i++) {
            for (CompiledRule rule : rules) {
                rule.ended(tracks.endedId(i), timeMicros, context);
            }
        }
        for (CompiledRule rule : rules) {
            rule.endFrame(timeMicros, context);
        }
    }

    /**
     * The stream's epoch ends: every episode ends with this reason, dated by the last frame, and numbers of episodes
     * begin at 0 in the epoch to come. Any time may be observed next.
     *
     * @param reason {@link EndReason#STREAM_GAP} or {@link EndReason#STREAM_STOPPED}
     */
    public void endEpoch(EndReason reason) {
        for (int i = 0; i < rules.length; i++) {
            CompiledRule rule = rules[i];
            rule.endAll(last, reason, context);
            rules[i] = compile(rule.stage(), rule.shape(), 0);
        }
        retired.clear();
        last = Long.MIN_VALUE;
    }

    /** Names of rules that do not apply, since the stream lacks their zone or line. */
    public List<String> unbound() {
        return unbound;
    }

    /** Frames ignored since they were not later than the one before. */
    public long ignoredFrames() {
        return ignored;
    }

    /** Counters of a rule for lines in this epoch; empty where there is no such rule. */
    public Optional<CrossingCounts> crossings(String rule) {
        for (CompiledRule each : rules) {
            if (each instanceof LineCrossRule line && each.stage().name().equals(rule)) {
                return Optional.of(new CrossingCounts(line.counted(true), line.counted(false), line.refused()));
            }
        }
        return Optional.empty();
    }

    /** Counters of a rule for occupancy in this epoch; empty where there is no such rule. */
    public Optional<OccupancyCounts> occupancy(String rule) {
        for (CompiledRule each : rules) {
            if (each instanceof OccupancyRule zone && each.stage().name().equals(rule)) {
                return Optional.of(zone.counts());
            }
        }
        return Optional.empty();
    }
}
