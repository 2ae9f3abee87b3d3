package io.aegisvision.dataplane.app.trial;

import io.aegisvision.dataplane.app.detect.Box;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The manifest of a set of labelled clips ({@code manifest.json} of the artifact).
 *
 * @param labels class names
 * @param width of the pixel grid of the truths
 * @param height of it
 * @param fps frames per second of the clips
 */
record Clips(List<String> labels, int width, int height, int fps, List<Clip> clips) {

    /**
     * One clip.
     *
     * @param digest {@code sha256:<hex>} of the file's bytes
     * @param file name within {@code clips.zip}
     * @param source group; no group may hold more than half of a trial's units
     * @param seed of its scene, for people
     * @param frames number of frames
     * @param truth per frame
     */
    record Clip(String digest, String file, String source, long seed, int frames, List<List<Truth>> truth) {}

    /** A labelled box; {@code ignore}: a detection of it is neither right nor wrong. */
    record Truth(String label, double[] box, boolean ignore) {
        Box asBox() {
            return new Box(label, box[0], box[1], box[2], box[3], 1);
        }
    }

    /** What is wrong with it, in words, or an empty text. */
    String problem() {
        if (clips == null || clips.isEmpty()) {
            return "the manifest names no clip";
        }
        if (width <= 0 || height <= 0) {
            return "the manifest has no size of frames";
        }
        for (Clip clip : clips) {
            if (clip.digest() == null || clip.file() == null || clip.source() == null || clip.truth() == null) {
                return "a clip lacks digest, file, source or truth";
            }
            if (clip.truth().size() != clip.frames()) {
                return clip.file() + ": truth of " + clip.truth().size() + " frames for " + clip.frames();
            }
        }
        long distinct = clips.stream().map(Clip::digest).distinct().count();
        return distinct == clips.size() ? "" : (clips.size() - distinct) + " clips are in the set twice";
    }

    /** Clips by source group. */
    Map<String, Integer> perSource() {
        return clips.stream().collect(Collectors.toMap(Clip::source, any -> 1, Integer::sum, TreeMap::new));
    }
}
