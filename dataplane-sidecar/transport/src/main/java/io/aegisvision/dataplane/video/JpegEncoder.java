package io.aegisvision.dataplane.video;

import org.bytedeco.ffmpeg.global.avcodec;

/** Moving pictures for people: JPEG by FFmpeg's own encoder. At human rates. */
public final class JpegEncoder {
    /** FFmpeg's scale of 1 to 31; here text on a lorry can be read, and 960 x 540 take some 60 kB. */
    private static final int QUALITY = 4;

    private JpegEncoder() {}

    /**
     * One preview as a JPEG file's bytes.
     *
     * @throws IllegalStateException if the encoder refuses it
     */
    public static byte[] encode(Preview preview) {
        try (Picture picture = Picture.ofPreview(preview)) {
            return StillEncoder.encode(avcodec.AV_CODEC_ID_MJPEG, picture, QUALITY);
        }
    }
}
