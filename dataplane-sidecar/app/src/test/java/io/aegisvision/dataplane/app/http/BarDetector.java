package io.aegisvision.dataplane.app.http;

import io.aegisvision.contract.Artifact;
import io.aegisvision.contract.ModelVersion;
import io.aegisvision.dataplane.app.detect.DetectedBoxes;
import io.aegisvision.dataplane.app.detect.Detector;
import io.aegisvision.dataplane.video.Picture;
import io.aegisvision.dataplane.video.RgbImage;
import java.util.List;

/** Finds the bright bar of a test clip where the decoded picture shows it; at its edge it may be in two pieces. */
final class BarDetector implements Detector {
    static final ModelVersion VERSION = new ModelVersion(
            "bars",
            "v1",
            "sha256:" + "0".repeat(64),
            new Artifact("oci://registry.example/bars", "sha256:" + "1".repeat(64), null, null),
            List.of("bar"),
            new ModelVersion.Input(
                    "images",
                    320,
                    192,
                    ModelVersion.Layout.NHWC,
                    ModelVersion.DataType.UINT8,
                    ModelVersion.Normalization.None,
                    false),
            new ModelVersion.Output("boxes", "scores", "labels", 35, 50));
    /** Upper and lower edge of what it finds: the bar reaches from top to bottom, and a frame of its own is seen better. */
    static final double TOP = 0.25;

    static final double BOTTOM = 0.75;
    private static final int BRIGHT = 170;

    private final DetectedBoxes[] slots = new DetectedBoxes[16];
    private int next;

    BarDetector() {
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new DetectedBoxes();
        }
    }

    @Override
    public ModelVersion version() {
        return VERSION;
    }

    @Override
    public int load(Picture picture) {
        int slot = next++ % slots.length;
        slots[slot].clear();
        RgbImage image = picture.toRgb();
        int row = image.height() / 2 * image.width();
        int from = -1;
        for (int x = 0; x <= image.width(); x++) {
            boolean bright = x < image.width() && (image.rgb()[(row + x) * 3] & 0xff) > BRIGHT;
            if (bright && from < 0) {
                from = x;
            } else if (!bright && from >= 0) {
                slots[slot].add((double) from / image.width(), TOP, (double) x / image.width(), BOTTOM, 0.9, 0);
                from = -1;
            }
        }
        return slot;
    }

    @Override
    public void drop(int slot) {}

    @Override
    public void infer(int slot, Answer answer) {
        answer.done(1000);
    }

    @Override
    public void read(int slot, DetectedBoxes into) {
        into.copyOf(slots[slot]);
    }

    @Override
    public void release(int slot) {}

    @Override
    public void retire() {}
}
