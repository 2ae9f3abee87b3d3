package io.aegisvision.dataplane.video;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.javacpp.LongPointer;

/**
 * What makes a blocked read of FFmpeg return: a deadline, and a flag that any thread may raise.
 *
 * <p>One upcall stub serves every source and finds its state by the argument that FFmpeg hands back. (JavaCPP's own
 * callbacks are limited to ten per type; the eleventh is silently a null function.) No allocation per call.
 *
 * <p>Ownership: the native state lives until {@link #close()}, which must come after the format context is closed.
 */
@SuppressWarnings("restricted") // native access is this class's purpose
final class Interrupt implements AutoCloseable {
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
    private static final long DEADLINE = 0;
    private static final long ABORT = 8;
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    private static final long STUB = stub();

    private final Arena arena = Arena.ofShared();
    private final MemorySegment state = arena.allocate(16, 8);

    private static long stub() {
        try {
            return Linker.nativeLinker()
                    .upcallStub(
                            MethodHandles.lookup()
                                    .findStatic(
                                            Interrupt.class,
                                            "interrupted",
                                            MethodType.methodType(int.class, long.class)),
                            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG),
                            Arena.global())
                    .address();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** FFmpeg asks: go on (0) or give up (1)? */
    @SuppressWarnings("unused") // called from native code
    private static int interrupted(long address) {
        if ((long) LONG.getVolatile(ALL, address + ABORT) != 0) {
            return 1;
        }
        return System.nanoTime() - (long) LONG.getVolatile(ALL, address + DEADLINE) >= 0 ? 1 : 0;
    }

    /** Puts this interrupt into a context that is not opened yet. */
    void install(AVFormatContext context) {
        AVIOInterruptCB callback = context.interrupt_callback();
        // the struct is {int (*callback)(void *), void *opaque}
        LongPointer fields = new LongPointer(callback);
        fields.put(0, STUB);
        fields.put(1, state.address());
    }

    /** Sets the moment from which blocked calls return. */
    void deadlineIn(long nanos) {
        LONG.setVolatile(state, DEADLINE, System.nanoTime() + nanos);
    }

    /** True from the deadline on. */
    boolean expired() {
        return System.nanoTime() - (long) LONG.getVolatile(state, DEADLINE) >= 0;
    }

    /** Makes every blocked and later call return; from any thread, before {@link #close()}. */
    void abort() {
        LONG.setVolatile(state, ABORT, 1L);
    }

    boolean aborted() {
        return (long) LONG.getVolatile(state, ABORT) != 0;
    }

    @Override
    public void close() {
        arena.close();
    }
}
