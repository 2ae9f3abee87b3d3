package io.aegisvision.dataplane.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegisvision.contract.RuleStage;
import io.aegisvision.contract.StreamAssignment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Frames 100 ms apart. The zone is the right half, the line is the middle, from the top down: left of it is x above 0.5. */
class RuleEngineTest {
    private static final long FRAME = 100_000;
    private static final List<String> CLASSES = List.of("person", "forklift");
    private static final RuleStage DWELL = dwell("r1", List.of());
    private static final RuleStage CROSS = new RuleStage(
            "cross",
            "r1",
            "tracker",
            RuleStage.Subject.ANY,
            new RuleStage.LineCross("middle", RuleStage.CrossDirection.Both));
    private static final RuleStage CROWD =
            new RuleStage("crowd", "r1", "tracker", RuleStage.Subject.ANY, new RuleStage.Occupancy("right", 2, 500, 1));

    private final List<RuleEvent> events = new ArrayList<>();
    private long time = 1_000_000_000;

    private static RuleStage dwell(String revision, List<String> labels) {
        return new RuleStage(
                "stay",
                revision,
                "tracker",
                new RuleStage.Subject(labels, RuleStage.Anchor.BottomCenter, 0, 0),
                new RuleStage.Dwell("right", 2000, 500, 0));
    }

    private static StreamAssignment stream(String zone) {
        return new StreamAssignment(
                "gate",
                "uid",
                new StreamAssignment.Source(
                        StreamAssignment.Kind.FILE, "f", null, null, StreamAssignment.Transport.TCP, false, false),
                List.of(new StreamAssignment.Shape("right", zone)),
                List.of(new StreamAssignment.Shape("middle", "0.5,0 0.5,1")),
                null,
                List.of());
    }

    private static final StreamAssignment STREAM = stream("0.5,0 1,0 1,1 0.5,1");

    private RuleEngine engine(RuleStage... rules) {
        return new RuleEngine("tracker", RuleSettings.of(16 / 9.0), CLASSES, List.of(rules), STREAM, events::add);
    }

    private void frames(RuleEngine engine, int count, Consumer<ScriptedTracks> script) {
        for (int i = 0; i < count; i++) {
            ScriptedTracks tracks = new ScriptedTracks();
            script.accept(tracks);
            time += FRAME;
            engine.observe(time, tracks);
        }
    }

    private List<EventKind> kinds() {
        return events.stream().map(RuleEvent::kind).toList();
    }

    private void path(RuleEngine engine, double... xs) {
        for (double x : xs) {
            frames(engine, 1, t -> t.at(1, x, .5));
        }
    }

    // dwell

    @Example
    void dwellFiresOnceAtTheFirstFrameThatIsLongEnough() {
        RuleEngine engine = engine(DWELL);
        frames(engine, 20, t -> t.at(1, .7, .5));
        assertThat(events).isEmpty();
        frames(engine, 30, t -> t.at(1, .7, .5));
        assertThat(kinds()).containsExactly(EventKind.DWELL_FIRED);
        assertThat(events.getFirst().durationMillis()).isEqualTo(2000);
        assertThat(events.getFirst().evidence()).hasSize(2);
    }

    @Example
    void aGapShorterThanTheExitNeitherEndsNorPauses() {
        RuleEngine engine = engine(DWELL);
        frames(engine, 15, t -> t.at(1, .7, .5));
        frames(engine, 2, t -> t.at(1, .3, .5));
        frames(engine, 2, t -> {});
        frames(engine, 2, t -> t.at(1, .7, .5));
        assertThat(kinds()).containsExactly(EventKind.DWELL_FIRED);
    }

    @Example
    void anEpisodeEndsDatedAtTheLastTimeInsideAndTheNextHasAnotherNumber() {
        RuleEngine engine = engine(DWELL);
        frames(engine, 21, t -> t.at(1, .7, .5));
        long lastInside = time;
        frames(engine, 10, t -> t.at(1, .3, .5));
        frames(engine, 21, t -> t.at(1, .7, .5));
        assertThat(kinds()).containsExactly(EventKind.DWELL_FIRED, EventKind.DWELL_ENDED, EventKind.DWELL_FIRED);
        assertThat(events.get(1).atMicros()).isEqualTo(lastInside);
        assertThat(events.get(1).endReason()).isEqualTo(EndReason.EXIT);
        assertThat(events.get(2).episode()).isEqualTo(1);
    }

