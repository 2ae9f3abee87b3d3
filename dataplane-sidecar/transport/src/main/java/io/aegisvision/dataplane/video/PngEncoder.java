package io.aegisvision.dataplane.video;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/** Pictures for people: PNG by FFmpeg's own encoder. At human rates. */
public final class PngEncoder {
    private PngEncoder() {}

    /**
     * One image as a PNG file's bytes.
     *
     * @throws IllegalStateException if the encoder refuses it
     */
    public static byte[] encode(RgbImage image) {
        NativeVideo.ensureLoaded();
        AVCodec codec = avcodec.avcodec_find_encoder(avcodec.AV_CODEC_ID_PNG);
        AVCodecContext context = avcodec.avcodec_alloc_context3(codec);
        AVPacket packet = avcodec.av_packet_alloc();
        try (Picture picture = Picture.ofRgb(image);
                AVRational once = avutil.av_make_q(1, 1)) {
            context.width(image.width());
            context.height(image.height());
            context.pix_fmt(avutil.AV_PIX_FMT_RGB24);
            context.time_base(once);
            check(avcodec.avcodec_open2(context, codec, (AVDictionary) null));
            check(avcodec.avcodec_send_frame(context, picture.frame()));
            check(avcodec.avcodec_send_frame(context, null));
            check(avcodec.avcodec_receive_packet(context, packet));
            byte[] png = new byte[packet.size()];
            packet.data().get(png);
            return png;
        } finally {
            avcodec.av_packet_free(packet);
            avcodec.avcodec_free_context(context);
        }
    }

    private static void check(int result) {
        if (result < 0) {
            throw new IllegalStateException("FFmpeg's PNG encoder: error " + result);
        }
    }
}
