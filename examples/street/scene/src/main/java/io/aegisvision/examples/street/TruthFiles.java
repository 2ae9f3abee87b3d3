package io.aegisvision.examples.street;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The files that stand beside the videos. Boxes are left, top, right, bottom in pixels, rounded to a tenth. */
final class TruthFiles {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TruthFiles() {}

    /** {@code NAME.truth.json} of a camera. */
    record Demo(
            String name,
            long seed,
            int fps,
            int frames,
            int width,
            int height,
            List<String> labels,
            StreetRules rules,
            TruthEvents events,
            List<List<DemoBox>> boxes) {}

    /** An object in a frame; the box is whole, also where it is hidden or outside the frame. */
    record DemoBox(int id, String label, double[] box, double visible) {
        static DemoBox of(TruthBox truth) {
            return new DemoBox(truth.id(), truth.label().text(), tenths(truth.box()), tenths(truth.visible()));
        }
    }

    /** {@code manifest.json} of the golden clips. */
    record Clips(List<String> labels, int width, int height, int fps, List<Clip> clips) {}

    /** A clip: its file's digest, its group, and the truth of each frame. */
    record Clip(String digest, String file, String source, long seed, int frames, List<List<ClipBox>> truth) {}

    /** A labelled box within the frame; where it is to be ignored, a detection of it is neither right nor wrong. */
    record ClipBox(
            String label,
            double[] box,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean ignore) {
        static ClipBox of(TruthBox truth) {
            return new ClipBox(truth.label().text(), tenths(truth.boxInFrame()), !truth.counts());
        }
    }

    /** Reads a {@code manifest.json}. */
    static Clips read(Path manifest) throws IOException {
        return JSON.readValue(manifest.toFile(), Clips.class);
    }

    static void write(Path file, Object content) throws IOException {
        JSON.writeValue(file.toFile(), content);
    }

    private static double[] tenths(double[] values) {
        double[] rounded = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = tenths(values[i]);
        }
        return rounded;
    }

    private static double tenths(double value) {
        return Math.rint(value * 10) / 10;
    }
}
