package io.aegisvision.dataplane.bench;

import io.aegisvision.contract.RuleStage;
import io.aegisvision.contract.StreamAssignment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pipeline of the benches in this process: one tracker and the three rules, at ten frames a second. */
final class Street {
    static final String DETECTOR = "objects";
    static final String TRACKER = "tracks";
    static final String GATE = "gate";
    static final List<String> CLASSES = List.of("car");
    static final int FRAMES_PER_SECOND = 10;
    static final long FRAME_MICROS = 1_000_000 / FRAMES_PER_SECOND;
    static final long LOST_AFTER_MILLIS = 2000;
    static final double ASPECT = 16 / 9.0;

    private Street() {}

    /** Dwell and occupancy that decide nothing, and the line. */
    static List<RuleStage> rules() {
        return List.of(
                rule("loiter", new RuleStage.Dwell("all", 3_600_000_000L, 1000), null, null),
                rule(GATE, null, new RuleStage.LineCross("gate", RuleStage.Direction.Both), null),
                rule("crowd", null, null, new RuleStage.Occupancy("all", 1000, 1000, 0)));
    }

    private static RuleStage rule(
            String name,
            RuleStage.@Nullable Dwell dwell,
            RuleStage.@Nullable LineCross cross,
            RuleStage.@Nullable Occupancy occupancy) {
        return new RuleStage(name, "r1", TRACKER, CLASSES, RuleStage.Anchor.BottomCenter, dwell, cross, occupancy);
    }

    /** @param line where the gate is */
    static StreamAssignment stream(String name, String line) {
        return new StreamAssignment(
                name,
                "uid-" + name,
                new StreamAssignment.Source(
                        StreamAssignment.Kind.FILE, "none", null, null, StreamAssignment.Transport.TCP, false, false),
                List.of(new StreamAssignment.Shape("all", "0,0 1,0 1,1 0,1")),
                List.of(new StreamAssignment.Shape("gate", line)),
                List.of());
    }
}
