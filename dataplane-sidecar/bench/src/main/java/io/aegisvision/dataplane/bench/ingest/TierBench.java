package io.aegisvision.dataplane.bench.ingest;

import io.aegisvision.contract.Artifact;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.dataplane.app.detect.EmbeddedDetector;
import io.aegisvision.dataplane.bench.FigurePage;
import io.aegisvision.dataplane.onnx.OnnxModel;
import io.aegisvision.dataplane.testkit.Clip;
import io.aegisvision.dataplane.video.RgbImage;
import io.aegisvision.report.Figure;
import io.aegisvision.report.ReportFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what {@code make bench-tiers} reports and writes it, or fails. */
@Command(name = "bench-tiers", description = "Measures what a stream costs by the way its frames are sampled.")
public final class TierBench implements Callable<Integer> {
    private static final int SMALL_BITS = 1_000_000;
    private static final int LARGE_BITS = 4_000_000;

    @Option(names = "--root", required = true, description = "the checkout")
    private Path root = Path.of(".");

    @Option(names = "--video", required = true, description = "the demo's video")
    private Path video = Path.of(".");

    @Option(names = "--rounds", description = "runs of each (default: ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(names = "--seconds", description = "that the videos last (default: ${DEFAULT-VALUE})")
    private int seconds = 24;

    private TierBench() {}

    /** Exit status 0 when everything was measured, 1 when something was not, 2 for bad arguments. */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        System.exit(new CommandLine(new TierBench()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Path models = root.resolve("examples/street/models/v1");
        byte[] known = Files.readAllBytes(models.resolve("warmup.rgb"));
        List<Figure> figures = new ArrayList<>(EmbeddedFigures.measure(
                models.resolve("model.onnx"), version(), new RgbImage(640, 360, known), rounds));
        figures.forEach(figure -> System.out.printf("%-72s %10.3f %s%n", figure.name(), figure.value(), figure.unit()));
        Path folder = Files.createTempDirectory("aegis-tiers");
        List<RgbImage> street = CameraVideo.pictures(video, seconds * Clip.FPS);
        List<RgbImage> empty = Collections.nCopies(seconds * Clip.FPS, street.getFirst());
        TierFigures tiers = new TierFigures(rounds, seconds);
        Path small = CameraVideo.encode(folder.resolve("small.mp4"), street, 640, 360, SMALL_BITS);
        Path large = CameraVideo.encode(folder.resolve("large.mp4"), street, 1920, 1080, LARGE_BITS);
        Path still = CameraVideo.encode(folder.resolve("still.mp4"), empty, 1920, 1080, LARGE_BITS);
        TierFigures.Detectors none = () -> {
            ScalingDetector detector = new ScalingDetector(version());
            return (version, slots) -> detector;
        };
        String chain = "decoding, sampling, scaling, tracking; no inference";
        figures.addAll(tiers.measure("ingest: the demo's street, 640x360", small, chain, none));
        figures.addAll(tiers.measure("ingest: the same street, 1920x1080", large, chain, none));
        try (OnnxModel model = OnnxModel.load(models.resolve("model.onnx"), version())) {
            TierFigures.Detectors embedded =
                    () -> (version, slots) -> new EmbeddedDetector(model, Runnable::run, slots, () -> {});
            String whole = "the same and inference in the process";
            figures.addAll(tiers.measure("whole: the demo's street, 640x360", small, whole, embedded));
            figures.addAll(tiers.measure("whole: the same street, 1920x1080", large, whole, embedded));
            figures.addAll(tiers.measure("whole: a street in which nothing moves, 1920x1080", still, whole, embedded));
        }
        for (Path made : List.of(small, large, still, folder)) {
            Files.delete(made);
        }
        Path file = root.resolve("target/bench/tiers.json");
        ReportFile.writeFigures(file, "make bench-tiers", figures);
        System.out.println("written: " + file);
        FigurePage.write(root, "docs/performance/tiers.md", file, TierWords.TEXT);
        return 0;
    }

    /** The detector of the street example, as its manifest describes it. */
    private static ModelVersion version() {
        return new ModelVersion(
                "street",
                "v1",
                FrameTimes.VERSION.digest(),
                new Artifact("oci://registry.example/models/street", FrameTimes.VERSION.digest(), null, null),
                List.of("person", "car", "forklift"),
                new ModelVersion.Input(
                        "images",
                        640,
                        360,
                        ModelVersion.Layout.NHWC,
                        ModelVersion.DataType.UINT8,
                        ModelVersion.Normalization.None,
                        true),
                new ModelVersion.Output("boxes", "scores", "labels", 35, 50));
    }
}
