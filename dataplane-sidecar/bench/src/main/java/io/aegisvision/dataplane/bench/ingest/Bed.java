package io.aegisvision.dataplane.bench.ingest;

import io.aegisvision.contract.PipelineGraph;
import io.aegisvision.contract.Sampling;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.contract.StreamAssignment.Arm;
import io.aegisvision.contract.StreamAssignment.ArmOf;
import io.aegisvision.contract.StreamAssignment.Kind;
import io.aegisvision.contract.StreamAssignment.Source;
import io.aegisvision.contract.StreamAssignment.Transport;
import io.aegisvision.dataplane.app.stream.EngineTurns;
import io.aegisvision.dataplane.app.stream.Feed;
import io.aegisvision.dataplane.app.stream.LiveLoad;
import io.aegisvision.dataplane.app.stream.NativeCalls;
import io.aegisvision.dataplane.app.stream.StreamEvidence;
import io.aegisvision.dataplane.app.stream.StreamRunner;
import io.aegisvision.dataplane.app.stream.VideoFeed;
import io.aegisvision.dataplane.bench.Quiet;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Streams of one process, run by what a cell runs them with. */
public final class Bed implements AutoCloseable {
    private static PipelineGraph graph(Sampling sampling) {
        return new PipelineGraph(
                "yard-1",
                sampling,
                List.of(new PipelineGraph.DetectStage("objects", "none", List.of())),
                List.of(new PipelineGraph.TrackStage(
                        "tracks", "objects", PipelineGraph.TrackStage.Algorithm.ByteTrack, 1000)),
                List.of(),
                List.of(),
                null);
    }

    private final NativeCalls calls;
    private final Feed.Opener opener = VideoFeed.opener(InstantSource.system());
    private final List<StreamRunner> streams = new ArrayList<>();
    private final AtomicLong toldHung = new AtomicLong();

    /** @param hungCalls calls that hang at one time, of which somebody is told */
    public Bed(int hungCalls) {
        calls = new NativeCalls(hungCalls, toldHung::set);
        calls.start();
    }

    /** One stream and what came out of it. */
    static final class Played {
        final StreamRunner runner;
        final FrameTimes frames;

        private Played(StreamRunner runner, FrameTimes frames) {
            this.runner = runner;
            this.frames = frames;
        }
    }

    /** Begins a stream of which every frame is a sample. */
    Played run(String name, Source source) {
        return run(name, source, Sampling.framesPerSecond(60));
    }

    /** Begins a stream. */
    Played run(String name, Source source, Sampling sampling) {
        FrameTimes frames = new FrameTimes();
        return new Played(run(name, source, sampling, (version, slots) -> frames), frames);
    }

    /** Begins a stream with detectors of the caller's. */
    StreamRunner run(String name, Source source, Sampling sampling, StreamRunner.ModelSource detectors) {
        Quiet quiet = new Quiet();
        StreamAssignment assignment = new StreamAssignment(
                name,
                "uid-" + name,
                source,
                List.of(),
                List.of(),
                null,
                List.of(new ArmOf("objects", FrameTimes.VERSION.digest(), Arm.Baseline)));
        StreamRunner runner = new StreamRunner(
                new StreamRunner.Plan(
                        assignment, graph(sampling), Map.of(FrameTimes.VERSION.digest(), FrameTimes.VERSION)),
                new StreamRunner.Surroundings(
                        opener,
                        detectors,
                        quiet,
                        new LiveLoad(),
                        new EngineTurns(8),
                        quiet,
                        quiet,
                        calls,
                        StreamEvidence.Source.NONE,
                        InstantSource.system()));
        runner.start();
        streams.add(runner);
        return runner;
    }

    /** Calls into the video library, of all streams. */
    NativeCalls calls() {
        return calls;
    }

    /** Calls that hung when somebody was told; 0 before. */
    long toldHung() {
        return toldHung.get();
    }

    /** A camera at a port of loopback. */
    static Source rtsp(int port, Transport transport) {
        return new Source(Kind.RTSP, "rtsp://127.0.0.1:" + port + "/yard", null, null, transport, false, true);
    }

    /** A file. */
    static Source file(String path, boolean loop, boolean paced) {
        return new Source(Kind.FILE, "file://" + path, null, null, Transport.TCP, loop, paced);
    }

    @Override
    public void close() {
        streams.forEach(StreamRunner::close);
        calls.close();
    }
}
