package io.aegisvision.dataplane.app.stream;

import io.aegisvision.contract.CellState.StreamPhase;
import io.aegisvision.contract.CellState.StreamReason;
import io.aegisvision.contract.PipelineGraph;
import io.aegisvision.contract.StreamFacts.FrameStage;
import io.aegisvision.dataplane.video.Step;
import io.aegisvision.dataplane.video.VideoProblem;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a stream's source, reads it, and opens it again when it failed, on one thread that decodes and scales.
 *
 * <p>Every call into the video library is made through a {@link NativeCalls.Caller}. Where one was given up, another
 * reader is in charge by the time it comes back: this one frees its session and ends, and touches nothing that they
 * would share.
 */
final class SourceReader {
    private static final Logger LOG = LoggerFactory.getLogger(SourceReader.class);

    /** What readers of one stream share; only the one in charge uses it. */
    record Stream(
            String name,
            StreamProgress progress,
            StreamCounts counts,
            Backoff backoff,
            FrameFlow flow,
            StreamOutcome outcome,
            DetectorBank bank,
            StreamTimes times,
            StreamEvidence evidence) {}

    /** What the stream is now. */
    interface Plans {
        StreamRunner.Plan now();
    }

    private final Stream stream;
    private final Plans plans;
    private final StreamRunner.Surroundings around;
    private final NativeCalls.Caller caller;
    private final long waitMillis;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private volatile boolean stopped;
    private volatile @Nullable Feed feed;
    private @Nullable Recording recording;
    /** Epochs of this session. */
    private int epochs;

    private @Nullable Sampler sampler;
    private @Nullable PipelineGraph epochGraph;
    private int width;
    private int height;

