package io.aegisvision.dataplane.app.evidence;

import io.aegisvision.dataplane.app.detect.DetectedBoxes;
import io.aegisvision.dataplane.app.stream.Analysis;
import io.aegisvision.dataplane.tracker.Tracks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What was seen in the newest frames of one epoch: enough to tell in which of them a track showed best, and what lies
 * where in any of them. No pixels: the frame itself is decoded again when it is wanted.
 *
 * <p>Two rings of numbers, made once; a frame allocates nothing. One thread writes, any reads. A frame whose boxes were
 * overwritten, or that had more than there is room for, is not known: nobody takes it for an empty one.
 */
final class SeenFrames {
    /** At 10 frames per second a minute and more. */
    static final int FRAMES = 1024;
    /** Detections and tracks, 8 of each in every frame. */
    static final int BOXES = 16 * FRAMES;

    /** A part of the display, in fractions. */
    record Area(float x1, float y1, float x2, float y2) {}

    private final long[] times = new long[FRAMES];
    private final long[] firstBox = new long[FRAMES];
    private final float[] x1 = new float[BOXES];
    private final float[] y1 = new float[BOXES];
    private final float[] x2 = new float[BOXES];
    private final float[] y2 = new float[BOXES];
    private final float[] scores = new float[BOXES];
    private final long[] tracks = new long[BOXES];
    /** A detection's class. */
    private final @Nullable String[] labels = new String[BOXES];
    /** A track's tracker. */
    private final @Nullable String[] trackers = new String[BOXES];

    private @Nullable String epoch;
    private long frames;
    private long boxes;

    /** A frame of an epoch; another epoch than before forgets all. */
    synchronized void detected(String in, long captureMicros, List<Analysis.Found> found) {
        if (!in.equals(epoch)) {
            epoch = in;
            frames = 0;
            boxes = 0;
        }
        int slot = (int) (frames % FRAMES);
        times[slot] = captureMicros;
        firstBox[slot] = boxes;
        frames++;
        for (int i = 0; i < found.size(); i++) {
            DetectedBoxes of = found.get(i).boxes();
            List<String> names = found.get(i).version().labels();
            for (int box = 0; box < of.count(); box++) {
                int at = box((float) of.x1(box), (float) of.y1(box), (float) of.x2(box), (float) of.y2(box));
                scores[at] = (float) of.score(box);
                labels[at] = names.get(of.label(box));
                trackers[at] = null;
            }
        }
    }

    /** Tracks of that frame that it shows. */
    synchronized void tracked(String tracker, Tracks seen) {
        for (int i = 0; i < seen.size(); i++) {
            if (seen.seen(i)) {
                int at = box(seen.x1(i), seen.y1(i), seen.x2(i), seen.y2(i));
                scores[at] = seen.score(i);
                tracks[at] = seen.id(i);
                labels[at] = null;
                trackers[at] = tracker;
            }
        }
    }

    private int box(float left, float top, float right, float bottom) {
        int at = (int) (boxes++ % BOXES);
        x1[at] = left;
        y1[at] = top;
        x2[at] = right;
        y2[at] = bottom;
        return at;
    }

    /**
     * The frame that shows a track best: the largest product of score and area; the newest of equals.
     *
     * @param since capture time before which frames are no longer to be had
     */
    synchronized OptionalLong best(String of, String tracker, long track, long since) {
        OptionalLong best = OptionalLong.empty();
        float most = -1;
        for (long frame = oldest(of); frame < frames; frame++) {
            for (long number = begin(frame); number < end(frame); number++) {
                int at = (int) (number % BOXES);
                float value = scores[at] * (x2[at] - x1[at]) * (y2[at] - y1[at]);
                boolean its = tracker.equals(trackers[at]) && tracks[at] == track;
                if (its && value >= most && times[(int) (frame % FRAMES)] >= since) {
                    most = value;
                    best = OptionalLong.of(times[(int) (frame % FRAMES)]);
                }
            }
        }
        return best;
    }

    /** What was detected in exactly that frame, of these classes; empty where that is not known. */
    synchronized Optional<List<Area>> detections(String of, long captureMicros, Collection<String> classes) {
        for (long frame = oldest(of); frame < frames; frame++) {
            if (times[(int) (frame % FRAMES)] == captureMicros) {
                List<Area> areas = new ArrayList<>();
                for (long number = begin(frame); number < end(frame); number++) {
                    int at = (int) (number % BOXES);
                    String label = labels[at];
                    if (label != null && classes.contains(label)) {
                        areas.add(new Area(x1[at], y1[at], x2[at], y2[at]));
                    }
                }
                return Optional.of(areas);
            }
        }
        return Optional.empty();
    }

    /** The first frame all of whose boxes are still there; beyond the newest when there is none. */
    private long oldest(String of) {
        if (!of.equals(epoch)) {
            return frames;
        }
        long frame = Math.max(0, frames - FRAMES);
        while (frame < frames && begin(frame) < boxes - BOXES) {
            frame++;
        }
        return frame;
    }

    private long begin(long frame) {
        return firstBox[(int) (frame % FRAMES)];
    }

    private long end(long frame) {
        return frame + 1 < frames ? begin(frame + 1) : boxes;
    }
}
