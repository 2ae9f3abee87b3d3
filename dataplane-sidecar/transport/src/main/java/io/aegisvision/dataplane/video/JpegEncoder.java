package io.aegisvision.dataplane.video;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.DoublePointer;

/** Pictures for people, moving or kept: JPEG by FFmpeg's own encoder. At human rates. */
public final class JpegEncoder {
    /** FFmpeg's scale of 1 to 31; here text on a lorry can be read, and 960 x 540 take some 60 kB. */
    private static final int QUALITY = 4;

    /** Of what is kept: hardly told from the original. */
    private static final int KEPT_QUALITY = 3;

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

    /**
     * One image to be kept, as a JPEG file's bytes.
     *
     * @throws IllegalStateException if the encoder refuses it
     */
    public static byte[] encode(RgbImage image) {
        try (Picture picture = full(image)) {
            return StillEncoder.encode(avcodec.AV_CODEC_ID_MJPEG, picture, KEPT_QUALITY);
        }
    }

    /** In the colours of JPEG: BT.601, full range. */
    private static Picture full(RgbImage image) {
        NativeVideo.ensureLoaded();
        AVFrame frame = avutil.av_frame_alloc();
        frame.format(avutil.AV_PIX_FMT_YUVJ420P);
        frame.width(image.width());
        frame.height(image.height());
        if (avutil.av_frame_get_buffer(frame, 0) < 0) {
            avutil.av_frame_free(frame);
            throw new OutOfMemoryError("no native memory for a picture");
        }
        SwsContext context = swscale.sws_getContext(
                image.width(),
                image.height(),
                avutil.AV_PIX_FMT_RGB24,
                image.width(),
                image.height(),
                avutil.AV_PIX_FMT_YUVJ420P,
                swscale.SWS_BILINEAR,
                null,
                null,
                (DoublePointer) null);
        try (Picture from = Picture.ofRgb(image)) {
            swscale.sws_scale(context, from.data(), from.strides(), 0, image.height(), frame.data(), frame.linesize());
        } finally {
            swscale.sws_freeContext(context);
        }
        return new Picture(frame, true);
    }
}
