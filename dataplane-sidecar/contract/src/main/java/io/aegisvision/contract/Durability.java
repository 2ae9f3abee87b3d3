package io.aegisvision.contract;

/**
 * When an event that waits for a sink is on the device.
 *
 * @param policy which
 * @param everyMillis time between two flushes with {@link Policy#FsyncEvery}, at least 1; else of no meaning
 */
public record Durability(Policy policy, long everyMillis) {
    /** Before anything reads it: no crash loses it. */
    public static final Durability FSYNC = new Durability(Policy.Fsync, 100);

    /** Which. */
    public enum Policy {
        /** Before it is sent, and before the frame counts as processed. */
        Fsync,
        /** Within some time; a power failure loses at most what was decided in that time and not delivered. */
        FsyncEvery,
        /** When the kernel likes, which is half a minute as Linux is set by default, and before a new segment begins. */
        None
    }

    public Durability {
        if (everyMillis < 1) {
            throw new IllegalArgumentException("a flush every " + everyMillis + " ms");
        }
    }
}
