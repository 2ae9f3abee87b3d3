package io.aegisvision.dataplane.bench.inference;

import io.aegisvision.contract.ModelVersion;
import io.aegisvision.dataplane.app.detect.DetectedBoxes;
import io.aegisvision.dataplane.app.detect.Detector;
import io.aegisvision.dataplane.video.Picture;
import java.util.Arrays;

/** Another detector, and how old its frames were when they were read: from decoded on. */
final class AgedDetector implements Detector {
    private final Detector of;
    private final long[] loadedAt;
    private long[] ages = new long[1 << 14];
    private int count;

    AgedDetector(Detector of, int slots) {
        this.of = of;
        this.loadedAt = new long[slots];
    }

    /** Ages since the last time it was asked, nanoseconds. */
    synchronized long[] ages() {
        long[] taken = Arrays.copyOf(ages, count);
        count = 0;
        return taken;
    }

    @Override
    public ModelVersion version() {
        return of.version();
    }

    @Override
    public int load(Picture picture) {
        long decoded = System.nanoTime();
        int slot = of.load(picture);
        if (slot >= 0) {
            synchronized (this) {
                loadedAt[slot] = decoded;
            }
        }
        return slot;
    }

    @Override
    public void drop(int slot) {
        of.drop(slot);
    }

    @Override
    public void infer(int slot, Answer answer) {
        of.infer(slot, answer);
    }

    @Override
    public void read(int slot, DetectedBoxes into) {
        of.read(slot, into);
        synchronized (this) {
            if (count == ages.length) {
                ages = Arrays.copyOf(ages, 2 * count);
            }
            ages[count++] = System.nanoTime() - loadedAt[slot];
        }
    }

    @Override
    public void release(int slot) {
        of.release(slot);
    }

    @Override
    public void retire() {
        of.retire();
    }
}
