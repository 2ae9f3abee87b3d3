package io.aegisvision.dataplane.app.stream;

/**
 * Chooses frames by capture time so that the achieved rate is the target where the source is fast enough: a frame is
 * taken when it is due, and the next is due one period after the last <em>due</em> time, not after the frame. One
 * thread.
 */
final class Pacer {
    /** Jitter of capture times that must not cost a whole frame period. */
    private static final long EARLY_MICROS = 2_000;

    private final long period;
    private long due;
    private boolean begun;

    /** @param periodMicros time between frames that are taken; 0 takes every one */
    Pacer(long periodMicros) {
        this.period = periodMicros;
    }

    /** The next frame is taken whatever its time: times began anew. */
    void restart() {
        begun = false;
    }

    /** From when on a frame is taken next; after the first. */
    long dueMicros() {
        return due;
    }

    /** Whether the frame of this capture time is to be processed. */
    boolean take(long captureMicros) {
        if (!begun) {
            begun = true;
            due = captureMicros + period;
            return true;
        }
        if (captureMicros < due - EARLY_MICROS) {
            return false;
        }
        due += period;
        if (due <= captureMicros) { // the source is slower than the target: owe nothing
            due = captureMicros + period;
        }
        return true;
    }
}
