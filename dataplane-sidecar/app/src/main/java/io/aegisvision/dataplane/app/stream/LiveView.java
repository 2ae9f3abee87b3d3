package io.aegisvision.dataplane.app.stream;

import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.dataplane.app.detect.DetectedBoxes;
import io.aegisvision.dataplane.app.stream.StreamCounts.Drop;
import io.aegisvision.dataplane.video.JpegEncoder;
import io.aegisvision.dataplane.video.Picture;
import io.aegisvision.dataplane.video.PreviewScaler;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream as people see it: at most {@value #MOST_PER_SECOND} frames a second, the newest wins, and every viewer gets
 * the same. While nobody looks a frame costs one read of a variable. While somebody does, the decoding thread makes the
 * picture small, and a thread of the view's own encodes it; nothing is allocated per frame on the way but by that thread.
 */
public final class LiveView implements AutoCloseable {
    /** Most frames a second. */
    public static final int MOST_PER_SECOND = 5;

    private static final Logger LOG = LoggerFactory.getLogger(LiveView.class);
    private static final long PERIOD_NANOS = 1_000_000_000L / MOST_PER_SECOND;
    /** As many as can be under way: two sent, one that waits, one analysed, one encoded. */
    private static final int SPARE = 5;

    /** Fills in the tracks of the frame that was analysed last; on the analysing thread. */
    interface Tracked {
        void show(ViewObjects into);
    }

    private final String stream;
    private final Tracked tracked;
    private final RecentEvents events;
    private final Supplier<StreamAssignment> assignment;
    private final PreviewScaler scaler = new PreviewScaler();
    private final ArrayDeque<ViewFrame> spare = new ArrayDeque<>(SPARE);
    private volatile int viewers;
    /** {@link System#nanoTime} from which on a frame is wanted. */
    private volatile long due;

    private volatile boolean closed;
    private boolean running;
    private @Nullable ViewFrame pending;
    private @Nullable Sight newest;
    private long seq;

    LiveView(String stream, Tracked tracked, RecentEvents events, Supplier<StreamAssignment> assignment) {
        this.stream = stream;
        this.tracked = tracked;
        this.events = events;
        this.assignment = assignment;
    }

    /** The frame made small, where somebody looks and one is due; by the decoding thread. */
    @Nullable
    ViewFrame take(Picture picture) {
        if (viewers == 0) {
            return null;
        }
        long now = System.nanoTime();
        if (now - due < 0) {
            return null;
        }
        due = now + PERIOD_NANOS;
        ViewFrame frame = borrow();
        synchronized (scaler) { // uncontended until the stream is closed
            if (closed || !scaler.scale(picture, frame.picture)) {
                return null;
            }
        }
        return frame;
    }

    private synchronized ViewFrame borrow() {
        @Nullable ViewFrame used = spare.poll();
        return used == null ? new ViewFrame() : used;
    }

    /** A frame with what was found in it; by the analysing thread. */
    void analysed(ViewFrame view, FlightFrame frame, List<Analysis.Found> found) {
        view.boxes.clear();
        for (int f = 0; f < found.size(); f++) {
            Analysis.Found one = found.get(f);
            DetectedBoxes boxes = one.boxes();
            for (int i = 0; i < boxes.count(); i++) {
                view.boxes.add(one.stage(), one.version().labels().get(boxes.label(i)), 0, true, boxes.score(i));
                view.boxes.at(boxes.x1(i), boxes.y1(i), boxes.x2(i), boxes.y2(i));
            }
        }
        view.tracks.clear();
        tracked.show(view.tracks);
        hand(view, frame, null);
    }

    /** A frame that was not analysed: shown as it is, but for one that gave way to a newer one, which is shown instead. */
    void lost(ViewFrame view, FlightFrame frame, Drop why) {
        if (why == Drop.SUPERSEDED || why == Drop.STOPPED) {
            due = System.nanoTime();
            giveBack(view);
            return;
        }
        view.boxes.clear();
        view.tracks.clear();
        hand(view, frame, why.text());
    }

    private void hand(ViewFrame view, FlightFrame frame, @Nullable String lost) {
        view.captureMicros = frame.captureMicros;
        view.captureEstimated = frame.captureEstimated;
        view.epoch = frame.epoch.id();
        view.lost = lost;
        synchronized (this) {
            ViewFrame older = pending;
            pending = view;
            if (older != null) {
                giveBack(older);
            }
            notifyAll();
        }
    }

    private synchronized void giveBack(ViewFrame view) {
        if (spare.size() < SPARE && viewers > 0) {
            spare.add(view);
        }
    }

    /** Somebody looks, until {@link #leave}. */
    public synchronized void join() {
        viewers++;
        if (!running && !closed) {
            running = true;
            due = System.nanoTime();
            Thread.ofPlatform().daemon().name("view-" + stream).start(this::run);
        }
    }

    /** Somebody looks no more. */
    public synchronized void leave() {
        viewers--;
        notifyAll();
    }

    /**
     * Waits for a frame newer than the one of that number, for at most that long.
     *
     * @return null when there is none yet, and at once when the stream was closed
     */
    public synchronized @Nullable Sight newer(long than, long millis) throws InterruptedException {
        long until = System.nanoTime() + millis * 1_000_000;
        while (!closed && (newest == null || newest.seq() <= than)) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return null;
            }
            wait(left);
        }
        return closed ? null : newest;
    }

    /** Whether the stream runs here no more. */
    public boolean closed() {
        return closed;
    }

    private void run() {
        @Nullable ViewFrame view = awaitPending();
        while (view != null) {
            try {
                show(sight(view));
            } catch (RuntimeException e) { // costs people a frame, and the stream nothing
                LOG.error("stream {}: a frame cannot be shown", stream, e);
            }
            giveBack(view);
            view = awaitPending();
        }
    }

    private synchronized @Nullable ViewFrame awaitPending() {
        try {
            while (pending == null && viewers > 0 && !closed) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does that: the thread is this class's own
        }
        if (pending == null || viewers == 0 || closed) {
            running = false;
            pending = null;
            newest = null;
            spare.clear();
            return null;
        }
        ViewFrame next = pending;
        pending = null;
        return next;
    }

    private Sight sight(ViewFrame view) {
        StreamAssignment now = assignment.get();
        return new Sight(
                ++seq,
                view.captureMicros,
                view.captureEstimated,
                view.epoch,
                view.picture.width(),
                view.picture.height(),
                JpegEncoder.encode(view.picture),
                view.lost,
                view.boxes.things(),
                view.tracks.things(),
                ViewObjects.outlines(now.zones()),
                ViewObjects.outlines(now.lines()),
                events.newest());
    }

    private synchronized void show(Sight made) {
        newest = made;
        notifyAll();
    }

    /** The stream is gone from here: viewers are sent away. */
    @Override
    public void close() {
        closed = true;
        synchronized (this) {
            notifyAll();
        }
        synchronized (scaler) {
            scaler.close();
        }
    }
}
