package io.aegisvision.dataplane.app.trial;

import io.aegisvision.contract.ModelVersion;
import io.aegisvision.contract.StreamAssignment.Kind;
import io.aegisvision.contract.StreamAssignment.Source;
import io.aegisvision.contract.StreamAssignment.Transport;
import io.aegisvision.contract.TrialUnits.ClassScore;
import io.aegisvision.contract.TrialUnits.Unit;
import io.aegisvision.dataplane.app.detect.Box;
import io.aegisvision.dataplane.app.detect.DetectedBoxes;
import io.aegisvision.dataplane.app.detect.Detector;
import io.aegisvision.dataplane.app.stream.Feed;
import io.aegisvision.dataplane.app.stream.LiveLoad;
import io.aegisvision.dataplane.video.Picture;
import io.aegisvision.dataplane.video.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Runs clips through both versions, on the same decoded frames, one request at a time. Live frames go first: before each
 * request it waits while the server works for a stream, for a bounded time, so that a full server still judges slowly.
 * One thread.
 */
final class ClipJudge implements AutoCloseable {
    private static final long MOST_YIELD_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long ANSWER_SECONDS = 30;

    /** Outcome of a clip. */
    sealed interface Judged {
        /** Its unit. */
        record Done(Unit unit) implements Judged {}

        /** The server or a model is away: try again, nothing is held against a version. */
        record Away() implements Judged {}

        /** The clip itself is no good. */
        record Broken(String problem) implements Judged {}
    }

    /** How one version did on one clip. */
    private static final class Side {
        private final Detector detector;
        private final ClipScore score = new ClipScore();
        private boolean failed;

        Side(Detector detector) {
            this.detector = detector;
        }
    }

    private enum Answered {
        DONE,
        FAILED,
        AWAY
    }

    private final Detector baseline;
    private final Detector candidate;
    private final Feed.Opener opener;
    private final LiveLoad load;
    private final Clips clips;
    private final DetectedBoxes boxes = new DetectedBoxes();

    ClipJudge(Detector baseline, Detector candidate, Feed.Opener opener, LiveLoad load, Clips clips) {
        this.baseline = baseline;
        this.candidate = candidate;
        this.opener = opener;
        this.load = load;
        this.clips = clips;
    }

    /** Judges a clip; a version that failed is given a second chance on it, and scores 0 when it fails again. */
    Judged judge(int index, Clips.Clip clip, Path file) throws InterruptedException {
        Side first = new Side(baseline);
        Side second = new Side(candidate);
        @Nullable Judged problem = run(clip, file, List.of(first, second));
        if (problem != null) {
            return problem;
        }
        List<Side> again = new ArrayList<>();
        if (first.failed) {
            first = new Side(baseline);
            again.add(first);
        }
        if (second.failed) {
            second = new Side(candidate);
            again.add(second);
        }
        if (!again.isEmpty()) {
            problem = run(clip, file, again);
            if (problem != null) {
                return problem;
            }
        }
        return new Judged.Done(unit(index, clip, first, second));
    }

    private static Unit unit(int index, Clips.Clip clip, Side first, Side second) {
        SortedSet<String> classes = new TreeSet<>(first.score.classes());
        classes.addAll(second.score.classes());
        List<ClassScore> scores = new ArrayList<>();
        for (String label : classes) {
            scores.add(new ClassScore(
                    label, first.failed ? 0 : first.score.f1(label), second.failed ? 0 : second.score.f1(label)));
        }
        return new Unit(
                index,
                clip.digest(),
                clip.source(),
                first.failed ? 0 : first.score.f1(),
                second.failed ? 0 : second.score.f1(),
                scores);
    }

    /** Decodes the clip once and shows each frame to the sides that have not failed; null when it went through. */
    private @Nullable Judged run(Clips.Clip clip, Path file, List<Side> sides) throws InterruptedException {
        Source source = new Source(Kind.FILE, file.toString(), null, null, Transport.TCP, false, false);
        switch (opener.open(source)) {
            case Feed.Attempt.Failed failed -> {
                return new Judged.Broken(clip.file() + ": " + failed.problem().message());
            }
            case Feed.Attempt.Ready ready -> {
                try (Feed feed = ready.feed()) {
                    return frames(clip, feed, sides);
                }
            }
        }
    }

    private @Nullable Judged frames(Clips.Clip clip, Feed feed, List<Side> sides) throws InterruptedException {
        int frame = 0;
        for (Step step = feed.next(); step == Step.FRAME; step = feed.next()) {
            if (frame == clip.frames()) {
                return new Judged.Broken(clip.file() + ": more frames than its truth has");
            }
            for (Side side : sides) {
                if (!side.failed && show(side, feed.picture(), clip.truth().get(frame)) == Answered.AWAY) {
                    return new Judged.Away();
                }
            }
            frame++;
        }
        return frame == clip.frames() ? null : new Judged.Broken(clip.file() + ": only " + frame + " frames decoded");
    }

    private Answered show(Side side, Picture picture, List<Clips.Truth> truth) throws InterruptedException {
        yieldToLive();
        int slot = side.detector.load(picture);
        if (slot < 0) {
            side.failed = true; // its only slot is still with a request that timed out
            return Answered.FAILED;
        }
        SynchronousAnswer answer = new SynchronousAnswer();
        side.detector.infer(slot, answer);
        Answered outcome = answer.await();
        switch (outcome) {
            case DONE -> {
                side.detector.read(slot, boxes);
                side.detector.release(slot);
                side.score.frame(found(side.detector.version()), truth);
            }
            case FAILED -> side.failed = true;
            case AWAY -> {}
        }
        return outcome;
    }

    private void yieldToLive() throws InterruptedException {
        long until = System.nanoTime() + MOST_YIELD_NANOS;
        while (load.busy() && System.nanoTime() < until) {
            TimeUnit.MICROSECONDS.sleep(500); // live requests take a few milliseconds
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private List<Box> found(ModelVersion version) {
        List<Box> found = new ArrayList<>(boxes.count());
        for (int i = 0; i < boxes.count(); i++) {
            found.add(new Box(
                    version.labels().get(boxes.label(i)),
                    boxes.x1(i) * clips.width(),
                    boxes.y1(i) * clips.height(),
                    boxes.x2(i) * clips.width(),
                    boxes.y2(i) * clips.height(),
                    boxes.score(i)));
        }
        return found;
    }

    /** Waits for the one request under way. */
    private static final class SynchronousAnswer implements Detector.Answer {
        private final CompletableFuture<Answered> outcome = new CompletableFuture<>();

        @Override
        public void done(long nanos) {
            outcome.complete(Answered.DONE);
        }

        @Override
        public void failed(boolean serverGone) {
            outcome.complete(serverGone ? Answered.AWAY : Answered.FAILED);
        }

        @Override
        public void overdue() {
            outcome.complete(Answered.FAILED);
        }

        Answered await() throws InterruptedException {
            try {
                return outcome.get(ANSWER_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                return Answered.AWAY;
            }
        }
    }

    @Override
    public void close() {
        baseline.retire();
        candidate.retire();
    }
}
