package io.aegisvision.dataplane.bench;

import io.aegisvision.contract.Artifact;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.contract.PipelineGraph;
import io.aegisvision.contract.Sampling;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.dataplane.app.detect.DetectedBoxes;
import io.aegisvision.dataplane.app.stream.Analysis;
import io.aegisvision.dataplane.app.stream.Epoch;
import io.aegisvision.dataplane.app.stream.EventOutlet;
import io.aegisvision.dataplane.app.stream.RuleAnalysis;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * One stream's analysing thread, as a cell runs it, fed by the {@link Conveyor} ten times a second: every frame gives one
 * event. Remembers when each frame was handed over.
 */
public final class EventStream implements Runnable {
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1) / Street.FRAMES_PER_SECOND;
    /** What found the boxes. */
    public static final ModelVersion VERSION = new ModelVersion(
            "bench",
            "v1",
            "sha256:" + "0".repeat(64),
            new Artifact("oci://none/none", "sha256:" + "0".repeat(64), null, null),
            Street.CLASSES,
            new ModelVersion.Input(
                    "images",
                    640,
                    360,
                    ModelVersion.Layout.NHWC,
                    ModelVersion.DataType.UINT8,
                    ModelVersion.Normalization.None,
                    false),
            new ModelVersion.Output("boxes", "scores", "labels", 35, 100));

    private final String name;
    private final RuleAnalysis analysis;
    private final AtomicLongArray handed;
    private final long firstNanos;
    private final long firstMicros;

    /**
     * @param firstNanos when its first frame is due, by {@link System#nanoTime}
     * @param firstMicros the first frame's capture time
     */
    public EventStream(String name, EventOutlet outlet, int frames, long firstNanos, long firstMicros) {
        this.name = name;
        this.firstNanos = firstNanos;
        this.firstMicros = firstMicros;
        handed = new AtomicLongArray(frames);
        analysis = analysis(name, Conveyor.MIDDLE, outlet);
    }

    /**
     * Tracks and rules of a stream of {@link Street}, its epoch begun.
     *
     * @param line where the gate is
     */
    public static RuleAnalysis analysis(String name, String line, EventOutlet outlet) {
        StreamAssignment stream = Street.stream(name, line);
        PipelineGraph graph = new PipelineGraph(
                "bench-1",
                Sampling.framesPerSecond(Street.FRAMES_PER_SECOND),
                List.of(new PipelineGraph.DetectStage(Street.DETECTOR, "bench", List.of())),
                List.of(new PipelineGraph.TrackStage(
                        Street.TRACKER,
                        Street.DETECTOR,
                        PipelineGraph.TrackStage.Algorithm.ByteTrack,
                        Street.LOST_AFTER_MILLIS)),
                Street.rules(),
                List.of());
        RuleAnalysis analysis = new RuleAnalysis(new RuleAnalysis.Definition(graph, stream), outlet);
        analysis.begin(new Epoch(UUID.randomUUID().toString(), "started", Street.ASPECT));
        return analysis;
    }

    public String name() {
        return name;
    }

    /** The frame of a capture time, or -1 for a time that no frame has. */
    public int frameAt(long micros) {
        long frame = (micros - firstMicros) / Street.FRAME_MICROS;
        return (micros - firstMicros) % Street.FRAME_MICROS == 0 && frame >= 0 && frame < handed.length()
                ? (int) frame
                : -1;
    }

    /** When a frame was handed to the tracker; 0 before that. */
    public long handedNanos(int frame) {
        return handed.get(frame);
    }

    /** Runs all frames. A frame that comes late since the one before took too long counts from when it was due. */
    @Override
    public void run() {
        DetectedBoxes boxes = new DetectedBoxes();
        List<Analysis.Found> found = List.of(new Analysis.Found(Street.DETECTOR, VERSION, boxes));
        for (int frame = 0; frame < handed.length(); frame++) {
            boxes.clear();
            Conveyor.show(frame, (left, top, right, bottom, score) -> boxes.add(left, top, right, bottom, score, 0));
            long due = firstNanos + frame * PERIOD_NANOS;
            boolean late = System.nanoTime() - due >= 0;
            while (System.nanoTime() - due < 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            handed.set(frame, late ? due : System.nanoTime());
            analysis.frame(firstMicros + frame * Street.FRAME_MICROS, false, found);
        }
    }
}
