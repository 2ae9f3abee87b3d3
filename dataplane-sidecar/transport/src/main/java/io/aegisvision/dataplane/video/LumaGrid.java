package io.aegisvision.dataplane.video;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * The brightness of a picture on a grid of {@value #COLUMNS} x {@value #ROWS} cells: of each cell the sum over {@value
 * #SAMPLES} pixels spread evenly. That is 32400 pixels of whatever number the picture has, and no conversion. Nothing is
 * allocated per picture. One thread.
 */
public final class LumaGrid {
    /** Cells across. */
    public static final int COLUMNS = 48;
    /** Cells down. */
    public static final int ROWS = 27;
    /** Cells. */
    public static final int CELLS = COLUMNS * ROWS;
    /** A cell's value where every pixel is white. */
    public static final int WHITE = 255 * LumaGrid.SAMPLES;

    private static final int SIDE = 5;
    private static final int SAMPLES = SIDE * SIDE;
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    /** Memory as FFmpeg addresses it; bounds are the picture's own, kept below. */
    @SuppressWarnings("restricted") // a segment per plane would be an object per picture
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private final int[] columnBytes = new int[COLUMNS * SIDE];
    private int format = avutil.AV_PIX_FMT_NONE;
    private int width;
    private int offset;
    private int plane;
    /** What a sample is shifted down by to 8 bits; below 0 where it is one byte. */
    private int wideShift;

    /**
     * Reads a picture.
     *
     * @param into {@link #CELLS} sums of 0..{@link #WHITE}, row by row
     */
    public void read(Picture picture, int[] into) {
        prepare(picture);
        long pixels = MEMORY.get(LONG, picture.data().address() + 8L * plane) + offset;
        int stride = MEMORY.get(INT, picture.strides().address() + 4L * plane);
        int height = picture.height();
        for (int row = 0; row < ROWS; row++) {
            Arrays.fill(into, row * COLUMNS, (row + 1) * COLUMNS, 0);
            for (int i = 0; i < SIDE; i++) {
                int y = ((2 * (row * SIDE + i) + 1) * height) / (2 * ROWS * SIDE);
                add(pixels + (long) y * stride, into, row * COLUMNS);
            }
        }
    }

    private void add(long line, int[] into, int at) {
        for (int column = 0; column < COLUMNS; column++) {
            int sum = 0;
            for (int i = 0; i < SIDE; i++) {
                long pixel = line + columnBytes[column * SIDE + i];
                sum += wideShift < 0
                        ? MEMORY.get(BYTE, pixel) & 0xff
                        : (MEMORY.get(SHORT, pixel) & 0xffff) >> wideShift & 0xff;
            }
            into[at + column] += sum;
        }
    }

    /** The first component is brightness, or red: either shows what moves. */
    private void prepare(Picture picture) {
        if (picture.format() == format && picture.width() == width) {
            return;
        }
        AVPixFmtDescriptor what = avutil.av_pix_fmt_desc_get(picture.format());
        plane = what.comp(0).plane();
        int step = what.comp(0).step();
        offset = what.comp(0).offset();
        int depth = what.comp(0).depth();
        wideShift = depth > 8 ? what.comp(0).shift() + depth - 8 : -1;
        format = picture.format();
        width = picture.width();
        for (int i = 0; i < columnBytes.length; i++) {
            columnBytes[i] = ((2 * i + 1) * width) / (2 * columnBytes.length) * step;
        }
    }
}
