package io.aegisvision.dataplane.testkit;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What this process holds now. Linux with glibc 2.33 or newer.
 *
 * @param threads of the operating system
 * @param handles open file descriptors
 * @param nativeBytes allocated by {@code malloc} and not freed: FFmpeg's memory, and the JVM's own beside its heap
 */
public record ProcessUse(int threads, int handles, long nativeBytes) {
    /** Fields of {@code struct mallinfo2}, each a size_t. */
    private static final int FIELDS = 10;

    private static final int MAPPED = 4;
    private static final int IN_USE = 7;
    private static final MethodHandle MALLINFO = mallinfo();

    @SuppressWarnings("restricted") // a counter of the C library
    private static MethodHandle mallinfo() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("mallinfo2"),
                FunctionDescriptor.of(
                        MemoryLayout.structLayout(MemoryLayout.sequenceLayout(FIELDS, ValueLayout.JAVA_LONG)
                                .withName("fields"))));
    }

    /** As of now. */
    public static ProcessUse now() throws IOException {
        return new ProcessUse(count("/proc/self/task"), count("/proc/self/fd"), malloced());
    }

    private static int count(String folder) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of(folder))) {
            return (int) entries.count();
        }
    }

    private static long malloced() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = (MemorySegment) MALLINFO.invokeExact((SegmentAllocator) arena);
            return info.getAtIndex(ValueLayout.JAVA_LONG, MAPPED) + info.getAtIndex(ValueLayout.JAVA_LONG, IN_USE);
        } catch (Throwable e) {
            throw new IllegalStateException("mallinfo2", e);
        }
    }
}
