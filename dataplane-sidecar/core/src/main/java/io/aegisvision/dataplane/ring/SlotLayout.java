package io.aegisvision.dataplane.ring;

/**
 * Where the areas of each slot lie: an input area, then an output area, both starting on a page.
 *
 * @param slots 1..1024
 * @param inputBytes of one input tensor
 * @param outputBytes of all output tensors together; 0 if outputs do not come by shared memory
 */
public record SlotLayout(int slots, long inputBytes, long outputBytes) {
    /** Alignment of every area. */
    public static final int PAGE = 4096;

    private static final int MOST_SLOTS = 1024;

    public SlotLayout {
        if (slots < 1 || slots > MOST_SLOTS || inputBytes < 1 || outputBytes < 0) {
            throw new IllegalArgumentException(
                    "slots " + slots + ", input bytes " + inputBytes + ", output bytes " + outputBytes);
        }
    }

    private static long pages(long bytes) {
        return (bytes + PAGE - 1) / PAGE * PAGE;
    }

    /** Offset in the region of the slot's input. */
    public long inputOffset(int slot) {
        return slot * (pages(inputBytes) + pages(outputBytes));
    }

    /** Offset in the region of the slot's outputs. */
    public long outputOffset(int slot) {
        return inputOffset(slot) + pages(inputBytes);
    }

    /** Size of the region. */
    public long totalBytes() {
        return inputOffset(slots);
    }
}
