package io.aegisvision.dataplane.app.stream;

import io.aegisvision.dataplane.app.detect.DetectedBoxes;
import io.aegisvision.dataplane.app.detect.Detector;
import io.aegisvision.dataplane.app.stream.StreamCounts.Drop;
import io.aegisvision.dataplane.dispatch.FairTurns;
import io.aegisvision.dataplane.video.Picture;
import io.aegisvision.dataplane.video.RgbImage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a decoded picture to its analysis, in order, with bounds: a few frames at the server, one that waits for its turn
 * among the cell's streams and gives way to a newer one, and results analysed one by one on this flow's own thread in
 * the order in which frames came.
 *
 * <p>Threads: {@link #submit} by the decoding thread, answers by the client's threads, analysis by this flow's. Every
 * sampled frame ends as processed or as dropped for one reason, whatever fails.
 */
final class FrameFlow implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FrameFlow.class);
    private static final long STOP_MILLIS = 5_000;
    /** Frames under way of a source that can wait. */
    private static final int PATIENT_FRAMES = 2;

    /** A detector of the graph and what runs it now. */
    record Stage(String name, Detector detector) {}

    /**
     * Where an analysed frame's time went.
     *
     * @param inferredNanos from scaled to answered
     * @param analysedNanos tracking, rules and writing of events
     * @param wholeNanos from decoded to the end of the analysis
     * @param eventful it gave events, which are durable
     */
    record Times(long inferredNanos, long analysedNanos, long wholeNanos, boolean eventful) {}

    /** Told about each frame that was analysed, on the flow's thread. */
    interface Observer {
        void analysed(FlightFrame frame, List<Analysis.Found> found, Times times);

        void lost(Drop why, @Nullable FlightFrame frame);

        /** What those who watch need of a frame that goes to the server; on the decoding thread. */
        default @Nullable ViewFrame view(Picture picture) {
            return null;
        }
    }

    private final StreamCounts counts;
    private final Analysis analysis;
    private final Observer observer;
    private final LiveLoad load;
    private final EngineTurns turns;
    private final FairTurns.Lane<EngineTurns.Sender> lane;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<FlightFrame> order = new ArrayDeque<>();
    private final List<DetectedBoxes> results = new ArrayList<>();
    private @Nullable FlightFrame waiting;
    private @Nullable Epoch analysed;
    private boolean faulty;
    private boolean gapAsked;
    private boolean closed;

    FrameFlow(
            String stream,
            StreamCounts counts,
            Analysis analysis,
            Observer observer,
            LiveLoad load,
            EngineTurns turns) {
        this.counts = counts;
        this.analysis = analysis;
        this.observer = observer;
        this.load = load;
        this.turns = turns;
        this.lane = turns.join(this::sendWaiting);
        this.thread = Thread.ofPlatform().name("analyse-" + stream).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /**
     * Takes a sampled frame.
     *
     * @param stages the detectors to run, one per detector of the graph; empty when one is not available
     */
    void submit(
            Picture picture,
            long captureMicros,
            boolean estimated,
            Epoch epoch,
            List<Stage> stages,
            boolean keepPicture) {
        long decoded = System.nanoTime();
        counts.sampled();
        if (stages.isEmpty()) {
            drop(Drop.INFERENCE_UNAVAILABLE, null);
            return;
        }
        List<FlightFrame.Part> parts = new ArrayList<>(stages.size());
        for (Stage stage : stages) {
            int slot = stage.detector().load(picture);
            if (slot < 0) {
                parts.forEach(part -> part.detector.drop(part.slot));
                drop(Drop.RING_FULL, null);
                return;
            }
            parts.add(new FlightFrame.Part(stage.name(), stage.detector(), slot));
        }
        @Nullable RgbImage kept = keepPicture ? picture.toRgb() : null;
        @Nullable ViewFrame view = observer.view(picture);
        FlightFrame frame = new FlightFrame(epoch, captureMicros, estimated, parts, kept, decoded, System.nanoTime());
        frame.view = view;
        enqueue(frame);
    }

    /**
     * Waits until no frame waits for its turn and few are under way, for at most that long: for a source that can wait, so
     * that no frame gives way to a newer one. False where there are.
     */
    boolean awaitRoom(long millis) throws InterruptedException {
        long left = TimeUnit.MILLISECONDS.toNanos(millis);
        lock.lockInterruptibly();
        try {
            while ((waiting != null || order.size() >= PATIENT_FRAMES) && !closed) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a sampled frame that needs no detection; analysed in its turn. */
    void still(long captureMicros, boolean estimated, Epoch epoch) {
        counts.sampled();
        long now = System.nanoTime();
        FlightFrame frame = new FlightFrame(epoch, captureMicros, estimated, List.of(), null, now, now);
        lock.lock();
        try {
            order.add(frame);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void drop(Drop why, @Nullable FlightFrame frame) {
        counts.dropped(why);
        observer.lost(why, frame);
    }

    private void enqueue(FlightFrame frame) {
        @Nullable FlightFrame replaced;
        lock.lock();
        try {
            replaced = waiting;
            if (replaced != null) {
                order.remove(replaced);
            }
            order.add(frame);
            waiting = frame;
        } finally {
            lock.unlock();
        }
        if (replaced != null) {
            replaced.parts.forEach(part -> part.detector.drop(part.slot));
            drop(Drop.SUPERSEDED, replaced);
        }
        turns.waits(lane);
    }

    /** It is this stream's turn. */
    private boolean sendWaiting() {
        @Nullable FlightFrame frame;
        lock.lock();
        try {
            frame = waiting;
            waiting = null;
            changed.signalAll(); // for who waits for room
        } finally {
            lock.unlock();
        }
        if (frame != null) {
            send(frame);
        }
        return frame != null;
    }

    private void send(FlightFrame frame) {
        load.began();
        for (FlightFrame.Part part : frame.parts) {
            part.detector.infer(part.slot, new PartAnswer(frame, part));
        }
    }

    /** Routes one part's outcome to its frame. */
    private final class PartAnswer implements Detector.Answer {
        private final FlightFrame frame;
        private final FlightFrame.Part part;

        PartAnswer(FlightFrame frame, FlightFrame.Part part) {
            this.frame = frame;
            this.part = part;
        }

        @Override
        public void done(long nanos) {
            part.nanos = nanos;
            settle(frame, part, null);
        }

        @Override
        public void failed(boolean serverGone) {
            settle(frame, part, serverGone ? Drop.INFERENCE_UNAVAILABLE : Drop.INFERENCE_FAILED);
        }

        @Override
        public void overdue() {
            settle(frame, part, Drop.INFERENCE_TIMEOUT);
        }
    }

    private void settle(FlightFrame frame, FlightFrame.Part part, @Nullable Drop why) {
        boolean ended;
        lock.lock();
        try {
            frame.outstanding--;
            part.ready = why == null;
            if (why != null && frame.dropped == null) {
                frame.dropped = why;
            }
            ended = frame.outstanding == 0;
            if (ended) {
                load.ended();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (ended) {
            turns.ended(lane);
        }
    }

    /** {@link System#nanoTime} at which the oldest frame that is under way was decoded; 0 when none is. */
    long oldestNanos() {
        lock.lock();
        try {
            FlightFrame oldest = order.peek();
            return oldest == null ? 0 : oldest.decodedNanos;
        } finally {
            lock.unlock();
        }
    }

    /** The source is gone; told to the analysis after the frames that are under way. */
    void gap() {
        lock.lock();
        try {
            gapAsked = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (true) {
            @Nullable FlightFrame frame;
            lock.lock();
            try {
                frame = awaitTurn();
                if (frame == null && closed && order.isEmpty()) {
                    return;
                }
            } catch (InterruptedException e) {
                return; // closed, and the last answers did not come
            } finally {
                lock.unlock();
            }
            try {
                turn(frame);
                faulty = false;
            } catch (RuntimeException e) {
                fault(frame, e);
            }
        }
    }

    private void turn(@Nullable FlightFrame frame) {
        if (frame == null) {
            analysed = null;
            analysis.gap();
        } else if (frame.dropped != null) {
            giveBack(frame);
            drop(frame.dropped, frame);
        } else if (frame.parts.isEmpty()) {
            begin(frame.epoch);
            analysis.still(frame.captureMicros, frame.captureEstimated);
            counts.still();
        } else {
            analyse(frame);
        }
    }

    private void begin(Epoch epoch) {
        if (analysed == null || !analysed.id().equals(epoch.id())) {
            analysed = epoch;
            analysis.begin(epoch);
        }
    }

    /** A fault of ours costs the frame and the tracks, which begin anew; it must not silence the stream for good. */
    private void fault(@Nullable FlightFrame frame, RuntimeException e) {
        if (!faulty) {
            LOG.error("{}: a frame could not be analysed; tracks begin anew", thread.getName(), e);
        }
        faulty = true;
        analysed = null;
        if (frame != null && frame.dropped == null) {
            drop(Drop.ANALYSIS_FAILED, frame);
        }
    }

    /** The next frame that is decided and complete, or null for a gap or the end; the lock is held. */
    private @Nullable FlightFrame awaitTurn() throws InterruptedException {
        while (true) {
            FlightFrame head = order.peek();
            if (head != null && head.outstanding == 0) {
                changed.signalAll(); // for who waits for room
                return order.poll();
            }
            if (head == null && gapAsked) {
                gapAsked = false;
                return null;
            }
            if (head == null && closed) {
                return null;
            }
            changed.await();
        }
    }

    /** Slots of parts that are ready, while another part of the frame failed. */
    private static void giveBack(FlightFrame frame) {
        for (FlightFrame.Part part : frame.parts) {
            if (part.ready) {
                part.detector.release(part.slot);
            }
        }
    }

    private void analyse(FlightFrame frame) {
        long answered = System.nanoTime();
        List<Analysis.Found> found = new ArrayList<>(frame.parts.size());
        for (int i = 0; i < frame.parts.size(); i++) {
            FlightFrame.Part part = frame.parts.get(i);
            if (results.size() <= i) {
                results.add(new DetectedBoxes());
            }
            try {
                part.detector.read(part.slot, results.get(i));
            } finally {
                part.detector.release(part.slot);
            }
            found.add(new Analysis.Found(part.stage, part.detector.version(), results.get(i)));
        }
        begin(frame.epoch);
        boolean eventful = analysis.frame(frame.captureMicros, frame.captureEstimated, found);
        long ended = System.nanoTime();
        observer.analysed(
                frame,
                found,
                new Times(answered - frame.scaledNanos, ended - answered, ended - frame.decodedNanos, eventful));
        counts.processed();
    }

    /** Takes no more; analyses what is under way, for a few seconds at most. */
    @Override
    public void close() {
        @Nullable FlightFrame unsent;
        turns.leave(lane);
        lock.lock();
        try {
            closed = true;
            unsent = waiting;
            waiting = null;
            if (unsent != null) {
                order.remove(unsent);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (unsent != null) {
            unsent.parts.forEach(part -> part.detector.drop(part.slot));
            drop(Drop.STOPPED, unsent);
        }
        try {
            thread.join(STOP_MILLIS);
            thread.interrupt();
            thread.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
