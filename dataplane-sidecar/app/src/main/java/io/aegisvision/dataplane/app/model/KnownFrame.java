package io.aegisvision.dataplane.app.model;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.dataplane.app.detect.Box;
import io.aegisvision.dataplane.app.detect.DetectedBoxes;
import io.aegisvision.dataplane.video.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A frame that travels in the model's artifact with the boxes that the model must find in it: proof that what is loaded
 * is what was published, and that the whole path from pixels to boxes works.
 *
 * @param width pixels
 * @param height pixels
 * @param boxes expected, in pixels
 * @param minIou least overlap of a found box with its expected one, 0..1
 */
record KnownFrame(int width, int height, List<Expected> boxes, double minIou) {
    /** Files of the artifact. */
    static final String PIXELS = "warmup.rgb";

    static final String TRUTH = "warmup.json";

    /** Whoever publishes may say more in the file, for example at which score the boxes were found. */
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    /** One expected box: left, top, right, bottom. */
    record Expected(String label, double[] box, double score) {
        Box asBox() {
            return new Box(label, box[0], box[1], box[2], box[3], score);
        }
    }

    /** Reads what an artifact holds; null with no readable truth in it. */
    static @Nullable KnownFrame read(Path artifact) throws IOException {
        try {
            KnownFrame frame = JSON.readValue(artifact.resolve(TRUTH).toFile(), KnownFrame.class);
            boolean whole = frame.width > 0
                    && frame.height > 0
                    && frame.boxes != null
                    && !frame.boxes.isEmpty()
                    && frame.boxes.stream()
                            .allMatch(box -> box.label() != null && box.box() != null && box.box().length == 4);
            return whole ? frame : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    /** The picture; null when the file has another size than the truth says. */
    @Nullable
    RgbImage picture(Path artifact) throws IOException {
        byte[] pixels = Files.readAllBytes(artifact.resolve(PIXELS));
        return pixels.length == width * height * 3 ? new RgbImage(width, height, pixels) : null;
    }

    /**
     * What differs from the expected boxes, in words for people, or null when all are found and none besides. Expected
     * boxes below the version's least score do not count.
     */
    @Nullable
    String difference(DetectedBoxes found, ModelVersion version) {
        double least = version.output().minScorePercent() / 100.0;
        List<Expected> wanted =
                boxes.stream().filter(box -> box.score() >= least).toList();
        List<Box> left = new ArrayList<>();
        for (int i = 0; i < found.count(); i++) {
            left.add(new Box(
                    version.labels().get(found.label(i)),
                    found.x1(i) * width,
                    found.y1(i) * height,
                    found.x2(i) * width,
                    found.y2(i) * height,
                    found.score(i)));
        }
        int count = left.size();
        for (Expected expected : wanted) {
            Box best = null;
            for (Box box : left) {
                if (box.label().equals(expected.label())
                        && (best == null || box.overlap(expected.asBox()) > best.overlap(expected.asBox()))) {
                    best = box;
                }
            }
            double overlap = best == null ? 0 : best.overlap(expected.asBox());
            if (best == null || overlap < minIou) {
                return String.format(
                        Locale.ROOT,
                        "the known frame should show %d boxes and shows %d; no %s overlaps an expected one by %.2f (best %.2f)",
                        wanted.size(),
                        count,
                        expected.label(),
                        minIou,
                        overlap);
            }
            left.remove(best);
        }
        return left.isEmpty() ? null : "the known frame should show " + wanted.size() + " boxes and shows " + count;
    }
}
