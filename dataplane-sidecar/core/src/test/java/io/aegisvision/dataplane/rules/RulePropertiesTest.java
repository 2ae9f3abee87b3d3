package io.aegisvision.dataplane.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.contract.RuleStage;
import io.aegisvision.contract.RuleStage.Subject;
import io.aegisvision.contract.StreamAssignment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What holds of every rule, whoever moves through the picture: random walks on a grid that hits lines and edges. */
class RulePropertiesTest {
    private static final int FRAMES = 150;
    private static final int TRACKS = 6;
    /** Steps of the grid; even ones may lie on lines and edges. */
    private static final int GRID = 64;

    private static final List<String> CLASSES = List.of("person", "bag");
    private static final RuleStage GATE = rule("gate", new RuleStage.LineCross("gate", RuleStage.CrossDirection.Both));
    private static final RuleStage STAY = rule("stay", new RuleStage.Dwell("right", 1000, 300, 700));
    private static final List<RuleStage> EVERY_KIND = List.of(
            GATE,
            STAY,
            rule("crowd", new RuleStage.Occupancy("right", 2, 500, 1)),
            rule("door", new RuleStage.ZoneCross("right", RuleStage.Transition.Both, 200, 300, true)),
            rule("per-window", new RuleStage.Flow("right", 2000, null, 0, 0, 100)),
            rule("rush", new RuleStage.Flow("right", 2000, 2, 1, 0, 100)),
            rule("wrong-way", new RuleStage.Direction("gate", RuleStage.Heading.Deviates, 60, 500, 2, null)),
            rule("fast", new RuleStage.Speed(5, 500, null)),
            rule("left", new RuleStage.Abandoned(1000, 300, 5, List.of("person"), 10, 300, null)),
            rule("all", composite(RuleStage.Operator.All, RuleStage.Scope.Track, "gate", "stay")),
            rule("none", composite(RuleStage.Operator.None, RuleStage.Scope.Track, "gate", "stay")),
            rule("any", composite(RuleStage.Operator.Any, RuleStage.Scope.Zone, "stay", "crowd")),
            rule("then", composite(RuleStage.Operator.Sequence, RuleStage.Scope.Stream, "door", "gate")));

    private static RuleStage rule(String name, RuleStage.Kind kind) {
        return new RuleStage(name, "r", "tracker", Subject.ANY, kind);
    }

    private static RuleStage.Composite composite(RuleStage.Operator operator, RuleStage.Scope scope, String... of) {
        return new RuleStage.Composite(operator, List.of(of), 1000, scope);
    }

    private static StreamAssignment stream(String zone, String... lines) {
        List<StreamAssignment.Shape> named = new ArrayList<>();
        for (int i = 0; i < lines.length; i += 2) {
            named.add(new StreamAssignment.Shape(lines[i], lines[i + 1]));
        }
        return new StreamAssignment(
                "gate",
                "uid",
                new StreamAssignment.Source(
                        StreamAssignment.Kind.FILE, "f", null, null, StreamAssignment.Transport.TCP, false, false),
                List.of(new StreamAssignment.Shape("right", zone)),
                named,
                new StreamAssignment.Ground("0.3,0.2 0.7,0.2 1,1 0,1", "0,40 8,40 8,0 0,0"),
                List.of());
    }

    private static RuleEngine engine(List<RuleStage> rules, StreamAssignment stream, List<RuleEvent> into) {
        return new RuleEngine("tracker", RuleSettings.of(16 / 9.0), CLASSES, rules, stream, into::add);
    }

    /** Walks on the grid: seen or not, now and then ended, of a class that wavers. */
    private static void walk(RuleEngine engine, int seed, DoubleUnaryOperator x) {
        Random random = new Random(seed);
        int[] atX = random.ints(TRACKS, 0, GRID).toArray();
        int[] atY = random.ints(TRACKS, 0, GRID).toArray();
        long[] ids = LongStream.rangeClosed(1, TRACKS).toArray();
        for (int frame = 1; frame <= FRAMES; frame++) {
            ScriptedTracks tracks = new ScriptedTracks();
            for (int i = 0; i < TRACKS; i++) {
                atX[i] = Math.clamp(atX[i] + random.nextInt(9) - 4, 0, GRID);
                atY[i] = Math.clamp(atY[i] + random.nextInt(9) - 4, 0, GRID);
                int fate = random.nextInt(100);
                int label = random.nextInt(10) == 0 ? 1 : i % 2;
                if (fate < 90) {
                    tracks.at(ids[i], label, x.applyAsDouble((double) atX[i] / GRID), (double) atY[i] / GRID, .0625);
                } else if (fate == 99) {
                    tracks.end(ids[i]);
                    ids[i] += TRACKS;
                }
            }
            engine.observe(frame * 100_000L, tracks);
        }
        engine.endEpoch(EndReason.STREAM_STOPPED);
    }

    @Property(tries = 50)
    void aReplayIsTheSameToTheBitForEveryKind(@ForAll int seed) {
        StreamAssignment stream = stream("0.5,0 1,0 1,1 0.5,1", "gate", "0.5,0 0.5,1");
        List<RuleEvent> once = new ArrayList<>();
        List<RuleEvent> again = new ArrayList<>();
        walk(engine(EVERY_KIND, stream, once), seed, x -> x);
        walk(engine(EVERY_KIND, stream, again), seed, x -> x);
        assertThat(once).isNotEmpty().isEqualTo(again);
    }

