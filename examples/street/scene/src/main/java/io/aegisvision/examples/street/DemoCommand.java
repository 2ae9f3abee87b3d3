package io.aegisvision.examples.street;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes a camera's loop: {@code NAME.h264} and {@code NAME.truth.json} with boxes and expected events. */
@Command(name = "demo", description = "A camera's loop as H.264, with its truth and the events it must cause.")
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--seed", required = true, description = "seed of the street, 1..999")
    private long seed;

    @Option(names = "--seconds", defaultValue = "60", description = "length of the loop (default: 60)")
    private int seconds;

    @Option(names = "--out", required = true, description = "folder to write to")
    private Path out = Path.of(".");

    @Option(names = "--name", required = true, description = "name of the files")
    private String name = "";

    @Option(names = "--rules", required = true, description = "zone, line and durations: street-rules.json")
    private Path rulesFile = Path.of("street-rules.json");

    @Override
    public Integer call() throws IOException {
        StreetRules rules = StreetRules.read(rulesFile);
        DemoLoop loop = DemoLoop.find(seed, seconds, rules);
        Files.createDirectories(out);
        int frames = loop.truth().size();
        SceneRenderer renderer = new SceneRenderer();
        try (H264Encoder encoder = H264Encoder.camera(out.resolve(name + ".h264"), DemoLoop.FRAMES_PER_SECOND)) {
            for (int frame = 0; frame < frames; frame++) {
                double at = frame / (double) DemoLoop.FRAMES_PER_SECOND;
                encoder.write(renderer.render(loop.scene(), at, frame).rgb());
            }
        }
        List<List<TruthFiles.DemoBox>> boxes = loop.truth().stream()
                .map(boxesOfFrame ->
                        boxesOfFrame.stream().map(TruthFiles.DemoBox::of).toList())
                .toList();
        TruthFiles.write(
                out.resolve(name + ".truth.json"),
                new TruthFiles.Demo(
                        name,
                        seed,
                        DemoLoop.FRAMES_PER_SECOND,
                        frames,
                        Canvas.WIDTH,
                        Canvas.HEIGHT,
                        Label.texts(),
                        rules,
                        loop.events(),
                        boxes));
        return 0;
    }
}
