package io.aegisvision.dataplane.bench.ingest;

import io.aegisvision.contract.Artifact;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.dataplane.app.detect.DetectedBoxes;
import io.aegisvision.dataplane.app.detect.Detector;
import io.aegisvision.dataplane.video.Picture;
import java.util.Arrays;
import java.util.List;

/**
 * A detector that finds nothing, at once, and notes when each frame came. It keeps the newest {@value #MOST}; one
 * stream's decoding thread writes, others read.
 */
final class FrameTimes implements Detector {
    /** The version that it runs. */
    static final ModelVersion VERSION = new ModelVersion(
            "none",
            "v1",
            "sha256:" + "0".repeat(64),
            new Artifact("oci://registry.example/none", "sha256:" + "1".repeat(64), null, null),
            List.of("thing"),
            new ModelVersion.Input(
                    "images",
                    320,
                    192,
                    ModelVersion.Layout.NHWC,
                    ModelVersion.DataType.UINT8,
                    ModelVersion.Normalization.None,
                    false),
            new ModelVersion.Output("boxes", "scores", "labels", 35, 50));

    private static final int MOST = 1 << 16;

    private final long[] nanos = new long[MOST];
    private volatile int count;
    private volatile int width;

    @Override
    public ModelVersion version() {
        return VERSION;
    }

    @Override
    public int load(Picture picture) {
        int at = count;
        nanos[at % MOST] = System.nanoTime();
        width = picture.width();
        count = at + 1;
        return 0;
    }

    @Override
    public void drop(int slot) {}

    @Override
    public void infer(int slot, Answer answer) {
        answer.done(1);
    }

    @Override
    public void read(int slot, DetectedBoxes into) {
        into.clear();
    }

    @Override
    public void release(int slot) {}

    @Override
    public void retire() {}

    /** Frames so far. */
    int count() {
        return count;
    }

    /** Width of the newest, pixels. */
    int width() {
        return width;
    }

    /** When frames came, {@link System#nanoTime}, from one number on up to another. */
    long[] between(int from, int to) {
        if (to - from > MOST) {
            throw new IllegalArgumentException("only the newest " + MOST + " frames are known");
        }
        long[] some = new long[to - from];
        Arrays.setAll(some, i -> nanos[(from + i) % MOST]);
        return some;
    }
}
