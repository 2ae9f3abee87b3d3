package io.aegisvision.dataplane.ring;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The frames of one stream epoch that are in flight: slots of one file in a shared-memory folder, which the inference
 * server maps too. A slot that anyone may read is never rewritten: only a free slot can be acquired, and a slot becomes
 * free only after the last pin, or after the server answered or died. When all are taken the newest frame is dropped
 * ({@link #acquire} gives -1).
 *
 * <p>Generations are 64-bit and never repeat within a ring; the epoch is in the region's name, so that a locator of
 * another epoch names another region. All methods may be called from any thread and none blocks or allocates, except
 * creating and closing. The ring owns the mapping: close it only when the server has unregistered the region.
 */
public final class SlotRing implements AutoCloseable {
    /** Generation of a slot that holds no frame. */
    public static final long NO_GENERATION = 0;

    private static final int STATE_BITS = 3;
    private static final long STATE_MASK = (1 << STATE_BITS) - 1;
    private static final long ONE_PIN = 1 << STATE_BITS;
    private static final int TAG_SHIFT = 32;
    private static final long TAG_MASK = (1L << TAG_SHIFT) - 1;
    private static final long PINS_MASK = TAG_MASK & ~STATE_MASK;
    private static final SlotState[] STATES = SlotState.values();
    private static final int ZEROS = 1 << 20;

    private final String name;
    private final Path file;
    private final SlotLayout layout;
    private final Arena arena;
    private final MemorySegment region;
    private final MemorySegment[] inputs;
    private final MemorySegment[] outputs;
    /** From the lowest bit: state, number of pins, and in the upper half the low half of the generation. */
    private final AtomicLongArray words;

    private final AtomicLongArray generations;
    private final AtomicLong lastGeneration = new AtomicLong();
    private final AtomicLong published = new AtomicLong();
    private final AtomicLong full = new AtomicLong();
    private final AtomicLong stale = new AtomicLong();
    private final AtomicLong quarantines = new AtomicLong();

    private SlotRing(String name, Path file, SlotLayout layout, Arena arena, MemorySegment region) {
        this.name = name;
        this.file = file;
        this.layout = layout;
        this.arena = arena;
        this.region = region;
        words = new AtomicLongArray(layout.slots());
        generations = new AtomicLongArray(layout.slots());
        inputs = new MemorySegment[layout.slots()];
        outputs = new MemorySegment[layout.slots()];
        for (int slot = 0; slot < layout.slots(); slot++) {
            inputs[slot] = region.asSlice(layout.inputOffset(slot), layout.inputBytes());
            outputs[slot] = region.asSlice(layout.outputOffset(slot), layout.outputBytes());
        }
    }

    /**
     * Makes the file and maps it. Every byte is written first: where memory is short this fails here, and not with a
     * bus error in the middle of a frame.
     *
     * @param folder the shared-memory folder, for example {@code /dev/shm}
     * @param name file name, with the stream's epoch in it; must not exist
     */
    public static SlotRing create(Path folder, String name, SlotLayout layout) throws IOException {
        Path file = folder.resolve(name);
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS, layout.totalBytes()));
            for (long at = 0; at < layout.totalBytes(); ) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), layout.totalBytes() - at));
                at += channel.write(zeros, at);
            }
            MemorySegment region = channel.map(FileChannel.MapMode.READ_WRITE, 0, layout.totalBytes(), arena);
            return new SlotRing(name, file, layout, arena, region);
        } catch (IOException | RuntimeException e) {
            arena.close();
            if (!(e instanceof java.nio.file.FileAlreadyExistsException)) {
                Files.deleteIfExists(file);
            }
            throw e;
        }
    }

    /** The file's name, which is the region's name too. */
    public String name() {
        return name;
    }

    /** The key under which POSIX shared memory knows the file, when the folder is its mount. */
    public String key() {
        return "/" + name;
    }

    /** Where the areas lie. */
    public SlotLayout layout() {
        return layout;
    }

    /** The whole region. */
    public MemorySegment region() {
        return region;
    }

    /** The input area: the writer's while writing, read-only by convention from {@link #publish} on. */
    public MemorySegment input(int slot) {
        return inputs[slot];
    }

    /** The output area: the server's while pinned, the reader's after its answer. */
    public MemorySegment output(int slot) {
        return outputs[slot];
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
        for (int slot = 0; slot < layout.slots(); slot++) {
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

    /** One reader less; with the last the frame is as it was after {@link #publish}. */
    public void unpin(int slot) {
        while (true) {
            long seen = words.get(slot);
            int state = (int) (seen & STATE_MASK);
            require(slot, pins(seen) > 0, "unpin");
            long next = seen - ONE_PIN;
            if (state == SlotState.PINNED.ordinal() && pins(next) == 0) {
                next = next & ~STATE_MASK | SlotState.PUBLISHED.ordinal();
            }
            if (words.compareAndSet(slot, seen, next)) {
                return;
            }
        }
    }

    /** The frame is done with; only a published slot without pins can be released. */
    public void release(int slot) {
        long seen = words.get(slot);
        require(
                slot,
                (seen & STATE_MASK) == SlotState.PUBLISHED.ordinal()
                        && words.compareAndSet(slot, seen, SlotState.WRITING.ordinal()),
                "release");
        generations.set(slot, NO_GENERATION);
        words.set(slot, SlotState.FREE.ordinal());
    }

    /**
     * The request that holds a pin ran out of time, and the server may still touch the slot: nobody pins it from here
     * on, and it stays taken until {@link #endQuarantine} or {@link #serverDied}. The request's own pin is used up.
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
     * The server answered, whatever it said: the slot is free. False and nothing done when it is not in quarantine, or
     * another reader still has it pinned.
     */
    public boolean endQuarantine(int slot) {
        long seen = words.get(slot);
        if ((seen & STATE_MASK) != SlotState.QUARANTINED.ordinal()
                || pins(seen) > 0
                || !words.compareAndSet(slot, seen, SlotState.WRITING.ordinal())) {
            return false;
        }
        generations.set(slot, NO_GENERATION);
        words.set(slot, SlotState.FREE.ordinal());
        return true;
    }

    /** The server is gone, and its mappings with it: frees every quarantined slot. Gives their number. */
    public int serverDied() {
        int freed = 0;
        for (int slot = 0; slot < layout.slots(); slot++) {
            if (endQuarantine(slot)) {
                freed++;
            }
        }
        return freed;
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
        for (int slot = 0; slot < layout.slots(); slot++) {
            by[(int) (words.get(slot) & STATE_MASK)]++;
        }
        return new RingCounts(
                published.get(),
                full.get(),
                stale.get(),
                quarantines.get(),
                by[SlotState.FREE.ordinal()],
                by[SlotState.PINNED.ordinal()],
                by[SlotState.QUARANTINED.ordinal()]);
    }

    /** Unmaps and deletes the file. */
    @Override
    public void close() throws IOException {
        arena.close();
        Files.deleteIfExists(file);
    }
}
