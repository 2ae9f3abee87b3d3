package io.aegisvision.dataplane.bench.inference;

import io.aegisvision.contract.Artifact;
import io.aegisvision.contract.CellState.StreamPhase;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.contract.PipelineGraph;
import io.aegisvision.contract.Sampling;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.contract.StreamAssignment.Arm;
import io.aegisvision.contract.StreamAssignment.ArmOf;
import io.aegisvision.contract.StreamAssignment.Kind;
import io.aegisvision.contract.StreamAssignment.Source;
import io.aegisvision.contract.StreamAssignment.Transport;
import io.aegisvision.dataplane.app.detect.Detector;
import io.aegisvision.dataplane.app.detect.TritonDetector;
import io.aegisvision.dataplane.app.model.ModelAgent;
import io.aegisvision.dataplane.app.model.ServerWatch;
import io.aegisvision.dataplane.app.stream.EngineTurns;
import io.aegisvision.dataplane.app.stream.LiveLoad;
import io.aegisvision.dataplane.app.stream.NativeCalls;
import io.aegisvision.dataplane.app.stream.StreamCounts;
import io.aegisvision.dataplane.app.stream.StreamEvidence;
import io.aegisvision.dataplane.app.stream.StreamRunner;
import io.aegisvision.dataplane.bench.Quiet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The streams of one cell, as the data plane runs them, with pictures that need no decoding. */
final class LoadedCell implements AutoCloseable {
    /** Side of a picture and of the model's input, pixels. */
    static final int SIDE = 64;

    static final ModelVersion VERSION = new ModelVersion(
            "number",
            "v1",
            "sha256:" + "7".repeat(64),
            new Artifact("oci://registry.example/models/number", "sha256:" + "1".repeat(64), null, null),
            List.of("whole", "torn"),
            new ModelVersion.Input(
                    "images",
                    SIDE,
                    SIDE,
                    ModelVersion.Layout.NHWC,
                    ModelVersion.DataType.UINT8,
                    ModelVersion.Normalization.None,
                    false),
            new ModelVersion.Output("boxes", "scores", "labels", 35, 50));

    private static final PipelineGraph GRAPH = new PipelineGraph(
            "yard-1",
            Sampling.framesPerSecond(60),
            List.of(new PipelineGraph.DetectStage("objects", "number", List.of())),
            List.of(new PipelineGraph.TrackStage(
                    "tracks", "objects", PipelineGraph.TrackStage.Algorithm.ByteTrack, 1000)),
            List.of(),
            List.of());

    private final NativeCalls calls = new NativeCalls(100, hung -> {});
    private final List<StreamRunner> streams = new ArrayList<>();
    private final List<AgedDetector> detectors = new ArrayList<>();

    /** Begins all streams. */
    LoadedCell(ServerWatch server, String boot, int count, double perSecond) {
        calls.start();
        Quiet quiet = new Quiet();
        StreamRunner.Surroundings around = new StreamRunner.Surroundings(
                PlayedFeed.opener(SIDE, perSecond),
                (version, slots) -> detector(server, boot, slots),
                quiet,
                new LiveLoad(),
                new EngineTurns(ModelAgent.LARGEST_BATCH),
                quiet,
                quiet,
                calls,
                StreamEvidence.Source.NONE,
                InstantSource.system());
        for (int i = 0; i < count; i++) {
            String name = "s" + i;
            StreamAssignment assignment = new StreamAssignment(
                    name,
                    "uid-" + name,
                    new Source(Kind.FILE, "file:///" + name, null, null, Transport.TCP, true, true),
                    List.of(),
                    List.of(),
                    null,
                    List.of(new ArmOf("objects", VERSION.digest(), Arm.Baseline)));
            streams.add(new StreamRunner(
                    new StreamRunner.Plan(assignment, GRAPH, Map.of(VERSION.digest(), VERSION)), around));
        }
        streams.forEach(StreamRunner::start);
    }

    private synchronized Detector detector(ServerWatch server, String boot, int slots) throws IOException {
        String region = ServerWatch.regionName(boot, System.nanoTime() + "-" + detectors.size());
        AgedDetector detector = new AgedDetector(
                new TritonDetector(VERSION, server, Path.of("/dev/shm"), region, slots, () -> {}), slots);
        detectors.add(detector);
        return detector;
    }

    /** Counters of every stream. */
    List<StreamCounts.View> counts() {
        return streams.stream().map(stream -> stream.counts().snapshot()).toList();
    }

    /** Streams that run. */
    long running() {
        return streams.stream()
                .filter(stream -> stream.state().phase() == StreamPhase.Running)
                .count();
    }

    /** Ages of frames read since the last time, nanoseconds. */
    synchronized long[] ages() {
        return detectors.stream()
                .flatMapToLong(detector -> java.util.Arrays.stream(detector.ages()))
                .toArray();
    }

    @Override
    public void close() {
        streams.forEach(StreamRunner::close);
        calls.close();
    }
}
