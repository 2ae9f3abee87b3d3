package io.aegisvision.dataplane.app.stream;

import io.aegisvision.contract.StreamAssignment;
import io.aegisvision.contract.StreamAssignment.Kind;
import io.aegisvision.dataplane.app.detect.Box;
import io.aegisvision.dataplane.app.detect.DetectedBoxes;
import io.aegisvision.dataplane.app.stream.StreamCounts.Drop;
import io.aegisvision.dataplane.video.Picture;
import io.aegisvision.dataplane.video.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What became of a stream's frames: rates, the newest loss, and snapshots for those who ask. */
final class StreamOutcome implements FrameFlow.Observer {
    private final StreamRunner.Surroundings around;
    private final RateMeter processedRate = new RateMeter();
    private final LiveView view;
    private final StreamTimes times;
    private volatile StreamAssignment assignment;
    private volatile long firstProcessedAtMillis;
    private volatile @Nullable Drop lost;
    private @Nullable CompletableFuture<Snapshot> asked;

    StreamOutcome(StreamRunner.Surroundings around, LiveView view, StreamTimes times, StreamAssignment assignment) {
        this.around = around;
        this.times = times;
        this.view = view;
        this.assignment = assignment;
    }

    void assigned(StreamAssignment now) {
        assignment = now;
    }

    @Override
    public void analysed(FlightFrame frame, List<Analysis.Found> found, FrameFlow.Times took) {
        lost = null;
        processedRate.mark(System.nanoTime());
        if (firstProcessedAtMillis == 0) {
            firstProcessedAtMillis = around.clock().millis();
        }
        long call = 0;
        for (int i = 0; i < frame.parts.size(); i++) {
            FlightFrame.Part part = frame.parts.get(i);
            call = Math.max(call, part.nanos);
            around.listener()
                    .answered(
                            part.detector.version().digest(),
                            part.nanos,
                            found.get(i).boxes().count() == 0);
        }
        around.times().inferred(took.inferredNanos());
        around.times().analysed(took.analysedNanos());
        around.times().called(call);
        if (took.eventful()) {
            around.times().eventful(took.wholeNanos() - call);
        }
        times.analysed(took, call);
        if (assignment.source().kind() != Kind.FILE || assignment.source().paced()) {
            times.lag(around.clock().millis() * 1000 - frame.captureMicros);
        }
        ViewFrame shown = frame.view;
        if (shown != null) {
            frame.view = null;
            view.analysed(shown, frame, found);
        }
        RgbImage picture = frame.picture;
        if (picture != null) {
            deliver(picture, found);
        }
    }

    @Override
    public @Nullable ViewFrame view(Picture picture) {
        return view.take(picture);
    }

    @Override
    public void lost(Drop why, @Nullable FlightFrame frame) {
        if (frame != null && frame.view != null) {
            ViewFrame unseen = frame.view;
            frame.view = null;
            view.lost(unseen, frame, why);
        }
        times.lost(why);
        switch (why) {
            case SUPERSEDED, STOPPED -> {
                return; // load, or an end: nothing is wrong with the server
            }
            case RING_FULL, INFERENCE_FAILED, INFERENCE_UNAVAILABLE, INFERENCE_TIMEOUT -> lost = why;
        }
        if (frame != null) {
            for (FlightFrame.Part part : frame.parts) {
                if (!part.ready) {
                    around.listener().failed(part.detector.version().digest());
                }
            }
        }
    }

    private void deliver(RgbImage picture, List<Analysis.Found> found) {
        List<Box> boxes = new ArrayList<>();
        for (Analysis.Found one : found) {
            DetectedBoxes from = one.boxes();
            for (int i = 0; i < from.count(); i++) {
                boxes.add(new Box(
                        one.version().labels().get(from.label(i)),
                        from.x1(i),
                        from.y1(i),
                        from.x2(i),
                        from.y2(i),
                        from.score(i)));
            }
        }
        @Nullable CompletableFuture<Snapshot> to;
        synchronized (this) {
            to = asked;
            asked = null;
        }
        if (to != null) {
            to.complete(new Snapshot(picture, List.copyOf(boxes), assignment));
        }
    }

    synchronized CompletableFuture<Snapshot> snapshot() {
        CompletableFuture<Snapshot> present = asked;
        if (present == null) {
            present = new CompletableFuture<>();
            asked = present;
        }
        return present;
    }

    synchronized boolean wantsPicture() {
        return asked != null;
    }

    synchronized void close() {
        if (asked != null) {
            asked.cancel(false);
            asked = null;
        }
    }

    /** Why the newest frame was lost; null when it was processed. */
    @Nullable
    Drop lost() {
        return lost;
    }

    double processedPerSecond(long nanos) {
        return processedRate.perSecond(nanos);
    }

    long firstProcessedAtMillis() {
        return firstProcessedAtMillis;
    }
}