    @Example
    void aClassThatWaversMakesNoSecondEpisodeAndIsAskedAtTheDecision() {
        RuleEngine engine = engine(dwell("r1", List.of("forklift")));
        frames(engine, 10, t -> t.at(1, 0, .7, .5, .1));
        frames(engine, 11, t -> t.at(1, 1, .7, .5, .1));
        frames(engine, 10, t -> t.at(1, 0, .7, .5, .1));
        frames(engine, 10, t -> t.at(1, 1, .7, .5, .1));
        assertThat(kinds()).containsExactly(EventKind.DWELL_FIRED);
    }

    @Example
    void aStreamGapIsNoExit() {
        RuleEngine engine = engine(DWELL);
        frames(engine, 21, t -> t.at(1, .7, .5));
        engine.endEpoch(EndReason.STREAM_GAP);
        assertThat(events.getLast().endReason()).isEqualTo(EndReason.STREAM_GAP);
        time = 0;
        frames(engine, 10, t -> t.at(1, .7, .5));
        assertThat(events).hasSize(2);
    }

    @Example
    void anotherIdInheritsNothing() {
        RuleEngine engine = engine(DWELL);
        frames(engine, 15, t -> t.at(1, .7, .5));
        frames(engine, 1, t -> t.at(2, .7, .5).end(1));
        frames(engine, 15, t -> t.at(2, .7, .5));
        assertThat(events).isEmpty();
    }

    // crossing

    @Example
    void oneCrossingOneEventWithDirectionAndTheTimeOnTheLine() {
        RuleEngine engine = engine(CROSS);
        path(engine, .44, .47, .49, .52, .55, .58, .6);
        assertThat(kinds()).containsExactly(EventKind.LINE_CROSSED);
        RuleEvent event = events.getFirst();
        // walking down the line, smaller x is on the right hand
        assertThat(event.direction()).isEqualTo("RightToLeft");
        assertThat(event.evidence()).hasSize(3);
        assertThat(event.atMicros())
                .isBetween(
                        event.evidence().get(0).time(), event.evidence().get(1).time());
    }

    @Example
    void flickerOnTheLineCountsNothing() {
        RuleEngine engine = engine(CROSS);
        path(engine, .44, .498, .502, .499, .501, .498, .502, .499, .47, .44);
        assertThat(events).isEmpty();
    }

    @Example
    void standingOnTheLineHoldsTheSideAndGoingOnCountsOnce() {
        RuleEngine engine = engine(CROSS);
        path(engine, .44, .5, .5, .5, .5, .5);
        assertThat(events).isEmpty();
        path(engine, .53, .56, .6, .6);
        assertThat(kinds()).containsExactly(EventKind.LINE_CROSSED);
    }

    @Example
    void aTurnBackBeyondTheLineCountsBothWays() {
        RuleEngine engine = engine(CROSS);
        path(engine, .44, .53, .56, .56, .56, .47, .44, .4, .4);
        assertThat(events.stream().map(RuleEvent::direction)).containsExactly("RightToLeft", "LeftToRight");
        assertThat(events.stream().map(RuleEvent::episode)).containsExactly(0L, 1L);
    }

    @Example
    void passingBesideTheLineIsNoCrossing() {
        RuleEngine engine = new RuleEngine(
                "tracker",
                RuleSettings.of(16 / 9.0),
                CLASSES,
                List.of(CROSS),
                new StreamAssignment(
                        "gate",
                        "uid",
                        STREAM.source(),
                        List.of(),
                        List.of(new StreamAssignment.Shape("middle", "0.5,0.6 0.5,1")),
                        null,
                        List.of()),
                events::add);
        path(engine, .44, .47, .53, .56, .58, .6);
        assertThat(events).isEmpty();
    }

    @Example
    void aTrackHandedToAnObjectOfAnotherSizeIsRefused() {
        RuleEngine engine = engine(CROSS);
        frames(engine, 5, t -> t.at(1, 0, .45, .5, .05));
        frames(engine, 6, t -> t.at(1, 0, .55, .5, .2));
        assertThat(events).isEmpty();
        assertThat(engine.crossings("cross").orElseThrow().refused()).isEqualTo(1);
    }

    // occupancy

