package io.aegisvision.dataplane.bench.clocks;

import io.aegisvision.contract.ModelVersion;
import io.aegisvision.contract.PipelineGraph;
import io.aegisvision.contract.RuleStage;
import io.aegisvision.contract.Sampling;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.contract.StreamAssignment.Arm;
import io.aegisvision.contract.StreamAssignment.ArmOf;
import io.aegisvision.contract.StreamAssignment.Kind;
import io.aegisvision.contract.StreamAssignment.Shape;
import io.aegisvision.contract.StreamAssignment.Source;
import io.aegisvision.contract.StreamAssignment.Transport;
import io.aegisvision.dataplane.app.stream.EngineTurns;
import io.aegisvision.dataplane.app.stream.EventOutlet;
import io.aegisvision.dataplane.app.stream.InferenceListener;
import io.aegisvision.dataplane.app.stream.LiveLoad;
import io.aegisvision.dataplane.app.stream.NativeCalls;
import io.aegisvision.dataplane.app.stream.StageTimes;
import io.aegisvision.dataplane.app.stream.StreamEvidence;
import io.aegisvision.dataplane.app.stream.StreamRunner;
import io.aegisvision.dataplane.app.stream.VideoFeed;
import io.aegisvision.dataplane.bench.EventStream;
import io.aegisvision.dataplane.bench.Street;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Streams of cameras that play a clip with a time code, run by what a cell runs them with, but for the model. The bar
 * crosses a line about seven times a second.
 */
public final class CodedStreet {
    private static final int LINES = 24;
    /** Names of the rules. */
    public static final List<String> RULES =
            IntStream.range(1, LINES).mapToObj(i -> "rule-" + i).toList();

    private static final ModelVersion VERSION = EventStream.VERSION;

    /** Who is told of frames. */
    @FunctionalInterface
    public interface Seen {
        /**
         * A frame is scaled.
         *
         * @param code its number, modulo 2 to the power of the bits of a time code
         * @param decodedNanos when it came from the decoder
         */
        void scaled(int code, long decodedNanos);
    }

    private CodedStreet() {}

    /**
     * A stream, not started.
     *
     * @param port of the camera, on loopback
     * @param seen told of each frame's number, as it is read from the picture
     */
    public static StreamRunner runner(String name, int port, Seen seen, EventOutlet outlet, NativeCalls calls) {
        return runner(
                name,
                new Source(Kind.RTSP, "rtsp://127.0.0.1:" + port + "/yard", null, null, Transport.TCP, false, true),
                seen,
                outlet,
                calls);
    }

    /** The same with any source. */
    public static StreamRunner runner(String name, Source source, Seen seen, EventOutlet outlet, NativeCalls calls) {
        StreamAssignment stream = new StreamAssignment(
                name,
                "uid-" + name,
                source,
                List.of(),
                lines(),
                null,
                List.of(new ArmOf(Street.DETECTOR, VERSION.digest(), Arm.Baseline)));
        PipelineGraph graph = new PipelineGraph(
                "coded-1",
                Sampling.framesPerSecond(60),
                List.of(new PipelineGraph.DetectStage(Street.DETECTOR, VERSION.model(), List.of())),
                List.of(new PipelineGraph.TrackStage(
                        Street.TRACKER,
                        Street.DETECTOR,
                        PipelineGraph.TrackStage.Algorithm.ByteTrack,
                        Street.LOST_AFTER_MILLIS)),
                rules(),
                List.of());
        Silent silent = new Silent();
        return new StreamRunner(
                new StreamRunner.Plan(stream, graph, Map.of(VERSION.digest(), VERSION)),
                new StreamRunner.Surroundings(
                        VideoFeed.opener(InstantSource.system()),
                        (asked, slots) -> new CodeDetector(asked, seen),
                        outlet,
                        new LiveLoad(),
                        new EngineTurns(8),
                        silent,
                        silent,
                        calls,
                        StreamEvidence.Source.NONE,
                        InstantSource.system()));
    }

    private static List<Shape> lines() {
        return IntStream.range(1, LINES)
                .mapToObj(i -> {
                    String x = String.format("%.4f", (double) i / LINES);
                    return new Shape("line-" + i, x + ",0 " + x + ",1");
                })
                .toList();
    }

    private static List<RuleStage> rules() {
        RuleStage.Subject cars = new RuleStage.Subject(Street.CLASSES, RuleStage.Anchor.BottomCenter, 0, 0);
        return IntStream.range(1, LINES)
                .mapToObj(i -> new RuleStage(
                        "rule-" + i,
                        "r1",
                        Street.TRACKER,
                        cars,
                        new RuleStage.LineCross("line-" + i, RuleStage.CrossDirection.Both)))
                .toList();
    }

    /** Hears everything and says nothing. */
    private static final class Silent implements InferenceListener, StageTimes {
        @Override
        public void answered(String digest, long nanos, boolean nothingFound) {}

        @Override
        public void failed(String digest) {}

        @Override
        public void scaled(long nanos) {}

        @Override
        public void inferred(long nanos) {}

        @Override
        public void analysed(long nanos) {}

        @Override
        public void called(long nanos) {}

        @Override
        public void eventful(long nanos) {}
    }
}