    /** No two events of a stream's epoch are of one identity, or a consumer would take the second for a repeat. */
    @Property(tries = 50)
    void everyEventHasAnIdentityOfItsOwn(@ForAll int seed) {
        List<RuleEvent> events = new ArrayList<>();
        walk(engine(EVERY_KIND, stream("0.5,0 1,0 1,1 0.5,1", "gate", "0.5,0 0.5,1"), events), seed, x -> x);
        assertThat(events.stream()
                        .map(event ->
                                event.rule().name() + event.kind() + event.track() + event.episode() + "/" + event.n())
                        .map(identity -> identity.replaceAll("label=\\w+", "")))
                .doesNotHaveDuplicates();
    }

    /** What begins ends, once, and nothing ends that did not begin. */
    @Property(tries = 50)
    void everyEpisodeThatFiredEndsOnce(@ForAll int seed) {
        List<RuleEvent> events = new ArrayList<>();
        walk(engine(EVERY_KIND, stream("0.5,0 1,0 1,1 0.5,1", "gate", "0.5,0 0.5,1"), events), seed, x -> x);
        List<String> begun = new ArrayList<>();
        List<String> over = new ArrayList<>();
        for (RuleEvent event : events) {
            Long track = event.track() == null ? null : event.track().id();
            String episode = event.rule().name() + " " + track + " " + event.episode();
            if (event.phase() == EventKind.Phase.BEGINS && event.n() == 0) {
                begun.add(episode);
            } else if (event.phase() == EventKind.Phase.ENDS) {
                assertThat(begun).contains(episode);
                over.add(episode);
            }
        }
        assertThat(over).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(begun);
    }

    /** Left and right exchanged: the same crossings, the other way, at the same times. */
    @Property(tries = 100)
    void aMirrorExchangesLeftAndRight(@ForAll int seed) {
        List<RuleEvent> here = new ArrayList<>();
        List<RuleEvent> there = new ArrayList<>();
        walk(engine(List.of(GATE), stream("0,0 1,0 1,1", "gate", "0.25,0 0.625,1"), here), seed, x -> x);
        walk(engine(List.of(GATE), stream("0,0 1,0 1,1", "gate", "0.75,0 0.375,1"), there), seed, x -> 1 - x);
        assertThat(there.stream().map(RulePropertiesTest::crossing))
                .containsExactlyElementsOf(
                        here.stream().map(RulePropertiesTest::mirrored).toList());
    }

    private static String crossing(RuleEvent event) {
        return event.track() + " " + event.direction() + " " + event.atMicros() + " " + event.decidedAtMicros();
    }

    private static String mirrored(RuleEvent event) {
        return crossing(event)
                .replaceAll(
                        "LeftToRight|RightToLeft",
                        "LeftToRight".equals(event.direction()) ? "RightToLeft" : "LeftToRight");
    }

    /** A line cut at a point that lies exactly on it: together its pieces count what the whole counts, no more, no less. */
    @Property(tries = 100)
    void aLineInTwoPiecesCountsWhatTheWholeCounts(@ForAll int seed, @ForAll @IntRange(min = 1, max = 63) int cut) {
        double at = (double) cut / GRID;
        RuleStage upper = rule("upper", new RuleStage.LineCross("upper", RuleStage.CrossDirection.Both));
        RuleStage lower = rule("lower", new RuleStage.LineCross("lower", RuleStage.CrossDirection.Both));
        List<RuleEvent> events = new ArrayList<>();
        StreamAssignment stream = stream(
                "0,0 1,0 1,1", "gate", "0.5,0 0.5,1", "upper", "0.5,0 0.5," + at, "lower", "0.5," + at + " 0.5,1");
        walk(engine(List.of(GATE, upper, lower), stream, events), seed, x -> x);
        long whole = events.stream().filter(event -> event.rule() == GATE).count();
        assertThat(events.size() - whole).isEqualTo(whole);
    }

    /** Entered + born inside - exited - ended inside = occupancy, with a class filter and a class that wavers too. */
    @Property(tries = 100)
    void whatWentInAndNotOutIsInside(@ForAll int seed) {
        Subject people = new Subject(List.of("person"), RuleStage.Anchor.BottomCenter, 0, 0);
        RuleStage crowd = new RuleStage("crowd", "r", "tracker", people, new RuleStage.Occupancy("right", 2, 500, 1));
        List<RuleEvent> events = new ArrayList<>();
        RuleEngine[] engine = new RuleEngine[1];
        engine[0] = new RuleEngine(
                "tracker", RuleSettings.of(16 / 9.0), CLASSES, List.of(crowd), stream("0.5,0 1,0 1,1 0.5,1"), event -> {
                    events.add(event);
                    OccupancyCounts counts = engine[0].occupancy("crowd").orElseThrow();
                    assertThat(counts.entered() + counts.bornInside() - counts.exited() - counts.endedInside())
                            .isEqualTo(counts.now());
                    assertThat(event.count()).isEqualTo(counts.now());
                });
        walk(engine[0], seed, x -> x);
    }
}
