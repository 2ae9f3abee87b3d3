package io.aegisvision.dataplane.bench.clocks;

import io.aegisvision.contract.ModelVersion;
import io.aegisvision.dataplane.app.detect.DetectedBoxes;
import io.aegisvision.dataplane.app.detect.Detector;
import io.aegisvision.dataplane.testkit.TimeCode;
import io.aegisvision.dataplane.video.FrameScaler;
import io.aegisvision.dataplane.video.Picture;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * In the place of a model: scales each picture as for one, reads its time code, and answers at once with the bar as the
 * only object.
 */
final class CodeDetector implements Detector {
    private static final int SLOTS = 8;

    private final ModelVersion version;
    private final CodedStreet.Seen seen;
    private final FrameScaler scaler;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment[] pixels = new MemorySegment[SLOTS];
    private int next;

    CodeDetector(ModelVersion version, CodedStreet.Seen seen) {
        this.version = version;
        this.seen = seen;
        this.scaler = new FrameScaler(version.input());
        for (int i = 0; i < SLOTS; i++) {
            pixels[i] = arena.allocate(scaler.tensorBytes(), 64);
        }
    }

    @Override
    public ModelVersion version() {
        return version;
    }

    /** Brightness of a place in a slot; the picture fills its width, bars above and below where it is flatter. */
    private int brightness(int slot, double x, double y) {
        int width = version.input().width();
        int column = Math.min(width - 1, (int) (x * width));
        int row = Math.min(
                version.input().height() - 1, (int) (y * version.input().height()));
        return pixels[slot].get(ValueLayout.JAVA_BYTE, 3L * (row * width + column)) & 0xff;
    }

    @Override
    public int load(Picture picture) {
        long decoded = System.nanoTime();
        int slot = next;
        next = (next + 1) % SLOTS;
        scaler.scale(picture, pixels[slot]);
        seen.scaled(TimeCode.read((x, y) -> brightness(slot, x, y)), decoded);
        return slot;
    }

    @Override
    public void drop(int slot) {
        // slots are taken in turn: more than a stream ever holds
    }

    @Override
    public void infer(int slot, Answer answer) {
        answer.done(1);
    }

    @Override
    public void read(int slot, DetectedBoxes into) {
        into.clear();
        double left =
                TimeCode.bar((x, y) -> brightness(slot, x, y), version.input().width());
        if (left >= 0) {
            into.add(left, 0.2, Math.min(1, left + 1 / 8.0), 0.95, 0.9, 0);
        }
    }

    @Override
    public void release(int slot) {
        // as with drop
    }

    @Override
    public void retire() {
        // with the process
    }
}
