package io.aegisvision.examples.street;

import io.aegisvision.examples.street.GoldenClips.Footage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes a set of golden clips: MP4 files named by their digest, and {@code manifest.json}. */
@Command(name = "clips", description = "Labelled golden clips with their manifest.")
final class ClipsCommand implements Callable<Integer> {
    @Option(names = "--seed", defaultValue = "0", description = "which set, 0..4 (default: 0)")
    private long set;

    @Option(names = "--count", defaultValue = "320", description = "number of clips (default: 320)")
    private int count;

    @Option(names = "--out", required = true, description = "folder to write to")
    private Path out = Path.of(".");

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        Files.createDirectories(out);
        int workers = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 8);
        List<TruthFiles.Clip> clips = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
            List<Future<List<TruthFiles.Clip>>> parts = new ArrayList<>();
            for (int worker = 0; worker < workers; worker++) {
                int first = worker * count / workers;
                int end = (worker + 1) * count / workers;
                parts.add(pool.submit(() -> record(first, end)));
            }
            for (Future<List<TruthFiles.Clip>> part : parts) {
                clips.addAll(part.get());
            }
        }
        TruthFiles.write(
                out.resolve("manifest.json"),
                new TruthFiles.Clips(
                        Label.texts(), Canvas.WIDTH, Canvas.HEIGHT, GoldenClips.FRAMES_PER_SECOND, List.copyOf(clips)));
        return 0;
    }

    private List<TruthFiles.Clip> record(int first, int end) throws IOException {
        SceneRenderer renderer = new SceneRenderer();
        List<TruthFiles.Clip> clips = new ArrayList<>();
        for (int index = first; index < end; index++) {
            Footage footage = GoldenClips.shoot(set, index, renderer);
            Path draft = out.resolve("draft-" + index + ".mp4");
            try (H264Encoder encoder = H264Encoder.clip(draft, GoldenClips.FRAMES_PER_SECOND)) {
                for (byte[] frame : footage.frames()) {
                    encoder.write(frame);
                }
            }
            String hex = Artifact.sha256(Files.readAllBytes(draft)).substring("sha256:".length());
            Files.move(draft, out.resolve(hex + ".mp4"), StandardCopyOption.REPLACE_EXISTING);
            clips.add(new TruthFiles.Clip(
                    "sha256:" + hex,
                    hex + ".mp4",
                    "group-" + YardScenes.site(footage.seed()),
                    footage.seed(),
                    GoldenClips.FRAMES,
                    footage.truth().stream()
                            .map(boxes ->
                                    boxes.stream().map(TruthFiles.ClipBox::of).toList())
                            .toList()));
        }
        return clips;
    }
}
