package io.aegisvision.dataplane.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people see is the picture: its colours, its halves where they were, no wider than agreed and never enlarged. */
class PreviewTest {
    @ParameterizedTest
    @CsvSource({"1920,1080,960,540", "641,361,640,360", "320,192,320,192", "1000,3,960,2", "16,2,16,2"})
    void isThePictureMadeSmall(int width, int height, int smallWidth, int smallHeight) {
        byte[] rgb = new byte[width * height * 3];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boolean left = x < width / 2;
                int at = (y * width + x) * 3;
                rgb[at] = (byte) (left ? 220 : 20);
                rgb[at + 1] = 60;
                rgb[at + 2] = (byte) (left ? 20 : 200);
            }
        }
        Preview preview = new Preview();
        try (Picture picture = Picture.ofRgb(new RgbImage(width, height, rgb));
                PreviewScaler scaler = new PreviewScaler()) {
            assertThat(scaler.scale(picture, preview)).isTrue();
        }
        BufferedImage seen = decode(JpegEncoder.encode(preview));
        assertThat(seen.getWidth()).isEqualTo(smallWidth);
        assertThat(seen.getHeight()).isEqualTo(smallHeight);
        near(seen.getRGB(seen.getWidth() / 4, seen.getHeight() / 2), 220, 60, 20);
        near(seen.getRGB(seen.getWidth() * 3 / 4, seen.getHeight() / 2), 20, 60, 200);
    }

    private static void near(int pixel, int red, int green, int blue) {
        assertThat(pixel >> 16 & 0xff).isBetween(red - 8, red + 8);
        assertThat(pixel >> 8 & 0xff).isBetween(green - 8, green + 8);
        assertThat(pixel & 0xff).isBetween(blue - 8, blue + 8);
    }

    private static BufferedImage decode(byte[] jpeg) {
        try {
            return ImageIO.read(new ByteArrayInputStream(jpeg));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
