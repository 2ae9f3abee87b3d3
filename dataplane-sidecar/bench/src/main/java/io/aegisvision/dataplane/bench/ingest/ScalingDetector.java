package io.aegisvision.dataplane.bench.ingest;

import io.aegisvision.contract.ModelVersion;
import io.aegisvision.dataplane.app.detect.DetectedBoxes;
import io.aegisvision.dataplane.app.detect.Detector;
import io.aegisvision.dataplane.video.FrameScaler;
import io.aegisvision.dataplane.video.Picture;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A detector that scales each frame into a tensor, as every detector does, and finds nothing, at once. One stream's. */
final class ScalingDetector implements Detector {
    private final ModelVersion version;
    private final FrameScaler scaler;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment tensor;
    private volatile int frames;

    ScalingDetector(ModelVersion version) {
        this.version = version;
        this.scaler = new FrameScaler(version.input());
        this.tensor = arena.allocate(scaler.tensorBytes(), 64);
    }

    /** Frames so far. */
    int frames() {
        return frames;
    }

    @Override
    public ModelVersion version() {
        return version;
    }

    @Override
    public int load(Picture picture) {
        scaler.scale(picture, tensor);
        return 0;
    }

    @Override
    public void drop(int slot) {}

    @Override
    public void infer(int slot, Answer answer) {
        int now = frames;
        frames = now + 1;
        answer.done(1);
    }

    @Override
    public void read(int slot, DetectedBoxes into) {
        into.clear();
    }

    @Override
    public void release(int slot) {}

    @Override
    public void retire() {
        scaler.close();
        arena.close();
    }
}
