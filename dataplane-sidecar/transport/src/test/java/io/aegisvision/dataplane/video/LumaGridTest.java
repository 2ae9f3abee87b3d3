package io.aegisvision.dataplane.video;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Brightness by cell, of pictures whose pixels are known. */
class LumaGridTest {
    private static final int WIDTH = 483;
    private static final int HEIGHT = 271;

    private final int[] cells = new int[LumaGrid.CELLS];

    /** Brightness grows to the right, by 8 bits. */
    private static int level(int x) {
        return 255 * x / (WIDTH - 1);
    }

    private static Picture yuv(int format, int bits) {
        NativeVideo.ensureLoaded();
        AVFrame frame = avutil.av_frame_alloc();
        frame.format(format);
        frame.width(WIDTH);
        frame.height(HEIGHT);
        assertThat(avutil.av_frame_get_buffer(frame, 0)).isZero();
        BytePointer plane = frame.data(0);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                long at = (long) y * frame.linesize(0) + (long) x * (bits > 8 ? 2 : 1);
                int value = level(x) << bits - 8;
                plane.put(at, (byte) value);
                if (bits > 8) {
                    plane.put(at + 1, (byte) (value >> 8));
                }
            }
        }
        return new Picture(frame, true);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 10})
    void brightnessIsWhereItIs(int bits) {
        LumaGrid grid = new LumaGrid();
        int format = bits > 8 ? avutil.AV_PIX_FMT_YUV420P10LE : avutil.AV_PIX_FMT_YUV420P;
        try (Picture picture = yuv(format, bits)) {
            grid.read(picture, cells);
        }
        for (int row = 0; row < LumaGrid.ROWS; row++) {
            for (int column = 0; column < LumaGrid.COLUMNS; column++) {
                double middle = (column + .5) / LumaGrid.COLUMNS * LumaGrid.WHITE;
                assertThat((double) cells[row * LumaGrid.COLUMNS + column])
                        .as("row %d column %d", row, column)
                        .isBetween(middle - LumaGrid.WHITE * .01, middle + LumaGrid.WHITE * .01);
            }
        }
    }

    @Test
    void packedColoursHaveTheirRowsToo() {
        byte[] rgb = new byte[WIDTH * HEIGHT * 3];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (i / 3 / WIDTH < HEIGHT / 2 ? 0 : 200);
        }
        LumaGrid grid = new LumaGrid();
        try (Picture picture = Picture.ofRgb(new RgbImage(WIDTH, HEIGHT, rgb))) {
            grid.read(picture, cells);
        }
        assertThat(cells[0]).isZero();
        assertThat(cells[LumaGrid.CELLS - 1]).isEqualTo(200 * LumaGrid.WHITE / 255);
    }

    @Test
    void allocatesNothing() {
        LumaGrid grid = new LumaGrid();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Picture picture = yuv(avutil.AV_PIX_FMT_YUV420P, 8)) {
            for (int i = 0; i < 3000; i++) {
                grid.read(picture, cells);
            }
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1000; i++) {
                grid.read(picture, cells);
            }
            // the measurement itself allocates a little
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1024);
        }
    }
}
