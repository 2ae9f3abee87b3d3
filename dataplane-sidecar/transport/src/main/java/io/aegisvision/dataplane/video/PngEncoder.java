package io.aegisvision.dataplane.video;

import org.bytedeco.ffmpeg.global.avcodec;

/** Pictures for people, without loss: PNG by FFmpeg's own encoder. At human rates. */
public final class PngEncoder {
    private PngEncoder() {}

    /**
     * One image as a PNG file's bytes.
     *
     * @throws IllegalStateException if the encoder refuses it
     */
    public static byte[] encode(RgbImage image) {
        try (Picture picture = Picture.ofRgb(image)) {
            return StillEncoder.encode(avcodec.AV_CODEC_ID_PNG, picture, 0);
        }
    }
}
