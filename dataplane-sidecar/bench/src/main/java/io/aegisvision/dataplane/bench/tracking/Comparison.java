package io.aegisvision.dataplane.bench.tracking;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The truth of a sequence beside what a tracker said: a list of frames, with ids numbered from 0 in the order in which
 * they come, and the overlap of each pair.
 */
final class Comparison {
    /**
     * One frame.
     *
     * @param truths numbers of the objects there
     * @param tracks numbers of the tracks there
     * @param overlap by place in {@code truths} and {@code tracks}
     */
    record Frame(int[] truths, int[] tracks, double[][] overlap) {}

    final List<Frame> frames = new ArrayList<>();
    final int truths;
    final int tracks;
    final int truthBoxes;
    final int trackBoxes;

    /** @param frameCount frames from 1 to this are compared */
    Comparison(List<Box> truth, List<Box> tracked, int frameCount) {
        Map<Long, Integer> truthIds = new HashMap<>();
        Map<Long, Integer> trackIds = new HashMap<>();
        Map<Integer, List<Box>> truthOf = byFrame(truth);
        Map<Integer, List<Box>> tracksOf = byFrame(tracked);
        int truthCount = 0;
        int trackCount = 0;
        for (int number = 1; number <= frameCount; number++) {
            List<Box> theirs = truthOf.getOrDefault(number, List.of());
            List<Box> ours = tracksOf.getOrDefault(number, List.of());
            double[][] overlap = new double[theirs.size()][ours.size()];
            for (int i = 0; i < theirs.size(); i++) {
                for (int j = 0; j < ours.size(); j++) {
                    overlap[i][j] = theirs.get(i).overlap(ours.get(j));
                }
            }
            frames.add(new Frame(numbers(theirs, truthIds), numbers(ours, trackIds), overlap));
            truthCount += theirs.size();
            trackCount += ours.size();
        }
        truths = truthIds.size();
        tracks = trackIds.size();
        truthBoxes = truthCount;
        trackBoxes = trackCount;
    }

    private static Map<Integer, List<Box>> byFrame(List<Box> boxes) {
        Map<Integer, List<Box>> frames = new HashMap<>();
        for (Box box : boxes) {
            frames.computeIfAbsent(box.frame(), any -> new ArrayList<>()).add(box);
        }
        return frames;
    }

    private static int[] numbers(List<Box> boxes, Map<Long, Integer> known) {
        return boxes.stream()
                .mapToInt(box -> known.computeIfAbsent(box.id(), any -> known.size()))
                .toArray();
    }
}
