package io.aegisvision.dataplane.app.stream;

import io.aegisvision.contract.CellState;
import io.aegisvision.contract.CellState.StreamPhase;
import io.aegisvision.contract.CellState.StreamReason;
import io.aegisvision.contract.CellState.StreamState;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.contract.PipelineGraph;
import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.contract.StreamExplanation;
import io.aegisvision.contract.StreamFacts;
import io.aegisvision.contract.StreamFacts.Spread;
import io.aegisvision.dataplane.app.stream.StreamCounts.Drop;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
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
 * <p>One platform thread decodes and scales ({@link SourceReader}); a second analyses results in order. What a new
 * config changes takes effect between two frames. A source that sends no frame for its time to stall has failed (the
 * watchdog is FFmpeg's interrupt); where a call into FFmpeg does not return even so, its thread is given up and another
 * takes over.
 */
public final class StreamRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamRunner.class);
    private static final long STOP_MILLIS = 5_000;
    private static final long FIRST_PAUSE_MILLIS = 15_000;
    private static final long MOST_PAUSE_MILLIS = 900_000;

    /** What all streams of a cell share. */
    public record Surroundings(
            Feed.Opener opener,
            ModelSource models,
            EventOutlet outlet,
            LiveLoad load,
            EngineTurns turns,
            InferenceListener listener,
            StageTimes times,
            NativeCalls calls,
            StreamEvidence.Source evidence,
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
    private final StreamProgress progress = new StreamProgress();
    private final StreamCounts counts = new StreamCounts();
    private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
    private final RuleAnalysis analysis;
    private final LiveView view;
    private final StreamTimes times = new StreamTimes();
    private final StreamOutcome outcome;
    private final FrameFlow flow;
    private final DetectorBank bank;
    private final StreamEvidence evidence;
    private final SourceReader.Stream shared;
    private final Object readers = new Object();
    private volatile Plan plan;
    private SourceReader reader;
    private boolean closed;
    /** Calls given up since the last frame. */
    private int hangs;
    /** When the newest was, of {@link System#nanoTime}. */
    private long hungAt;

    public StreamRunner(Plan plan, Surroundings around) {
        this.plan = plan;
        this.around = around;
        String name = plan.assignment().name();
        RecentEvents events = new RecentEvents(times.around(around.outlet()));
        this.evidence = around.evidence().of(name);
        evidence.plan(plan.graph().evidence(), plan.assignment());
        this.analysis =
                new RuleAnalysis(new RuleAnalysis.Definition(plan.graph(), plan.assignment()), events, evidence);
        this.view = new LiveView(name, analysis::show, events, () -> plan().assignment());
        this.outcome = new StreamOutcome(around, view, times, plan.assignment());
        this.flow = new FrameFlow(name, counts, times.around(analysis), outcome, around.load(), around.turns());
        this.bank = new DetectorBank(name, around.models());
        this.shared = new SourceReader.Stream(name, progress, counts, backoff, flow, outcome, bank, times, evidence);
        this.reader = new SourceReader(shared, this::plan, around, this::hangs, 0);
    }

    /** Begins. */
    public void start() {
        flow.start();
        synchronized (readers) {
            reader.start();
        }
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

    /** Takes over arms, rules, zones, lines and sampling from the next frame on; source, epoch and tracks stay. */
    public void take(Plan next) {
        if (next.equals(plan)) {
            return;
        }
        plan = next;
        outcome.assigned(next.assignment());
        evidence.plan(next.graph().evidence(), next.assignment());
        analysis.define(new RuleAnalysis.Definition(next.graph(), next.assignment()));
        synchronized (readers) {
            reader.wake();
        }
    }

    /** A reader's call hangs: from here on it touches nothing of ours, and another takes over. */
    private void hangs(SourceReader gone) {
        synchronized (readers) {
            if (closed || gone != reader) {
                return;
            }
            hangs = progress.lastFrameNanos - hungAt > 0 ? 1 : hangs + 1;
            hungAt = System.nanoTime();
            long wait = hangs == 1 ? backoff.nextMillis() : pauseMillis(hangs);
            gone.stop();
            flow.gap();
            progress.source.failed(StreamReason.SourceHung);
            progress.now(
                    StreamPhase.Backoff,
                    StreamReason.SourceHung,
                    "a call into the video library does not return; it was abandoned");
            LOG.error(
                    "stream {}: a call into the video library hangs; its thread is given up, {} in a row; again in {} ms",
                    shared.name(),
                    hangs,
                    wait);
            reader = new SourceReader(shared, this::plan, around, this::hangs, wait);
            reader.start();
        }
    }

    /** The pause after this many hangs in a row: each costs a thread, so that a stream that always hangs asks rarely. */
    static long pauseMillis(int hangs) {
        return Math.min(MOST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << 2 * Math.min(hangs - 2, 10));
    }

    /** The next processed frame, for people; fails when the stream is closed before. */
    public CompletableFuture<Snapshot> snapshot() {
        return outcome.snapshot();
    }

    /** What it shows to people. */
    public LiveView view() {
        return view;
    }

    /** Counters, for metrics. */
    public StreamCounts counts() {
        return counts;
    }

    /** Counters of its source, for metrics. */
    public SourceCounts source() {
        return progress.source;
    }

    /** Now. */
    public StreamState state() {
        long now = System.nanoTime();
        StreamProgress.Status is = progress.status;
        if (is.phase() == StreamPhase.Running && outcome.lost() != null) {
            Drop why = outcome.lost();
            is = new StreamProgress.Status(
                    StreamPhase.Running,
                    StreamReason.InferenceUnavailable,
                    "frames are dropped: " + (why == null ? "" : why.text()),
                    is.sinceNanos());
        }
        StreamCounts.View view = counts.snapshot();
        @Nullable Epoch in = progress.epoch;
        long lastFrame = progress.lastFrameNanos;
        StreamAssignment assignment = plan.assignment();
        return new StreamState(
                assignment.name(),
                assignment.uid(),
                is.phase(),
                is.reason(),
                is.message(),
                in == null ? null : in.id(),
                in == null ? null : in.reason(),
                progress.source.sessions(),
                view.decoded(),
                view.sampledOut(),
                view.still(),
                view.processed(),
                view.inFlight(),
                view.dropped(),
                progress.decodedRate.perSecond(now),
                outcome.processedPerSecond(now),
                lastFrame == 0 ? -1 : (now - lastFrame) / 1_000_000,
                outcome.firstProcessedAtMillis(),
                view.repeated(),
                bank.arms());
    }

    /**
     * What it is doing, and why it is late.
     *
     * @param delivery how long events of the cell are on their way, or null
     * @param outbox of the cell
     */
    public StreamExplanation explain(@Nullable Spread delivery, CellState.Outbox outbox) {
        StreamState now = state();
        return StreamExplanation.of(new StreamFacts(
                now.name(),
                now.phase(),
                now.reason(),
                now.message(),
                StreamTimes.since(progress.status.sinceNanos()),
                progress.sessionOpen,
                now.lastFrameAgeMillis(),
                plan.graph().sampling().mostPerSecond(),
                now.decodedPerSecond(),
                now.processedPerSecond(),
                StreamTimes.since(flow.oldestNanos()),
                times.analysingMillis(),
                times.appendingMillis(),
                times.windowMillis(),
                times.stages(delivery),
                times.lag(),
                times.processed(),
                times.dropped(),
                outbox));
    }

    /** Stops reading at once, analyses what is under way, and ends its episodes. */
    @Override
    public void close() {
        SourceReader last;
        synchronized (readers) {
            if (closed) {
                return;
            }
            closed = true;
            last = reader;
        }
        last.stop();
        outcome.close();
        view.close();
        try {
            // one that hangs is left behind; one that is slow in code of ours still uses what is freed below
            if (!last.ended(STOP_MILLIS) && !last.giveUp() && !last.ended(STOP_MILLIS)) {
                LOG.error("stream {}: its thread does not end", shared.name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        flow.close();
        analysis.stopped();
        evidence.close();
        bank.retire();
    }
}
