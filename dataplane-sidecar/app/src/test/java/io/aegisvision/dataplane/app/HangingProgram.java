package io.aegisvision.dataplane.app;

import io.aegisvision.contract.Artifact;
import io.aegisvision.contract.EventData;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.contract.PipelineGraph;
import io.aegisvision.contract.Sampling;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.contract.StreamAssignment.Arm;
import io.aegisvision.contract.StreamAssignment.Kind;
import io.aegisvision.contract.StreamAssignment.Transport;
import io.aegisvision.dataplane.app.detect.DetectedBoxes;
import io.aegisvision.dataplane.app.detect.Detector;
import io.aegisvision.dataplane.app.stream.EngineTurns;
import io.aegisvision.dataplane.app.stream.EventOutlet;
import io.aegisvision.dataplane.app.stream.InferenceListener;
import io.aegisvision.dataplane.app.stream.LiveLoad;
import io.aegisvision.dataplane.app.stream.NativeCalls;
import io.aegisvision.dataplane.app.stream.StreamEvidence;
import io.aegisvision.dataplane.app.stream.StreamRunner;
import io.aegisvision.dataplane.app.stream.VideoFeed;
import io.aegisvision.dataplane.rules.RuleEvent;
import io.aegisvision.dataplane.video.Picture;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What {@link Main} does with streams that hang, without the inference server that a whole cell would need: runs a
 * stream on each file named, and restarts itself when all of them hang. Arguments: the termination log, then the files.
 */
final class HangingProgram {
    private static final ModelVersion VERSION = new ModelVersion(
            "none",
            "v1",
            "sha256:" + "0".repeat(64),
            new Artifact("oci://registry.example/none", "sha256:" + "1".repeat(64), null, null),
            List.of("thing"),
            new ModelVersion.Input(
                    "images",
                    64,
                    64,
                    ModelVersion.Layout.NHWC,
                    ModelVersion.DataType.UINT8,
                    ModelVersion.Normalization.None,
                    false),
            new ModelVersion.Output("boxes", "scores", "labels", 35, 50));

    private HangingProgram() {}

    public static void main(String[] arguments) throws InterruptedException {
        LastWords last = new LastWords(Path.of(arguments[0]));
        int files = arguments.length - 1;
        NativeCalls calls =
                new NativeCalls(files, hung -> last.restart(hung + " calls into the video library do not return"));
        List<StreamRunner> runners = new ArrayList<>();
        for (int i = 1; i <= files; i++) {
            runners.add(runner("stream-" + i, arguments[i], calls));
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            runners.forEach(StreamRunner::close);
            System.out.println("drained");
        }));
        calls.start();
        runners.forEach(StreamRunner::start);
        Thread.currentThread().join();
    }

    private static StreamRunner runner(String name, String file, NativeCalls calls) {
        StreamAssignment assignment = new StreamAssignment(
                name,
                name,
                new StreamAssignment.Source(Kind.FILE, "file://" + file, null, null, Transport.TCP, false, true),
                List.of(),
                List.of(),
                null,
                List.of(new StreamAssignment.ArmOf("objects", VERSION.digest(), Arm.Baseline)));
        PipelineGraph graph = new PipelineGraph(
                "yard-1",
                Sampling.framesPerSecond(10),
                List.of(new PipelineGraph.DetectStage("objects", "none", List.of())),
                List.of(),
                List.of(),
                List.of(),
                null);
        return new StreamRunner(
                new StreamRunner.Plan(assignment, graph, Map.of(VERSION.digest(), VERSION)),
                new StreamRunner.Surroundings(
                        VideoFeed.opener(InstantSource.system()),
                        (version, slots) -> new NoDetector(),
                        new NoEvents(),
                        new LiveLoad(),
                        new EngineTurns(8),
                        new NoEvents(),
                        new CellMetrics(),
                        calls,
                        StreamEvidence.Source.NONE,
                        InstantSource.system()));
    }

    private static final class NoEvents implements EventOutlet, InferenceListener {
        @Override
        public void append(String streamUid, RuleEvent event, EventData data) {}

        @Override
        public void sync() {}

        @Override
        public void answered(String digest, long nanos, boolean nothingFound) {}

        @Override
        public void failed(String digest) {}
    }

    private static final class NoDetector implements Detector {
        @Override
        public ModelVersion version() {
            return VERSION;
        }

        @Override
        public int load(Picture picture) {
            return -1;
        }

        @Override
        public void drop(int slot) {}

        @Override
        public void infer(int slot, Answer answer) {}

        @Override
        public void read(int slot, DetectedBoxes into) {}

        @Override
        public void release(int slot) {}

        @Override
        public void retire() {}
    }
}
