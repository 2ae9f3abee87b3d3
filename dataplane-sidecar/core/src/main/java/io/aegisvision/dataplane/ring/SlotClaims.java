package io.aegisvision.dataplane.ring;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Who may touch each slot of a ring, without the memory itself. A slot that anyone may read is never rewritten: only a
 * free slot can be acquired, and a slot becomes free only after the last pin, and after the server answered or died.
 *
 * <p>What is written to a slot's memory between {@link #acquire} and {@link #publish} is seen by whoever pins it
 * afterwards. Generations are 64-bit and never repeat within a ring. All methods may be called from any thread and none
 * blocks or allocates, but for the exception of a caller that breaks the order of {@link SlotState}.
 */
public final class SlotClaims {
    /** Generation of a slot that holds no frame. */
    public static final long NO_GENERATION = 0;

    private static final int STATE_BITS = 3;
    private static final long STATE_MASK = (1 << STATE_BITS) - 1;
    private static final long ONE_PIN = 1 << STATE_BITS;
    private static final int TAG_SHIFT = 32;
    private static final long TAG_MASK = (1L << TAG_SHIFT) - 1;
    private static final long PINS_MASK = TAG_MASK & ~STATE_MASK;
    private static final SlotState[] STATES = SlotState.values();

    /** From the lowest bit: state, number of pins, and in the upper half the low half of the generation. */
    private final AtomicLongArray words;

    private final AtomicLongArray generations;
    private final AtomicLong lastGeneration = new AtomicLong();
    private final AtomicLong published = new AtomicLong();
    private final AtomicLong full = new AtomicLong();
    private final AtomicLong stale = new AtomicLong();
    private final AtomicLong quarantines = new AtomicLong();

    /** All of them free. */
    public SlotClaims(int slots) {
        words = new AtomicLongArray(slots);
        generations = new AtomicLongArray(slots);
    }

    /** State of a slot at this moment. */
    public SlotState state(int slot) {
        return STATES[(int) (words.get(slot) & STATE_MASK)];
    }

    /** Generation in a slot, or {@link #NO_GENERATION}. */
    public long generation(int slot) {
        return generations.get(slot);
    }

    /** A slot to write, its generation invalid from here on; -1 and counted when none is free. */
    public int acquire() {
        for (int slot = 0; slot < words.length(); slot++) {
            if (words.compareAndSet(slot, SlotState.FREE.ordinal(), SlotState.WRITING.ordinal())) {
                return slot;
            }
        }
        full.getAndIncrement();
        return -1;
    }

    /** The frame is written. Gives its generation, above all earlier ones. */
    public long publish(int slot) {
        long generation = lastGeneration.incrementAndGet();
        require(slot, state(slot) == SlotState.WRITING, "publish");
        generations.set(slot, generation);
        words.set(slot, generation << TAG_SHIFT | SlotState.PUBLISHED.ordinal());
        published.getAndIncrement();
        return generation;
    }

    /** The frame was not written after all. */
    public void abandon(int slot) {
        require(slot, state(slot) == SlotState.WRITING, "abandon");
        words.set(slot, SlotState.FREE.ordinal());
    }

    /** Keeps the frame for one more reader; false and counted as stale when the slot does not hold it any more. */
    public boolean pin(int slot, long generation) {
        while (true) {
            long seen = words.get(slot);
            int state = (int) (seen & STATE_MASK);
            if (generations.get(slot) != generation
                    || seen >>> TAG_SHIFT != (generation & TAG_MASK)
                    || (state != SlotState.PUBLISHED.ordinal() && state != SlotState.PINNED.ordinal())) {
                stale.getAndIncrement();
                return false;
            }
            // the tag is part of the word: the exchange fails when the slot was rewritten since it was looked at
            if (words.compareAndSet(slot, seen, (seen & ~STATE_MASK) + ONE_PIN | SlotState.PINNED.ordinal())) {
                return true;
            }
        }
    }

