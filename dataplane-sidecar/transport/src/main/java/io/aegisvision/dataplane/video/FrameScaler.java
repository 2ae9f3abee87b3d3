package io.aegisvision.dataplane.video;

import io.aegisvision.contract.ModelVersion.DataType;
import io.aegisvision.contract.ModelVersion.Input;
import io.aegisvision.contract.ModelVersion.Layout;
import io.aegisvision.contract.ModelVersion.Normalization;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * Scales pictures into a model's input tensor: UINT8 NHWC (packed RGB), UINT8 or FP32 NCHW (planes R, G, B).
 *
 * <p>swscale writes straight into the slot. Where the picture's width in the input is not a multiple of 8 it would
 * write a few pixels beyond each row (measured), so such pictures go through a buffer of its own. Nothing is allocated
 * per frame; a change of the source's shape prepares anew. One thread at a time.
 */
public final class FrameScaler implements AutoCloseable {
    /** Grey of the letterbox's bars, as detectors of the YOLO family are trained with. */
    private static final int PADDING = 114;

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private final Input input;
    private final int planes;
    private final int pixelBytes;
    private final int format;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment paddingRow;
    private final MemorySegment bounce;
    private final long bounceStride;
    private final LongPointer targets = new LongPointer(4);
    private final PointerPointer<?> targetPlanes = new PointerPointer<>(targets);
    private final IntPointer targetStrides = new IntPointer(4);

    private @Nullable SwsContext context;
    private int sourceWidth;
    private int sourceHeight;
    private int sourceFormat;
    private int sourceSpace;
    private int sourceRange;
    private FrameMapping mapping;

    /** @throws IllegalArgumentException for FP32 in NHWC, and UINT8 with a normalization: the contract has neither */
    public FrameScaler(Input input) {
        boolean floats = input.dataType() == DataType.FP32;
        if (floats && input.layout() == Layout.NHWC) {
            throw new IllegalArgumentException("input: FP32 goes with NCHW only");
        }
        if (!floats && input.normalization() != Normalization.None) {
            throw new IllegalArgumentException("input: normalization goes with FP32 only");
        }
        NativeVideo.ensureLoaded();
        this.input = input;
        this.planes = input.layout() == Layout.NHWC ? 1 : 3;
        this.pixelBytes = input.layout() == Layout.NHWC ? 3 : floats ? 4 : 1;
        this.format = input.layout() == Layout.NHWC
                ? avutil.AV_PIX_FMT_RGB24
                : floats ? avutil.AV_PIX_FMT_GBRPF32LE : avutil.AV_PIX_FMT_GBRP;
        this.mapping = FrameMapping.of(input.width(), input.height(), input);
        this.paddingRow = arena.allocate((long) input.width() * pixelBytes, 64);
        paint(paddingRow, floats, input.normalization());
        this.bounceStride = ((long) input.width() * pixelBytes + 127) & ~63L;
        this.bounce = arena.allocate(bounceStride * input.height() * planes, 64);
    }

    private static void paint(MemorySegment row, boolean floats, Normalization normalization) {
        if (!floats) {
            row.fill((byte) PADDING);
            return;
        }
        float grey = normalization == Normalization.Unit ? PADDING / 255f : PADDING;
        for (long at = 0; at < row.byteSize(); at += 4) {
            row.set(FLOAT, at, grey);
        }
    }

    /** Size of the input tensor in bytes. */
    public long tensorBytes() {
        return planeBytes() * planes;
    }

    private long planeBytes() {
        return (long) input.width() * input.height() * pixelBytes;
    }

    /** Where the last scaled picture lies in the input. */
    public FrameMapping mapping() {
        return mapping;
    }