    /**
     * @param gone told, on a thread that must not be held up, that a call of this reader hangs and was given up
     * @param waitMillis before the first attempt
     */
    SourceReader(
            Stream stream,
            Plans plans,
            StreamRunner.Surroundings around,
            Consumer<SourceReader> gone,
            long waitMillis) {
        this.stream = stream;
        this.plans = plans;
        this.around = around;
        this.waitMillis = waitMillis;
        this.caller = around.calls()
                .caller(around.opener().patience(plans.now().assignment().source()), () -> gone.accept(this));
        this.thread = Thread.ofPlatform().name("stream-" + stream.name()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Makes it end soon; from any thread. */
    void stop() {
        stopped = true;
        Feed session = feed;
        if (session != null) {
            session.abort();
        }
        wake();
    }

    /** Looks at the plan, or whether it is to stop, at once. */
    void wake() {
        lock.lock();
        try {
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for its end; false when it goes on after that time. */
    boolean ended(long millis) throws InterruptedException {
        thread.join(millis);
        return !thread.isAlive();
    }

    /** Gives up on a call that does not come back, without telling; false when there is none. */
    boolean giveUp() {
        return caller.giveUp();
    }

    private void run() {
        try {
            sleep(waitMillis);
            while (!stopped && stages().isEmpty()) {
                sleep(100);
            }
            while (!stopped && attempt()) {
                // the next one
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does that: the thread is this class's own
        } finally {
            caller.done();
        }
    }

    /** One session from its opening to its end, and the wait after it; false when this reader is to end. */
    private boolean attempt() throws InterruptedException {
        StreamProgress.Status was = stream.progress().status;
        stream.progress().now(StreamPhase.Connecting, was.reason(), was.message());
        caller.enter();
        Feed.Attempt attempt;
        try {
            attempt = around.opener().open(plans.now().assignment().source());
            recording = Recording.of(plans.now().assignment().source());
        } catch (RuntimeException e) { // left by way of an exception, the call would count as hung
            attempt = new Feed.Attempt.Failed(fault(e));
        }
        boolean mine = caller.leave();
        return switch (attempt) {
            case Feed.Attempt.Failed failed -> mine && retry(failed.problem());
            case Feed.Attempt.Ready ready -> {
                if (!mine) {
                    ready.feed().close();
                    yield false;
                }
                yield session(ready.feed());
            }
        };
    }

    private boolean session(Feed session) throws InterruptedException {
        feed = session;
        stream.progress().sessionOpen = true;
        epochs = 0;
        stream.progress().source.opened();
        End end;
        try {
            end = read(session);
        } catch (RuntimeException e) {
            end = new End.Failed(fault(e));
        }
        feed = null;
        stream.progress().sessionOpen = false;
        if (end instanceof End.GivenUp) {
            session.close();
            return false;
        }
        caller.enter();
        session.close();
        if (!caller.leave()) {
            return false;
        }
        if (!stopped) { // else the episodes end as stopped
            stream.flow().gap();
        }
        return switch (end) {
            case End.Failed failed -> retry(failed.problem());
            case End.OfFile _ -> {
                stream.progress().now(StreamPhase.Ended, StreamReason.SourceEnded, "the file is at its end");
                while (!stopped) {
                    sleep(60_000);
                }
                yield false;
            }
            case End.GivenUp _ -> false;
        };
    }

    /** How a session ended. */
    private sealed interface End {
        record OfFile() implements End {}

        record Failed(@Nullable VideoProblem problem) implements End {}

        /** A call was given up. */
        record GivenUp() implements End {}
    }

    private End read(Feed session) throws InterruptedException {
        boolean begun = false;
        long errors = 0;
        long skipped = 0;
        while (!stopped) {
            Step step;
            boolean mine;
            stream.evidence().reading(session);
            caller.enter();
            try {
                step = session.next();
            } finally {
                mine = caller.leave();
            }
            if (!mine) {
                return new End.GivenUp();
            }
            long more = session.decodeErrors() - errors;
            if (more > 0) {
                errors += more;
                stream.progress().source.decodeErrors(more);
            }
            long left = session.skipped() - skipped;
            if (left > 0) {
                skipped += left;
                stream.progress().source.skipped(left);
            }
            if (step == Step.SKIPPED) {
                steer(session);
                continue;
            }
            if (step == Step.ENDED) {
                return new End.OfFile();
            }
            if (step == Step.FAILED) {
                return new End.Failed(session.problem());
            }
            stream.times().record(FrameStage.Decode, session.decodeNanos());
            session.awaitDue();
            long now = System.nanoTime();
            stream.progress().lastFrameNanos = now;
            stream.progress().decodedRate.mark(now);
            if (!begun) {
                begun = true;
                stream.backoff().reset();
                stream.progress().now(StreamPhase.Running, null, null);
                beginEpoch(session, stream.progress().epoch == null ? "started" : "reconnected");
            }
            frame(session);
            steer(session);
        }
        return new End.Failed(null);
    }

    private void steer(Feed session) {
        Sampler chooses = sampler;
        if (chooses != null) {
            chooses.steer(session);
        }
    }

    private void frame(Feed session) throws InterruptedException {
        switch (session.timeStep()) {
            case FIRST, ONWARD -> samePicture(session);
            case REPEATED -> {
                stream.counts().repeated();
                return;
            }
            case BACKWARDS -> beginEpoch(session, "time-backwards");
            case JUMPED -> beginEpoch(session, "time-jump");
            case CLOCK_LEARNED -> beginEpoch(session, "clock-learned");
        }
        StreamRunner.Plan now = plans.now();
        PipelineGraph before = epochGraph;
        if (before != null && now.graph() != before) {
            takeGraph(session, before, now.graph());
        }
        Sampler chooses = sampler;
        Epoch in = stream.progress().epoch;
        if (chooses == null || in == null) {
            stream.counts().sampledOut();
            return;
        }
        boolean asked = stream.outcome().wantsPicture();
        Sampler.Choice choice = chooses.choose(session, asked, stream.counts().lost());
        while (choice != Sampler.Choice.OUT
                && recording != null
                && !stopped
                && !stream.flow().awaitRoom(100)) {
            // a recording can wait
        }
        switch (choice) {
            case OUT -> stream.counts().sampledOut();
            case STILL -> stream.flow().still(session.captureMicros(), session.captureEstimated(), in);
            case DETECT -> {
                long begun = System.nanoTime();
                stream.flow()
                        .submit(
                                session.picture(),
                                session.captureMicros(),
                                session.captureEstimated(),
                                in,
                                stages(),
                                asked);
                long scaled = System.nanoTime() - begun;
                around.times().scaled(scaled);
                stream.times().record(FrameStage.Scale, scaled);
            }
        }
    }

    /** Another size is another view of the scene: what was tracked is elsewhere in it. */
    private void samePicture(Feed session) {
        if (session.picture().width() != width || session.picture().height() != height) {
            beginEpoch(session, "picture-changed");
        }
    }

    private void takeGraph(Feed session, PipelineGraph before, PipelineGraph now) {
        epochGraph = now;
        if (!now.sampling().equals(before.sampling())
                || !now.trackers().equals(before.trackers())) { // trackers count in sample periods
            beginEpoch(session, "pipeline-changed");
        }
    }

    private void beginEpoch(Feed session, String reason) {
        PipelineGraph graph = plans.now().graph();
        epochGraph = graph;
        sampler = new Sampler(graph.sampling());
        width = session.picture().width();
        height = session.picture().height();
        Recording played = recording;
        double aspect = (double) width / height;
        Epoch next = played == null
                ? Epoch.begin(reason, aspect)
                : new Epoch(played.epoch(plans.now(), epochs), reason, aspect);
        epochs++;
        stream.progress().epoch = next;
        stream.evidence().begin(next);
        LOG.info("stream {}: epoch {} ({})", stream.name(), next.id(), reason);
    }

    private List<FrameFlow.Stage> stages() {
        StreamRunner.Plan now = plans.now();
        return stream.bank().stages(now.graph(), now.assignment(), now.versions());
    }

    /** A fault of ours ends the session, not the stream. */
    private VideoProblem fault(RuntimeException e) {
        LOG.error("stream {}: a bug ended its session", stream.name(), e);
        return new VideoProblem(
                StreamReason.DecodeFailed, "internal error: " + e.getClass().getSimpleName());
    }

    /** Says why and waits; false when this reader is to end. */
    private boolean retry(@Nullable VideoProblem problem) throws InterruptedException {
        if (stopped || problem == null) {
            return !stopped;
        }
        long wait = stream.backoff().nextMillis();
        stream.progress().source.failed(problem.reason());
        stream.progress().now(StreamPhase.Backoff, problem.reason(), problem.message());
        LOG.warn("stream {}: {}: {}; again in {} ms", stream.name(), problem.reason(), problem.message(), wait);
        sleep(wait);
        return !stopped;
    }

    private void sleep(long millis) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (!stopped) {
                woken.await(millis, TimeUnit.MILLISECONDS);
            }
        } finally {
            lock.unlock();
        }
    }
}
