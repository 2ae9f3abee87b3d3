package io.aegisvision.dataplane.app.stream;

import io.aegisvision.contract.CellState.StreamPhase;
import io.aegisvision.contract.CellState.StreamReason;
import io.aegisvision.contract.CellState.StreamState;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.contract.PipelineGraph;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.dataplane.app.stream.StreamCounts.Drop;
import io.aegisvision.dataplane.video.Step;
import io.aegisvision.dataplane.video.TimeStep;
import io.aegisvision.dataplane.video.VideoProblem;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream from its source to its events.
 *
 * <pre>
 *  WaitingForModel -> Connecting -> Running --end of file--> Ended
 *                        ^  \          |
 *                        |   \-failed--+--failed--> Backoff
 *                        +--------------------------/
 * </pre>
 *
 * <p>One platform thread decodes and scales; a second analyses results in order. What a new config changes takes effect
 * between two frames. A source that sends no frame for two seconds has failed (the watchdog is FFmpeg's interrupt).
 */
public final class StreamRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamRunner.class);
    private static final long STOP_MILLIS = 5_000;

    /** What all streams of a cell share. */
    public record Surroundings(
            Feed.Opener opener,
            ModelSource models,
            EventOutlet outlet,
            LiveLoad load,
            InferenceListener listener,
            StageTimes times,
            InstantSource clock) {}

    /** Gives detectors of loaded versions. */
    public interface ModelSource {
        /** Null while the version is not loaded. */
        io.aegisvision.dataplane.app.detect.@Nullable Detector detector(ModelVersion version, int slots)
                throws java.io.IOException;
    }

    /** What a config says of this stream. */
    public record Plan(StreamAssignment assignment, PipelineGraph graph, Map<String, ModelVersion> versions) {}

    private final Surroundings around;
    private final StreamCounts counts = new StreamCounts();
    private final RateMeter decodedRate = new RateMeter();
    private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
    private final RuleAnalysis analysis;
    private final StreamOutcome outcome;
    private final FrameFlow flow;
    private final DetectorBank bank;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private volatile Plan plan;
    private volatile boolean closed;
    private volatile @Nullable Feed feed;
    private volatile Status status =
            new Status(StreamPhase.WaitingForModel, StreamReason.ModelNotLoaded, "waits for its models");
    private volatile @Nullable Epoch epoch;
    private volatile long sessions;
    private volatile long lastFrameNanos;
    private @Nullable Pacer pacer;
    private @Nullable PipelineGraph epochGraph;

    /** Phase and its reason, together. */
    private record Status(
            StreamPhase phase,
            @Nullable StreamReason reason,
            @Nullable String message) {}

    public StreamRunner(Plan plan, Surroundings around) {
        this.plan = plan;
        this.around = around;
        String name = plan.assignment().name();
        this.analysis = new RuleAnalysis(new RuleAnalysis.Definition(plan.graph(), plan.assignment()), around.outlet());
        this.outcome = new StreamOutcome(around, plan.assignment());
        this.flow = new FrameFlow(name, counts, analysis, outcome, around.load());
        this.bank = new DetectorBank(name, around.models());
        this.thread = Thread.ofPlatform().name("stream-" + name).unstarted(this::run);
    }

    /** Begins. */
    public void start() {
        flow.start();
        thread.start();
    }

    /** What the stream is. */
    public Plan plan() {
        return plan;
    }

    /** Whether a new plan can be taken over by this runner: it is the same stream with the same source. */
    public boolean canTake(Plan next) {
        StreamAssignment now = plan.assignment();
        return now.uid().equals(next.assignment().uid())
                && now.name().equals(next.assignment().name())
                && now.source().equals(next.assignment().source());
    }

    /** Takes over arms, rules, zones, lines and rate from the next frame on; source, epoch and tracks stay. */
    public void take(Plan next) {
        if (next.equals(plan)) {
            return;
        }
        plan = next;
        outcome.assigned(next.assignment());
        analysis.define(new RuleAnalysis.Definition(next.graph(), next.assignment()));
        wake();
    }

    private void run() {
        try {
            while (!closed && stages().isEmpty()) {
                sleep(100);
            }
            boolean first = true;
            while (!closed) {
                status = new Status(StreamPhase.Connecting, status.reason(), status.message());
                switch (around.opener().open(plan.assignment().source())) {
                    case Feed.Attempt.Failed failed -> fail(failed.problem());
                    case Feed.Attempt.Ready ready -> {
                        sessions++;
                        boolean ended = read(ready.feed(), first ? "started" : "reconnected");
                        first = first && epoch == null;
                        if (ended) {
                            status = new Status(StreamPhase.Ended, StreamReason.SourceEnded, "the file is at its end");
                            awaitClose();
                        }
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        } catch (RuntimeException e) {
            LOG.error("stream {}: a bug ended its runner", plan.assignment().name(), e);
            status = new Status(StreamPhase.Backoff, StreamReason.DecodeFailed, "internal error: " + e);
        } finally {
            flow.close();
            analysis.stopped();
            bank.retire();
        }
    }

    private List<FrameFlow.Stage> stages() {
        Plan now = plan;
        return bank.stages(now.graph(), now.assignment(), now.versions());
    }

    /** Reads a session to its end; true when that is the end of a file. */
    private boolean read(Feed session, String reason) throws InterruptedException {
        feed = session;
        @Nullable VideoProblem problem = null;
        try (session) {
            boolean begun = false;
            while (!closed) {
                Step step = session.next();
                if (step == Step.ENDED) {
                    return true;
                }
                if (step == Step.FAILED) {
                    problem = session.problem();
                    break;
                }
                lastFrameNanos = System.nanoTime();
                decodedRate.mark(lastFrameNanos);
                if (!begun) {
                    begun = true;
                    backoff.reset();
                    status = new Status(StreamPhase.Running, null, null);
                    beginEpoch(session, reason);
                }
                frame(session);
            }
        } finally {
            feed = null;
            if (!closed) { // else the episodes end as stopped
                flow.gap();
            }
        }
        if (problem != null && !closed) {
            fail(problem);
        }
        return false;
    }

    private void frame(Feed session) {
        TimeStep step = session.timeStep();
        switch (step) {
            case FIRST, ONWARD -> {}
            case REPEATED -> {
                counts.repeated();
                return;
            }
            case BACKWARDS -> beginEpoch(session, "time-backwards");
            case JUMPED -> beginEpoch(session, "time-jump");
            case CLOCK_LEARNED -> beginEpoch(session, "clock-learned");
        }
        Plan now = plan;
        PipelineGraph before = epochGraph;
        if (before != null && now.graph() != before) {
            takeGraph(session, before, now.graph());
        }
        Pacer pace = pacer;
        Epoch in = epoch;
        if (pace == null || in == null || !pace.take(session.captureMicros())) {
            counts.sampledOut();
            return;
        }
        long begun = System.nanoTime();
        flow.submit(
                session.picture(),
                session.captureMicros(),
                session.captureEstimated(),
                in,
                stages(),
                outcome.wantsPicture());
        around.times().scaled(System.nanoTime() - begun);
    }

    private void takeGraph(Feed session, PipelineGraph before, PipelineGraph now) {
        epochGraph = now;
        boolean rate = now.framesPerSecond() != before.framesPerSecond();
        Pacer pace = pacer;
        if (rate && pace != null) {
            pace.rate(now.framesPerSecond());
        }
        if (rate || !now.trackers().equals(before.trackers())) { // trackers count in sample periods
            beginEpoch(session, "pipeline-changed");
        }
    }

    private void beginEpoch(Feed session, String reason) {
        PipelineGraph graph = plan.graph();
        epochGraph = graph;
        pacer = new Pacer(graph.framesPerSecond());
        Epoch next = Epoch.begin(
                reason, (double) session.picture().width() / session.picture().height());
        epoch = next;
        LOG.info("stream {}: epoch {} ({})", plan.assignment().name(), next.id(), reason);
    }

    private void fail(VideoProblem problem) throws InterruptedException {
        if (closed) {
            return;
        }
        long wait = backoff.nextMillis();
        status = new Status(StreamPhase.Backoff, problem.reason(), problem.message());
        LOG.warn(
                "stream {}: {}: {}; again in {} ms",
                plan.assignment().name(),
                problem.reason(),
                problem.message(),
                wait);
        sleep(wait);
    }

    private void sleep(long millis) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (!closed) {
                woken.await(millis, TimeUnit.MILLISECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    private void awaitClose() throws InterruptedException {
        while (!closed) {
            sleep(60_000);
        }
    }

    private void wake() {
        lock.lock();
        try {
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The next processed frame, for people; fails when the stream is closed before. */
    public CompletableFuture<Snapshot> snapshot() {
        return outcome.snapshot();
    }

    /** Counters, for metrics. */
    public StreamCounts counts() {
        return counts;
    }

    /** Now. */
    public StreamState state() {
        long now = System.nanoTime();
        Status is = status;
        if (is.phase() == StreamPhase.Running && outcome.lost() != null) {
            Drop why = outcome.lost();
            is = new Status(
                    StreamPhase.Running,
                    StreamReason.InferenceUnavailable,
                    "frames are dropped: " + (why == null ? "" : why.text()));
        }
        StreamCounts.View view = counts.snapshot();
        @Nullable Epoch in = epoch;
        StreamAssignment assignment = plan.assignment();
        return new StreamState(
                assignment.name(),
                assignment.uid(),
                is.phase(),
                is.reason(),
                is.message(),
                in == null ? null : in.id(),
                in == null ? null : in.reason(),
                sessions,
                view.decoded(),
                view.sampledOut(),
                view.processed(),
                view.inFlight(),
                view.dropped(),
                decodedRate.perSecond(now),
                outcome.processedPerSecond(now),
                lastFrameNanos == 0 ? -1 : (now - lastFrameNanos) / 1_000_000,
                outcome.firstProcessedAtMillis(),
                view.repeated(),
                bank.arms());
    }

    /** Stops reading at once, analyses what is under way, and ends its episodes. */
    @Override
    public void close() {
        closed = true;
        Feed session = feed;
        if (session != null) {
            session.abort();
        }
        wake();
        outcome.close();
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.error("stream {}: its thread does not end", plan.assignment().name());
        }
    }
}
