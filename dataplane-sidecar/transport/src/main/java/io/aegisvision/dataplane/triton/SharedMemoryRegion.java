package io.aegisvision.dataplane.triton;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file in the shared-memory mount, mapped here and registered with the server by its key.
 *
 * <p>Ownership: the maker closes it, after the server was told to unregister it or is gone. A name is used once: the
 * server goes on reading the old file of a replaced one, so each start of the process names its regions anew.
 */
public final class SharedMemoryRegion implements AutoCloseable {
    /** The server runs as another user id in the same group at most; nobody else reads frames. */
    private static final Set<PosixFilePermission> PERMISSIONS = PosixFilePermissions.fromString("rw-rw----");

    private final Path file;
    private final Arena arena;
    private final MemorySegment segment;

    private SharedMemoryRegion(Path file, Arena arena, MemorySegment segment) {
        this.file = file;
        this.arena = arena;
        this.segment = segment;
    }

    /**
     * Makes a file of zeros and maps it.
     *
     * @param mount the shared-memory mount of both processes, {@code /dev/shm}
     * @param name unique, letters, digits, dash and dot; no subfolder
     * @param bytes above 0; rounded up to whole pages
     * @throws IOException when the name is taken or the mount is full
     */
    public static SharedMemoryRegion create(Path mount, String name, long bytes) throws IOException {
        if (!name.matches("[A-Za-z0-9._-]+") || bytes <= 0) {
            throw new IllegalArgumentException("shared memory '" + name + "' of " + bytes + " bytes");
        }
        Path file = mount.resolve(name);
        long size = (bytes + 4095) & ~4095L;
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PERMISSIONS))) {
            MemorySegment segment = channel.map(FileChannel.MapMode.READ_WRITE, 0, size, arena);
            return new SharedMemoryRegion(file, arena, segment);
        } catch (IOException e) {
            arena.close();
            throw e;
        }
    }

    /** The mapped bytes. */
    public MemorySegment segment() {
        return segment;
    }

    /** POSIX name of the region. */
    public String key() {
        return "/" + file.getFileName();
    }

    /** Size in bytes. */
    public long bytes() {
        return segment.byteSize();
    }

    /** Unmaps and removes the file. */
    @Override
    public void close() throws IOException {
        arena.close();
        Files.deleteIfExists(file);
    }
}
