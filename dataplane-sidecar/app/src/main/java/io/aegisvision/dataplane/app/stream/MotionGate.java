package io.aegisvision.dataplane.app.stream;

import io.aegisvision.contract.Sampling;
import io.aegisvision.dataplane.video.LumaGrid;
import io.aegisvision.dataplane.video.Picture;

/**
 * Says which sampled frames of an epoch need detection: those in which something moved against the newest frame that was
 * detected, all for a while after, one every so often in any case, and those after a frame that was lost on its way.
 *
 * <p>Compared with the newest <em>detected</em> frame, not with the one before, what moves slowly adds up until it is
 * seen. The brightness of the whole picture is taken out, so that a cloud is no motion. Nothing is allocated per frame.
 * One thread.
 */
final class MotionGate {
    private final LumaGrid grid = new LumaGrid();
    private final Sampling.Motion settings;
    private final long step;
    private int[] now = new int[LumaGrid.CELLS];
    private int[] detected = new int[LumaGrid.CELLS];
    private boolean begun;
    private long movedAt;
    private long detectedAt;
    private long lost;

    MotionGate(Sampling.Motion settings) {
        this.settings = settings;
        this.step = Math.max(1, (long) LumaGrid.WHITE * settings.changePercent() / 100);
    }

    /**
     * Whether the frame is to be detected.
     *
     * @param captureMicros later than that of the frame before
     * @param lostFrames frames of the stream that were sampled and lost so far
     */
    boolean opens(Picture picture, long captureMicros, long lostFrames) {
        grid.read(picture, now);
        if (!begun || moved()) {
            movedAt = captureMicros;
        }
        boolean opens = !begun
                || captureMicros - movedAt <= settings.holdMicros()
                || captureMicros - detectedAt >= settings.keepAliveMicros()
                || lostFrames != lost;
        if (opens) {
            begun = true;
            lost = lostFrames;
            detectedAt = captureMicros;
            int[] before = detected;
            detected = now;
            now = before;
        }
        return opens;
    }

    private boolean moved() {
        long sum = 0;
        for (int i = 0; i < LumaGrid.CELLS; i++) {
            sum += now[i] - detected[i];
        }
        long all = sum / LumaGrid.CELLS;
        int cells = 0;
        for (int i = 0; i < LumaGrid.CELLS; i++) {
            if (Math.abs(now[i] - detected[i] - all) >= step) {
                cells++;
            }
        }
        return cells >= settings.minCells();
    }
}
