package io.aegisvision.dataplane.app.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.contract.Artifact;
import io.aegisvision.contract.EventData;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.contract.PipelineGraph;
import io.aegisvision.contract.RuleStage;
import io.aegisvision.contract.Sampling;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.dataplane.app.detect.DetectedBoxes;
import io.aegisvision.dataplane.rules.RuleEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules over frames of which most were not detected since nothing had moved. */
class RuleAnalysisTest {
    private static final long FRAME = 100_000;
    private static final ModelVersion VERSION = new ModelVersion(
            "street",
            "v1",
            "sha256:" + "0".repeat(64),
            new Artifact("oci://registry.example/models/street", "sha256:" + "1".repeat(64), null, null),
            List.of("person"),
            new ModelVersion.Input(
                    "images",
                    640,
                    360,
                    ModelVersion.Layout.NHWC,
                    ModelVersion.DataType.UINT8,
                    ModelVersion.Normalization.None,
                    false),
            new ModelVersion.Output("boxes", "scores", "labels", 35, 50));
    private static final PipelineGraph GRAPH = new PipelineGraph(
            "yard-1",
            Sampling.framesPerSecond(10).whileMoving(new Sampling.Motion(3, 2, 2_000_000, 1_000_000)),
            List.of(new PipelineGraph.DetectStage("objects", "street", List.of())),
            List.of(new PipelineGraph.TrackStage(
                    "tracks", "objects", PipelineGraph.TrackStage.Algorithm.ByteTrack, 2000)),
            // a stay ends when unseen for less than the time between two detections of a still scene
            List.of(new RuleStage(
                    "loiter",
                    "r1",
                    "tracks",
                    new RuleStage.Subject(List.of(), RuleStage.Anchor.BottomCenter, 0, 0),
                    new RuleStage.Dwell("dock", 5_000, 300, 0))),
            List.of(),
            null);
    private static final StreamAssignment STREAM = new StreamAssignment(
            "north",
            "uid-north",
            new StreamAssignment.Source(
                    StreamAssignment.Kind.FILE, "f", null, null, StreamAssignment.Transport.TCP, false, false),
            List.of(new StreamAssignment.Shape("dock", "0,0 1,0 1,1 0,1")),
            List.of(),
            null,
            List.of());

    /** Notes events as type, time in frames and track. */
    private static final class Noted implements EventOutlet {
        private final List<String> events = new ArrayList<>();

        @Override
        public void append(String streamUid, RuleEvent event, EventData data) {
            events.add(event.kind().type() + " " + event.decidedAtMicros() / FRAME);
        }

        @Override
        public void sync() {}
    }

    private static List<String> play(int everyOf) {
        Noted noted = new Noted();
        RuleAnalysis analysis = new RuleAnalysis(new RuleAnalysis.Definition(GRAPH, STREAM), noted);
        analysis.begin(Epoch.begin("started", 16 / 9.0));
        DetectedBoxes boxes = new DetectedBoxes();
        for (int frame = 1; frame <= 100; frame++) {
            boxes.clear();
            if (frame <= 80) {
                boxes.add(.4, .4, .5, .7, .9, 0);
            }
            boolean detected = frame <= 20 || frame > 80 || frame % everyOf == 0;
            if (detected) {
                analysis.frame(frame * FRAME, false, List.of(new Analysis.Found("objects", VERSION, boxes)));
            } else {
                analysis.still(frame * FRAME, false);
            }
        }
        return noted.events;
    }

    @Test
    void aStayIsToldAtTheSameFramesWhetherOrNotAStillSceneIsDetected() {
        List<String> all = play(1);
        assertThat(all).hasSize(2);
        assertThat(play(10)).isEqualTo(all);
        assertThat(play(1000)).as("not even a frame to keep it alive").isEqualTo(all);
    }
}
