package io.aegisvision.dataplane.ring;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The frames of one stream epoch that are in flight: slots of one file in a shared-memory folder, which the inference
 * server maps too. Who may touch which slot {@link SlotClaims} says; when all are taken the newest frame is dropped.
 *
 * <p>The epoch is in the region's name, so that a locator of another epoch names another region. The ring owns the
 * mapping: close it only when the server has unregistered the region.
 */
public final class SlotRing implements AutoCloseable {
    private static final int ZEROS = 1 << 20;

    private final String name;
    private final Path file;
    private final SlotLayout layout;
    private final Arena arena;
    private final MemorySegment region;
    private final MemorySegment[] inputs;
    private final MemorySegment[] outputs;
    private final SlotClaims claims;

    private SlotRing(String name, Path file, SlotLayout layout, Arena arena, MemorySegment region) {
        this.name = name;
        this.file = file;
        this.layout = layout;
        this.arena = arena;
        this.region = region;
        claims = new SlotClaims(layout.slots());
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

    /** See {@link SlotClaims#state}. */
    public SlotState state(int slot) {
        return claims.state(slot);
    }

    /** See {@link SlotClaims#generation}. */
    public long generation(int slot) {
        return claims.generation(slot);
    }

    /** See {@link SlotClaims#acquire}. */
    public int acquire() {
        return claims.acquire();
    }

    /** See {@link SlotClaims#publish}. */
    public long publish(int slot) {
        return claims.publish(slot);
    }

    /** See {@link SlotClaims#abandon}. */
    public void abandon(int slot) {
        claims.abandon(slot);
    }

    /** See {@link SlotClaims#pin}. */
    public boolean pin(int slot, long generation) {
        return claims.pin(slot, generation);
    }

    /** See {@link SlotClaims#unpin}. */
    public void unpin(int slot) {
        claims.unpin(slot);
    }

    /** See {@link SlotClaims#release}. */
    public void release(int slot) {
        claims.release(slot);
    }

    /** See {@link SlotClaims#quarantine}. */
    public void quarantine(int slot) {
        claims.quarantine(slot);
    }

    /** See {@link SlotClaims#endQuarantine}. */
    public boolean endQuarantine(int slot) {
        return claims.endQuarantine(slot);
    }

    /** See {@link SlotClaims#counts}. */
    public RingCounts counts() {
        return claims.counts();
    }

    /** Unmaps and deletes the file. */
    @Override
    public void close() throws IOException {
        arena.close();
        Files.deleteIfExists(file);
    }
}