    /**
     * Fills the input tensor.
     *
     * @param from any decoded picture
     * @param slot native memory of at least {@link #tensorBytes()}; only those bytes are written
     * @throws IllegalArgumentException if the slot is too small
     * @throws IllegalStateException if swscale does not know the picture's format
     */
    public void scale(Picture from, MemorySegment slot) {
        if (slot.byteSize() < tensorBytes()) {
            throw new IllegalArgumentException(
                    "slot of " + slot.byteSize() + " bytes for a tensor of " + tensorBytes());
        }
        SwsContext ready = prepare(from);
        boolean direct = mapping.width() % 8 == 0;
        if (direct) {
            aim(slot.address() + contentOffset(), planeBytes(), (long) input.width() * pixelBytes);
        } else {
            aim(bounce.address(), bounceStride * input.height(), bounceStride);
        }
        swscale.sws_scale(ready, from.data(), from.strides(), 0, from.height(), targetPlanes, targetStrides);
        if (!direct) {
            copyRows(slot);
        }
        if (input.dataType() == DataType.FP32 && input.normalization() == Normalization.None) {
            stretchTo255(slot);
        }
        pad(slot);
    }

    private SwsContext prepare(Picture from) {
        SwsContext present = context;
        if (present != null
                && from.width() == sourceWidth
                && from.height() == sourceHeight
                && from.format() == sourceFormat
                && from.colorSpace() == sourceSpace
                && from.colorRange() == sourceRange) {
            return present;
        }
        if (present != null) {
            swscale.sws_freeContext(present);
            context = null;
        }
        FrameMapping where = FrameMapping.of(from.width(), from.height(), input);
        SwsContext made = swscale.sws_getContext(
                from.width(),
                from.height(),
                from.format(),
                where.width(),
                where.height(),
                format,
                swscale.SWS_BILINEAR,
                null,
                null,
                (DoublePointer) null);
        if (made == null || made.isNull()) {
            throw new IllegalStateException("pixel format " + from.format() + " cannot be converted");
        }
        Colour.apply(made, from);
        sourceWidth = from.width();
        sourceHeight = from.height();
        sourceFormat = from.format();
        sourceSpace = from.colorSpace();
        sourceRange = from.colorRange();
        mapping = where;
        context = made;
        return made;
    }

    private long contentOffset() {
        return ((long) mapping.y() * input.width() + mapping.x()) * pixelBytes;
    }

    /** FFmpeg's planar RGB has its planes in the order G, B, R; the tensor wants R, G, B. */
    private void aim(long address, long plane, long stride) {
        if (planes == 1) {
            targets.put(0, address);
            targetStrides.put(0, (int) stride);
            return;
        }
        targets.put(0, address + plane);
        targets.put(1, address + 2 * plane);
        targets.put(2, address);
        for (int i = 0; i < 3; i++) {
            targetStrides.put(i, (int) stride);
        }
    }

    private void copyRows(MemorySegment slot) {
        long row = (long) input.width() * pixelBytes;
        for (int plane = 0; plane < planes; plane++) {
            for (int y = 0; y < mapping.height(); y++) {
                MemorySegment.copy(
                        bounce,
                        (long) plane * bounceStride * input.height() + y * bounceStride,
                        slot,
                        plane * planeBytes() + contentOffset() + y * row,
                        (long) mapping.width() * pixelBytes);
            }
        }
    }

    /** swscale's floats are 0..1. */
    private void stretchTo255(MemorySegment slot) {
        for (long at = 0; at < tensorBytes(); at += 4) {
            slot.set(FLOAT, at, slot.get(FLOAT, at) * 255f);
        }
    }

    /** Bars above, below, left and right, after the picture. */
    private void pad(MemorySegment slot) {
        if (mapping.width() == input.width() && mapping.height() == input.height()) {
            return;
        }
        long row = (long) input.width() * pixelBytes;
        long left = (long) mapping.x() * pixelBytes;
        long right = (long) (mapping.x() + mapping.width()) * pixelBytes;
        for (int plane = 0; plane < planes; plane++) {
            for (int y = 0; y < input.height(); y++) {
                long at = plane * planeBytes() + y * row;
                if (y < mapping.y() || y >= mapping.y() + mapping.height()) {
                    MemorySegment.copy(paddingRow, 0, slot, at, row);
                } else {
                    MemorySegment.copy(paddingRow, 0, slot, at, left);
                    MemorySegment.copy(paddingRow, 0, slot, at + right, row - right);
                }
            }
        }
    }

    @Override
    public void close() {
        SwsContext present = context;
        if (present != null) {
            swscale.sws_freeContext(present);
            context = null;
        }
        targets.close();
        targetStrides.close();
        arena.close();
    }
}
