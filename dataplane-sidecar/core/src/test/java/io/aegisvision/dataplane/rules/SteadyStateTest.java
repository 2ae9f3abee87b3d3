package io.aegisvision.dataplane.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.aegisvision.contract.RuleStage;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.dataplane.ring.SlotLayout;
import io.aegisvision.dataplane.ring.SlotRing;
import io.aegisvision.dataplane.tracker.ByteTracker;
import io.aegisvision.dataplane.tracker.Detections;
import io.aegisvision.dataplane.tracker.TrackerSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ring, tracker and rules together, frame after frame: nothing is allocated where nothing happens. */
class SteadyStateTest {
    private static final int FRAMES = 20_000;
    private static final long HOURS = 3_600_000_000L;

    private final Detections seen = new Detections(64);
    private final ByteTracker tracker = new ByteTracker(TrackerSettings.of(16 / 9.0, 100_000, 3000));
    private long frame;
    private long events;

    @TempDir
    Path folder;

    private static RuleStage rule(String name, RuleStage.Kind kind) {
        RuleStage.Subject cars = new RuleStage.Subject(List.of("car"), RuleStage.Anchor.BottomCenter, 10, 0);
        return new RuleStage(name, "r", "t", cars, kind);
    }

    private RuleEngine engine() {
        List<RuleStage> rules = List.of(
                rule("stay", new RuleStage.Dwell("all", HOURS, 1000, 1000)),
                rule("cross", new RuleStage.LineCross("edge", RuleStage.CrossDirection.Both)),
                rule("crowd", new RuleStage.Occupancy("all", 1000, 1000, 0)),
                rule("go-in", new RuleStage.ZoneCross("all", RuleStage.Transition.Both, HOURS, 1000, true)),
                rule("flow", new RuleStage.Flow("lower", 60_000, 10_000, 0, 0, 1000)),
                rule("wrong-way", new RuleStage.Direction("edge", RuleStage.Heading.Deviates, 170, 1000, 3, "all")),
                rule("fast", new RuleStage.Speed(500, 1000, "all")),
                rule("left", new RuleStage.Abandoned(HOURS, 1000, 2, List.of("car"), 10, 1000, "all")),
                rule(
                        "both",
                        new RuleStage.Composite(
                                RuleStage.Operator.All, List.of("stay", "cross"), 1000, RuleStage.Scope.Track)),
                rule(
                        "then",
                        new RuleStage.Composite(
                                RuleStage.Operator.Sequence, List.of("crowd", "flow"), 1000, RuleStage.Scope.Stream)));
        StreamAssignment stream = new StreamAssignment(
                "gate",
                "uid",
                new StreamAssignment.Source(
                        StreamAssignment.Kind.FILE, "f", null, null, StreamAssignment.Transport.TCP, false, false),
                List.of(
                        new StreamAssignment.Shape("all", "0,0 1,0 1,1 0,1"),
                        new StreamAssignment.Shape("lower", "0,0.3 1,0.3 1,1 0,1")),
                List.of(new StreamAssignment.Shape("edge", "0,0.99 1,0.99")),
                new StreamAssignment.Ground("0.3,0.5 0.7,0.5 1,1 0,1", "0,4 1,4 1,0 0,0"),
                List.of());
        return new RuleEngine("t", RuleSettings.of(16 / 9.0), List.of("car"), rules, stream, event -> events++);
    }

    /** Tracks come and go all the time, so that slots are reused too. */
    private void frames(SlotRing ring, RuleEngine engine, int count) {
        for (int i = 0; i < count; i++) {
            int slot = ring.acquire();
            ring.pin(slot, ring.publish(slot));
            seen.clear();
            for (int k = 0; k < 30; k++) {
                long step = (frame + k * 7) % 200;
                float x = k * .03f;
                float y = step * .003f;
                if (step < 160) {
                    seen.add(x, y, x + .025f, y + .1f, step % 9 == 0 ? .2f : .9f, 0);
                }
            }
            ring.unpin(slot);
            ring.release(slot);
            frame++;
            tracker.update(frame * 100_000, seen);
            engine.observe(frame * 100_000, tracker.tracks());
        }
    }

    @Test
    void allocatesNothingPerFrame() throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (SlotRing ring = SlotRing.create(folder, "ring", new SlotLayout(4, 4096, 4096))) {
            RuleEngine engine = engine();
            frames(ring, engine, FRAMES);
            long before = threads.getCurrentThreadAllocatedBytes();
            frames(ring, engine, FRAMES);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(tracker.tracks().size()).isPositive();
            assertThat(events).isZero();
            // the measurement itself allocates a little
            assertThat(allocated).isLessThan(1024);
        }
    }
}
