package io.aegisvision.dataplane.app.detect;

import io.aegisvision.contract.ModelVersion;
import io.aegisvision.dataplane.video.FrameMapping;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Reads a version's output tensors from a slot: boxes x1, y1, x2, y2 in pixels of the input (float32), scores
 * (float32), labels (int32 or int64), row by row. Rows below the least score, of an unknown class, or without an area
 * are left out.
 */
final class OutputReader {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    private final double leastScore;
    private final double mostOverlap;
    private final int classes;

    OutputReader(ModelVersion version) {
        leastScore = version.output().minScorePercent() / 100.0;
        mostOverlap = version.output().nmsIouPercent() / 100.0;
        classes = version.labels().size();
    }

    /**
     * @param rows of each tensor
     * @param wideLabels whether labels are int64
     */
    void read(
            MemorySegment boxes,
            MemorySegment scores,
            MemorySegment labels,
            int rows,
            boolean wideLabels,
            FrameMapping mapping,
            DetectedBoxes into) {
        into.clear();
        for (int row = 0; row < rows; row++) {
            double score = scores.get(FLOAT, 4L * row);
            long label = wideLabels ? labels.get(LONG, 8L * row) : labels.get(INT, 4L * row);
            if (!(score >= leastScore) || label < 0 || label >= classes) { // not: a score that is no number
                continue;
            }
            double x1 = mapping.displayX(boxes.get(FLOAT, 16L * row));
            double y1 = mapping.displayY(boxes.get(FLOAT, 16L * row + 4));
            double x2 = mapping.displayX(boxes.get(FLOAT, 16L * row + 8));
            double y2 = mapping.displayY(boxes.get(FLOAT, 16L * row + 12));
            if (x2 > x1 && y2 > y1) {
                into.add(x1, y1, x2, y2, Math.min(score, 1), (int) label);
            }
        }
        into.suppress(mostOverlap);
    }
}