    @Example
    void raisedAfterItsTimeAndClearedWithHysteresis() {
        RuleEngine engine = engine(CROWD);
        frames(engine, 5, t -> t.at(1, .7, .5).at(2, .7, .5).at(3, .7, .5));
        assertThat(events).isEmpty();
        frames(engine, 5, t -> t.at(1, .7, .5).at(2, .7, .5).at(3, .7, .5));
        assertThat(kinds()).containsExactly(EventKind.OCCUPANCY_RAISED);
        assertThat(events.getFirst().count()).isEqualTo(3);
        assertThat(events.getFirst().evidence()).hasSize(6);
        frames(engine, 20, t -> t.at(1, .7, .5).at(2, .7, .5).at(3, .3, .5));
        assertThat(events).hasSize(1);
        frames(engine, 5, t -> t.at(1, .7, .5).at(2, .3, .5).at(3, .3, .5));
        assertThat(kinds()).containsExactly(EventKind.OCCUPANCY_RAISED, EventKind.OCCUPANCY_CLEARED);
    }

    @Property(tries = 200)
    void whatWentInAndNotOutIsInside(@ForAll int seed) {
        RuleEngine engine = engine(CROWD);
        Random random = new Random(seed);
        for (int f = 0; f < 60; f++) {
            frames(engine, 1, t -> {
                for (int id = 1; id <= 6; id++) {
                    if (random.nextInt(3) > 0) {
                        t.at(id, random.nextDouble(), .5);
                    } else if (random.nextInt(6) == 0) {
                        t.end(id);
                    }
                }
            });
            OccupancyCounts counts = engine.occupancy("crowd").orElseThrow();
            assertThat(counts.entered() + counts.bornInside() - counts.exited() - counts.endedInside())
                    .isEqualTo(counts.now());
        }
    }

    // reload, time, replay

    @Example
    void changingOneRuleKeepsTheEpisodesOfTheOthers() {
        RuleEngine engine = engine(DWELL, CROSS);
        frames(engine, 15, t -> t.at(1, .7, .5));
        engine.reload(CLASSES, List.of(DWELL, CROWD), STREAM);
        frames(engine, 6, t -> t.at(1, .7, .5));
        assertThat(kinds()).containsExactly(EventKind.DWELL_FIRED);
    }

    @Example
    void aChangedZoneEndsItsEpisodesAndNumbersNeverComeTwice() {
        RuleEngine engine = engine(DWELL);
        frames(engine, 21, t -> t.at(1, .7, .5));
        engine.reload(CLASSES, List.of(DWELL), stream("0.4,0 1,0 1,1 0.4,1"));
        assertThat(events.getLast().endReason()).isEqualTo(EndReason.RULE_CHANGED);
        engine.reload(CLASSES, List.of(), STREAM);
        engine.reload(CLASSES, List.of(DWELL), STREAM);
        frames(engine, 21, t -> t.at(1, .7, .5));
        assertThat(events.getLast().kind()).isEqualTo(EventKind.DWELL_FIRED);
        assertThat(events.getLast().episode()).isEqualTo(1);
    }

    @Example
    void aBrokenShapeChangesNothing() {
        RuleEngine engine = engine(DWELL);
        frames(engine, 15, t -> t.at(1, .7, .5));
        assertThatThrownBy(() -> engine.reload(CLASSES, List.of(DWELL), stream("0.5,0 1,0")))
                .isInstanceOf(IllegalArgumentException.class);
        frames(engine, 6, t -> t.at(1, .7, .5));
        assertThat(kinds()).containsExactly(EventKind.DWELL_FIRED);
    }

    @Example
    void repeatedTimesAreIgnoredAndCounted() {
        RuleEngine engine = engine(DWELL);
        frames(engine, 1, t -> t.at(1, .7, .5));
        engine.observe(time, new ScriptedTracks());
        assertThat(engine.ignoredFrames()).isEqualTo(1);
    }

    @Property(tries = 50)
    void aReplayIsTheSameToTheBit(@ForAll int seed) {
        assertThat(story(seed)).isEqualTo(story(seed));
    }

    private List<RuleEvent> story(int seed) {
        events.clear();
        time = 0;
        RuleEngine engine = engine(DWELL, CROSS, CROWD);
        Random random = new Random(seed);
        double[] x = new double[8];
        for (int f = 0; f < 200; f++) {
            frames(engine, 1, t -> {
                for (int id = 0; id < x.length; id++) {
                    x[id] = Math.clamp(x[id] + .1 * random.nextGaussian(), 0, 1);
                    t.at(id, x[id], .5);
                }
            });
        }
        assertThat(events).isNotEmpty();
        return List.copyOf(events);
    }
}
