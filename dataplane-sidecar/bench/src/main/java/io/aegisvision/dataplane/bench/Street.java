package io.aegisvision.dataplane.bench;

import io.aegisvision.contract.RuleStage;
import io.aegisvision.contract.StreamAssignment;
import java.util.List;

/** The pipeline of the benches in this process: one tracker and the three rules, at ten frames a second. */
public final class Street {
    public static final String DETECTOR = "objects";
    public static final String TRACKER = "tracks";
    public static final String GATE = "gate";
    public static final List<String> CLASSES = List.of("car");
    public static final int FRAMES_PER_SECOND = 10;
    public static final long FRAME_MICROS = 1_000_000 / FRAMES_PER_SECOND;
    public static final long LOST_AFTER_MILLIS = 2000;
    public static final double ASPECT = 16 / 9.0;

    private Street() {}

    /** Dwell and occupancy that decide nothing, and the line. */
    public static List<RuleStage> rules() {
        return List.of(
                rule("loiter", new RuleStage.Dwell("all", 3_600_000_000L, 1000, 0)),
                rule(GATE, new RuleStage.LineCross("gate", RuleStage.CrossDirection.Both)),
                rule("crowd", new RuleStage.Occupancy("all", 1000, 1000, 0)));
    }

    private static RuleStage rule(String name, RuleStage.Kind kind) {
        RuleStage.Subject cars = new RuleStage.Subject(CLASSES, RuleStage.Anchor.BottomCenter, 0, 0);
        return new RuleStage(name, "r1", TRACKER, cars, kind);
    }

    /** @param line where the gate is */
    public static StreamAssignment stream(String name, String line) {
        return new StreamAssignment(
                name,
                "uid-" + name,
                new StreamAssignment.Source(
                        StreamAssignment.Kind.FILE, "none", null, null, StreamAssignment.Transport.TCP, false, false),
                List.of(new StreamAssignment.Shape("all", "0,0 1,0 1,1 0,1")),
                List.of(new StreamAssignment.Shape("gate", line)),
                null,
                List.of());
    }
}
