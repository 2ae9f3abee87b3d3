package io.aegisvision.dataplane.app.http;

import io.aegisvision.contract.CellConfig;
import io.aegisvision.contract.CellState;
import io.aegisvision.contract.EventData;
import io.aegisvision.contract.GuardWindows;
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
import io.aegisvision.contract.StreamExplanation;
import io.aegisvision.contract.TrialUnits;
import io.aegisvision.dataplane.app.detect.Detector;
import io.aegisvision.dataplane.app.stream.EngineTurns;
import io.aegisvision.dataplane.app.stream.EventOutlet;
import io.aegisvision.dataplane.app.stream.InferenceListener;
import io.aegisvision.dataplane.app.stream.LiveLoad;
import io.aegisvision.dataplane.app.stream.NativeCalls;
import io.aegisvision.dataplane.app.stream.Snapshot;
import io.aegisvision.dataplane.app.stream.StageTimes;
import io.aegisvision.dataplane.app.stream.StreamEvidence;
import io.aegisvision.dataplane.app.stream.StreamRunner;
import io.aegisvision.dataplane.app.stream.VideoFeed;
import io.aegisvision.dataplane.rules.RuleEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The HTTP of a cell that runs one stream of a file, with a detector of the test in the place of the server. */
final class WatchedCell implements CellServer.Cell, AutoCloseable {
    static final String TOKEN = "t0k3n+/=";
    static final String STREAM = "gate-north";

    private final NativeCalls calls = new NativeCalls(16, hung -> {});
    private final StreamRunner runner;
    private final CellServer server;
    private volatile CellConfig.View view = CellConfig.View.Enabled;
    private volatile @Nullable String problem;

    WatchedCell(Path video, Detector detector, Duration viewerPatience) throws IOException {
        PipelineGraph graph = new PipelineGraph(
                "yard-1",
                Sampling.framesPerSecond(25),
                List.of(new PipelineGraph.DetectStage("objects", "bars", List.of())),
                List.of(new PipelineGraph.TrackStage(
                        "tracks", "objects", PipelineGraph.TrackStage.Algorithm.ByteTrack, 300)),
                List.of(new RuleStage(
                        "gate",
                        "r1",
                        "tracks",
                        RuleStage.Subject.ANY,
                        new RuleStage.LineCross("middle", RuleStage.CrossDirection.Both))),
                List.of());
        StreamAssignment stream = new StreamAssignment(
                STREAM,
                "uid-1",
                new Source(Kind.FILE, "file://" + video, null, null, Transport.TCP, true, true),
                List.of(new Shape("dock", "0.6,0.3 0.95,0.3 0.95,0.7 0.6,0.7")),
                List.of(new Shape("middle", "0.5,0.1 0.5,0.95")),
                null,
                List.of(new ArmOf("objects", detector.version().digest(), Arm.Baseline)));
        Quiet quiet = new Quiet();
        calls.start();
        runner = new StreamRunner(
                new StreamRunner.Plan(stream, graph, Map.of(detector.version().digest(), detector.version())),
                new StreamRunner.Surroundings(
                        VideoFeed.opener(InstantSource.system()),
                        (version, slots) -> detector,
                        quiet,
                        new LiveLoad(),
                        new EngineTurns(8),
                        quiet,
                        quiet,
                        calls,
                        StreamEvidence.Source.NONE,
                        InstantSource.system()));
        server = new CellServer(0, this, viewerPatience);
        server.start();
        runner.start();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.port() + path;
    }

    int port() {
        return server.port();
    }

    /** What its sinks say of themselves. */
    void problem(@Nullable String now) {
        problem = now;
    }

    void view(CellConfig.View now) {
        view = now;
    }

    @Override
    public CellState state() {
        throw new UnsupportedOperationException("not asked");
    }

    @Override
    public boolean ready() {
        return true;
    }

    @Override
    public String token() {
        return TOKEN;
    }

    @Override
    public Optional<TrialUnits> units(String canaryUid, int from) {
        return Optional.empty();
    }

    @Override
    public Optional<GuardWindows> windows(String canaryUid, int from, String boot) {
        return Optional.empty();
    }

    @Override
    public Optional<CompletableFuture<Snapshot>> snapshot(String stream) {
        return stream.equals(STREAM) ? Optional.of(runner.snapshot()) : Optional.empty();
    }

    @Override
    public Optional<CellServer.Watched> watched(String stream) {
        return stream.equals(STREAM)
                ? Optional.of(new CellServer.Watched(
                        runner.view(), () -> explanation(STREAM).orElseThrow()))
                : Optional.empty();
    }

    @Override
    public Optional<StreamExplanation> explanation(String stream) {
        return stream.equals(STREAM)
                ? Optional.of(runner.explain(null, new CellState.Outbox(0, 0, 0, 0, 0, true, problem)))
                : Optional.empty();
    }

    @Override
    public CellConfig.View view() {
        return view;
    }

    @Override
    public String metrics() {
        return "";
    }

    @Override
    public void close() {
        server.close();
        runner.close();
        calls.close();
    }

    /** Hears everything and says nothing. */
    private static final class Quiet implements EventOutlet, InferenceListener, StageTimes {
        @Override
        public void append(String streamUid, RuleEvent event, EventData data) {}

        @Override
        public void sync() {}

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
