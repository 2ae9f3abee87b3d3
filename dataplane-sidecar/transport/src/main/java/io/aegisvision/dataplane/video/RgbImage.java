package io.aegisvision.dataplane.video;

/**
 * One picture in ordinary memory.
 *
 * @param width pixels
 * @param height pixels
 * @param rgb packed RGB, {@code width * height * 3} bytes, rows from the top; not copied
 */
public record RgbImage(int width, int height, byte[] rgb) {
    public RgbImage {
        if (width <= 0 || height <= 0 || rgb.length != width * height * 3) {
            throw new IllegalArgumentException(
                    width + "x" + height + " RGB takes " + (long) width * height * 3 + " bytes, not " + rgb.length);
        }
    }
}
