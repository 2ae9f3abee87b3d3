package io.aegisvision.examples.street;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Writes raw frames and their truth for training: {@code frames.rgb} (u8, frame by frame, RGB, 640x360) and
 * {@code truth.f32} (little-endian float32, per frame 16 rows of id, label index, x1, y1, x2, y2, visible share; unused
 * rows have label -1; boxes are cut to the frame).
 */
@Command(name = "frames", description = "Raw frames and truth of random scenes, for training.")
final class FramesCommand implements Callable<Integer> {
    static final int TRUTH_ROWS = 16;
    static final int TRUTH_COLUMNS = 7;
    private static final double SECONDS_BETWEEN = 0.8;
    private static final double STREET_SECONDS = 60;
    private static final double STREET_SECONDS_BETWEEN = 6.9;

    @Option(names = "--seeds", required = true, description = "first..last, within the training or validation range")
    private String seeds = "";

    @Option(
            names = "--frames-per-scene",
            defaultValue = "4",
            description = "frames of each scene (default: 4, at most 5; of a street 8)")
    private int framesPerScene;

    @Option(names = "--streets", description = "sparse streets as the cameras show them, not crowded yards")
    private boolean streets;

    @Option(names = "--out", required = true, description = "folder to write to")
    private Path out = Path.of(".");

    @Override
    public Integer call() throws IOException {
        String[] ends = seeds.split("\\.\\.");
        long first = Long.parseLong(ends[0]);
        long last = Long.parseLong(ends[1]);
        SeedRanges range = first >= SeedRanges.VALIDATION.first() ? SeedRanges.VALIDATION : SeedRanges.TRAINING;
        range.require(first);
        range.require(last);
        Files.createDirectories(out);
        SceneRenderer renderer = new SceneRenderer();
        try (OutputStream pixels = new BufferedOutputStream(Files.newOutputStream(out.resolve("frames.rgb")), 1 << 20);
                DataOutputStream truth = new DataOutputStream(
                        new BufferedOutputStream(Files.newOutputStream(out.resolve("truth.f32"))))) {
            for (long seed = first; seed <= last; seed++) {
                Scene scene = streets ? StreetDemo.of(seed, STREET_SECONDS, 0) : YardScenes.of(seed, 0);
                for (int frame = 0; frame < framesPerScene; frame++) {
                    double at = streets ? 4 + frame * STREET_SECONDS_BETWEEN : 0.2 + frame * SECONDS_BETWEEN;
                    SceneRenderer.Frame drawn = renderer.render(scene, at, (int) (seed * 31 + frame));
                    pixels.write(drawn.rgb());
                    truth.write(encode(drawn.truth()));
                }
            }
        }
        return 0;
    }

    static byte[] encode(List<TruthBox> boxes) {
        ByteBuffer buffer =
                ByteBuffer.allocate(TRUTH_ROWS * TRUTH_COLUMNS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < TRUTH_ROWS; row++) {
            if (row < boxes.size()) {
                TruthBox box = boxes.get(row);
                buffer.putFloat(box.id()).putFloat(box.label().ordinal());
                for (double side : box.boxInFrame()) {
                    buffer.putFloat((float) side);
                }
                buffer.putFloat((float) box.visible());
            } else {
                buffer.putFloat(0)
                        .putFloat(-1)
                        .putFloat(0)
                        .putFloat(0)
                        .putFloat(0)
                        .putFloat(0)
                        .putFloat(0);
            }
        }
        return buffer.array();
    }
}