    /** One reader less; with the last the frame is as it was after {@link #publish}, or the slot free if it is leaving. */
    public void unpin(int slot) {
        while (true) {
            long seen = words.get(slot);
            int state = (int) (seen & STATE_MASK);
            require(slot, pins(seen) > 0, "unpin");
            long next = seen - ONE_PIN;
            boolean last = pins(next) == 0;
            if (last && state == SlotState.PINNED.ordinal()) {
                next = next & ~STATE_MASK | SlotState.PUBLISHED.ordinal();
            } else if (last && state == SlotState.LEAVING.ordinal()) {
                next = SlotState.WRITING.ordinal();
            }
            if (words.compareAndSet(slot, seen, next)) {
                if (next == SlotState.WRITING.ordinal()) {
                    free(slot);
                }
                return;
            }
        }
    }

    /** The frame is done with; only a published slot without pins can be released. */
    public void release(int slot) {
        require(slot, tryRelease(slot), "release");
    }

    /** {@link #release}, or false and nothing done where somebody has it pinned. */
    public boolean tryRelease(int slot) {
        long seen = words.get(slot);
        if ((seen & STATE_MASK) != SlotState.PUBLISHED.ordinal()
                || !words.compareAndSet(slot, seen, SlotState.WRITING.ordinal())) {
            return false;
        }
        free(slot);
        return true;
    }

    /** The slot is ours alone, as a writer's: its generation goes before anyone can acquire it. */
    private void free(int slot) {
        generations.set(slot, NO_GENERATION);
        words.set(slot, SlotState.FREE.ordinal());
    }

    /**
     * The request that holds a pin ran out of time, and the server may still touch the slot: nobody pins it from here
     * on, and it stays taken until {@link #endQuarantine}. The request's own pin is used up.
     */
    public void quarantine(int slot) {
        while (true) {
            long seen = words.get(slot);
            require(slot, (seen & STATE_MASK) == SlotState.PINNED.ordinal(), "quarantine");
            if (words.compareAndSet(slot, seen, (seen & ~STATE_MASK) - ONE_PIN | SlotState.QUARANTINED.ordinal())) {
                quarantines.getAndIncrement();
                return;
            }
        }
    }

    /**
     * The server answered, whatever it said, or is gone and its mappings with it: the slot is free, or will be with its
     * last reader. False and nothing done when it is not in quarantine.
     */
    public boolean endQuarantine(int slot) {
        while (true) {
            long seen = words.get(slot);
            if ((seen & STATE_MASK) != SlotState.QUARANTINED.ordinal()) {
                return false;
            }
            boolean unread = pins(seen) == 0;
            long next = unread ? SlotState.WRITING.ordinal() : seen & ~STATE_MASK | SlotState.LEAVING.ordinal();
            if (words.compareAndSet(slot, seen, next)) {
                if (unread) {
                    free(slot);
                }
                return true;
            }
        }
    }

    private static long pins(long word) {
        return (word & PINS_MASK) >>> STATE_BITS;
    }

    private void require(int slot, boolean holds, String act) {
        if (!holds) {
            throw new IllegalStateException("slot " + slot + " is " + state(slot) + ": no " + act);
        }
    }

    /** Counters and the present words. */
    public RingCounts counts() {
        int[] by = new int[STATES.length];
        for (int slot = 0; slot < words.length(); slot++) {
            by[(int) (words.get(slot) & STATE_MASK)]++;
        }
        return new RingCounts(
                published.get(),
                full.get(),
                stale.get(),
                quarantines.get(),
                by[SlotState.FREE.ordinal()],
                by[SlotState.WRITING.ordinal()],
                by[SlotState.PUBLISHED.ordinal()],
                by[SlotState.PINNED.ordinal()] + by[SlotState.LEAVING.ordinal()],
                by[SlotState.QUARANTINED.ordinal()]);
    }
}
