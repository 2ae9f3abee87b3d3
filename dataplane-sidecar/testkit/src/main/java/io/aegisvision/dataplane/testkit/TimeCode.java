package io.aegisvision.dataplane.testkit;

import java.util.Random;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;

/**
 * A picture that says which frame it is: {@value #BITS} blocks along its upper edge, white for one and black for zero,
 * the highest first. Below, a bright bar crosses a darker texture once in {@value #PASS} frames, from left to right.
 */
public final class TimeCode {
    /** Blocks. */
    public static final int BITS = 16;
    /** Frames that the bar needs from edge to edge. */
    public static final int PASS = 80;
    /** The part of the picture's height that the blocks take. */
    public static final double BAND = 1 / 8.0;

    private static final int DARKEST = 60;
    private static final int TONES = 70;
    private static final byte BAR = (byte) 225;
    private static final byte WHITE = (byte) 235;
    private static final byte BLACK = 16;
    /** Between texture and bar, and between black and white. */
    private static final int BRIGHT = 175;

    private final int width;
    private final int height;
    private final byte[] texture;

    TimeCode(int width, int height) {
        this.width = width;
        this.height = height;
        texture = new byte[2 * width * height];
        new Random(1).nextBytes(texture);
        for (int i = 0; i < texture.length; i++) { // neighbours are alike, as in a scene
            int before = i == 0 ? 0 : (texture[i - 1] & 0xff) - DARKEST;
            texture[i] = (byte) (DARKEST + Math.clamp((before * 7 + (texture[i] & 0xff) * TONES / 255) / 8, 0, TONES));
        }
    }

    void paint(AVFrame frame, int number) {
        BytePointer luma = frame.data(0);
        byte[] row = new byte[width];
        int band = (int) (height * BAND);
        int left = number % PASS * width / PASS;
        for (int y = 0; y < height; y++) {
            if (y < band) {
                for (int x = 0; x < width; x++) {
                    boolean one = (number >> (BITS - 1 - x * BITS / width) & 1) == 1;
                    row[x] = one ? WHITE : BLACK;
                }
            } else {
                System.arraycopy(texture, y * width + number * 3 % width, row, 0, width);
                for (int x = left; x < Math.min(width, left + width / 8); x++) {
                    row[x] = BAR;
                }
            }
            luma.position((long) y * frame.linesize(0)).put(row, 0, width);
        }
        luma.position(0);
        Clip.grey(frame);
    }

    /** Looks at the brightness of a place, in fractions of the picture. */
    public interface Brightness {
        /** 0..255. */
        int at(double x, double y);
    }

    /** The frame's number, modulo 2 to the power of {@value #BITS}. */
    public static int read(Brightness picture) {
        int number = 0;
        for (int bit = 0; bit < BITS; bit++) {
            number = number << 1 | (picture.at((bit + 0.5) / BITS, BAND / 2) > BRIGHT ? 1 : 0);
        }
        return number;
    }

    /**
     * Where the bar's left edge is.
     *
     * @param steps how finely it is looked for
     * @return in fractions of the width; -1 where there is no bar
     */
    public static double bar(Brightness picture, int steps) {
        for (int i = 0; i < steps; i++) {
            if (picture.at((i + 0.5) / steps, 0.6) > BRIGHT) {
                return (double) i / steps;
            }
        }
        return -1;
    }
}
