package io.aegisvision.dataplane.bench.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Detections to track, and the truth where it is known, in a folder of its own: {@code det.txt}, {@code gt.txt}; and
 * {@code times.txt} with a frame's microseconds a line where they are not evenly apart.
 *
 * @param name of the sequence
 * @param folder where its files are
 * @param frames their number
 * @param width of the picture
 * @param height of the picture
 * @param rate of these frames, a second; their mean where there is a times.txt
 * @param hasTruth whether there is a gt.txt
 * @param fresh whether it is made of a seed that nobody knew before
 */
record Sequence(
        String name, Path folder, int frames, int width, int height, double rate, boolean hasTruth, boolean fresh) {
    Path detections() {
        return folder.resolve("det.txt");
    }

    List<Box> truth() throws IOException {
        return MotFile.read(folder.resolve("gt.txt"));
    }

    static Sequence generated(Path folder, int objects, long seed, boolean fresh) throws IOException {
        GeneratedScene scene = GeneratedScene.of(objects, 600, seed);
        String name = objects + " objects" + (fresh ? ", fresh seed" : "");
        Path to = folder.resolve((fresh ? "fresh-" : "generated-") + objects);
        return write(
                name,
                to,
                scene.detections(),
                scene.truth(),
                scene.frames(),
                GeneratedScene.WIDTH,
                GeneratedScene.HEIGHT,
                GeneratedScene.FRAMES_PER_SECOND,
                fresh);
    }

    private static Sequence write(
            String name,
            Path to,
            List<Box> detections,
            List<Box> truth,
            int frames,
            int width,
            int height,
            double rate,
            boolean fresh)
            throws IOException {
        MotFile.write(to.resolve("det.txt"), detections);
        if (!truth.isEmpty()) {
            MotFile.write(to.resolve("gt.txt"), truth);
        }
        return new Sequence(name, to, frames, width, height, rate, !truth.isEmpty(), fresh);
    }

    /** YOLOX detections of a real video, as ByteTrack-cpp publishes them. */
    static Sequence palace(Path folder, Path json) throws IOException {
        List<Box> detections = new ArrayList<>();
        int frames = 0;
        for (JsonNode each : new ObjectMapper().readTree(json.toFile()).path("results")) {
            int frame = each.path("frame_id").asInt() + 1;
            frames = Math.max(frames, frame);
            detections.add(new Box(
                    frame,
                    -1,
                    each.path("x").asDouble(),
                    each.path("y").asDouble(),
                    each.path("width").asDouble(),
                    each.path("height").asDouble(),
                    each.path("prob").asDouble()));
        }
        return write("palace", folder.resolve("palace"), detections, List.of(), frames, 1280, 720, 30, false);
    }

    /** FRCNN detections of a MOT15 sequence from a checkout of SORT, with the truth where there is a file of it. */
    static Sequence mot15(Path folder, Path sort, String name, int width, int height, double rate, Path truth)
            throws IOException {
        List<Box> detections = MotFile.read(sort.resolve("data/train/" + name + "/det/det.txt"));
        List<Box> objects = Files.exists(truth) ? MotFile.read(truth) : List.of();
        int frames = Math.max(last(detections), last(objects));
        return write(name, folder.resolve(name), detections, objects, frames, width, height, rate, false);
    }

    private static int last(List<Box> boxes) {
        return boxes.stream().mapToInt(Box::frame).max().orElse(0);
    }

    /** Every n-th frame of it, numbered anew. */
    Sequence every(int step) throws IOException {
        return sampled(
                name,
                "-" + step,
                step,
                IntStream.rangeClosed(1, frames)
                        .filter(frame -> (frame - 1) % step == 0)
                        .boxed()
                        .toList());
    }

    /** One of n frames of it on average, any: as where a cell takes the newest frame whenever it has time. */
    Sequence irregular(int step, long seed) throws IOException {
        Random random = new Random(seed);
        List<Integer> kept = IntStream.rangeClosed(1, frames)
                .filter(frame -> random.nextInt(step) == 0)
                .boxed()
                .toList();
        Sequence sampled = sampled(name + ", irregular", "-irregular-" + step, step, kept);
        Files.write(
                sampled.folder.resolve("times.txt"),
                kept.stream()
                        .map(frame -> String.valueOf(Math.round(frame * 1e6 / rate)))
                        .toList());
        return sampled;
    }

    private Sequence sampled(String newName, String suffix, int step, List<Integer> kept) throws IOException {
        Map<Integer, Integer> numbers = new HashMap<>();
        kept.forEach(frame -> numbers.put(frame, numbers.size() + 1));
        return write(
                newName,
                folder.resolveSibling(folder.getFileName() + suffix),
                numbered(MotFile.read(detections()), numbers),
                numbered(truth(), numbers),
                kept.size(),
                width,
                height,
                rate / step,
                fresh);
    }

    private static List<Box> numbered(List<Box> boxes, Map<Integer, Integer> numbers) {
        return boxes.stream()
                .filter(box -> numbers.containsKey(box.frame()))
                .map(box -> new Box(
                        numbers.getOrDefault(box.frame(), 0),
                        box.id(),
                        box.left(),
                        box.top(),
                        box.width(),
                        box.height(),
                        box.score()))
                .toList();
    }
}
