package io.aegisvision.dataplane.bench.ingest;

import com.sun.management.ThreadMXBean;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.dataplane.app.detect.DetectedBoxes;
import io.aegisvision.dataplane.app.detect.Detector;
import io.aegisvision.dataplane.app.detect.EmbeddedDetector;
import io.aegisvision.dataplane.bench.Quantiles;
import io.aegisvision.dataplane.onnx.OnnxModel;
import io.aegisvision.dataplane.onnx.OnnxProblem;
import io.aegisvision.dataplane.video.Picture;
import io.aegisvision.dataplane.video.RgbImage;
import io.aegisvision.report.Figure;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a model in the process takes: time of a frame, memory of a loaded copy, and what the runtime allocates in Java. */
final class EmbeddedFigures {
    private static final int CALLS = 400;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private EmbeddedFigures() {}

    private static final class Done implements Detector.Answer {
        private long nanos;

        @Override
        public void done(long took) {
            nanos = took;
        }

        @Override
        public void failed(boolean serverGone) {
            throw new IllegalStateException("an inference failed");
        }

        @Override
        public void overdue() {
            throw new IllegalStateException("an inference is overdue");
        }
    }

    static List<Figure> measure(Path file, ModelVersion version, RgbImage image, int rounds)
            throws IOException, OnnxProblem {
        long before = resident();
        List<Double> loads = new ArrayList<>();
        List<Double> medians = new ArrayList<>();
        List<Double> tails = new ArrayList<>();
        List<Double> bytes = new ArrayList<>();
        long held = 0;
        for (int round = 0; round <= rounds; round++) {
            long from = System.nanoTime();
            try (OnnxModel model = OnnxModel.load(file, version);
                    Picture picture = Picture.ofRgb(image)) {
                long loaded = System.nanoTime() - from;
                Detector detector = new EmbeddedDetector(model, Runnable::run, 2, () -> {});
                long[] nanos = calls(detector, picture);
                long allocated = allocated(detector, picture);
                held = Math.max(held, resident() - before);
                detector.retire();
                if (round > 0) { // the first warms up
                    loads.add(loaded / 1e6);
                    Quantiles quantiles = new Quantiles(nanos);
                    medians.add(quantiles.at(.5) / 1e6);
                    tails.add(quantiles.at(.95) / 1e6);
                    bytes.add((double) allocated / CALLS);
                }
            }
        }
        String how = CALLS + " calls, one thread, model street v1 (2.7 MB, 640x360)";
        return List.of(
                Figure.of("embedded: inference p50", "ms", medians, how),
                Figure.of("embedded: inference p95", "ms", tails, how),
                Figure.of("embedded: load of a model", "ms", loads, "from the file to a session"),
                Figure.of(
                        "embedded: memory of the runtime and a loaded model",
                        "MB",
                        List.of(held / 1e6),
                        "resident set after calls less before the runtime was loaded, the JVM's own growth included"),
                Figure.of(
                        "embedded: Java bytes allocated per frame",
                        "B",
                        bytes,
                        "scaling, inference and reading; all of it the runtime's binding"));
    }

    private static long[] calls(Detector detector, Picture picture) {
        long[] nanos = new long[CALLS];
        DetectedBoxes found = new DetectedBoxes();
        Done done = new Done();
        for (int i = 0; i < CALLS; i++) {
            call(detector, picture, found, done);
            nanos[i] = done.nanos;
        }
        if (found.count() == 0) {
            throw new IllegalStateException("the known frame shows nothing");
        }
        return nanos;
    }

    private static void call(Detector detector, Picture picture, DetectedBoxes found, Done done) {
        int slot = detector.load(picture);
        detector.infer(slot, done);
        detector.read(slot, found);
        detector.release(slot);
    }

    private static long allocated(Detector detector, Picture picture) {
        DetectedBoxes found = new DetectedBoxes();
        Done done = new Done();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CALLS; i++) {
            call(detector, picture, found, done);
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static long resident() throws IOException {
        System.gc(); // else the heap's growth would count as the runtime's
        String status = Files.readString(Path.of("/proc/self/status"));
        String line = status.lines()
                .filter(text -> text.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
    }
}
