package io.aegisvision.dataplane.video;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/** One picture by one of FFmpeg's encoders. At human rates: each call opens and closes the encoder. */
final class StillEncoder {
    private StillEncoder() {}

    /**
     * A file's bytes.
     *
     * @param codec FFmpeg's number of the format
     * @param quality 1, the best, to 31, of formats that lose; 0 leaves it to the encoder
     * @throws IllegalStateException if the encoder refuses the picture
     */
    static byte[] encode(int codec, Picture picture, int quality) {
        NativeVideo.ensureLoaded();
        AVCodec encoder = avcodec.avcodec_find_encoder(codec);
        AVCodecContext context = avcodec.avcodec_alloc_context3(encoder);
        AVPacket packet = avcodec.av_packet_alloc();
        try (AVRational once = avutil.av_make_q(1, 1)) {
            context.width(picture.width());
            context.height(picture.height());
            context.pix_fmt(picture.format());
            context.time_base(once);
            if (quality > 0) {
                context.flags(context.flags() | avcodec.AV_CODEC_FLAG_QSCALE);
                context.global_quality(quality * avutil.FF_QP2LAMBDA);
                picture.frame().quality(context.global_quality());
            }
            check(avcodec.avcodec_open2(context, encoder, (AVDictionary) null));
            check(avcodec.avcodec_send_frame(context, picture.frame()));
            check(avcodec.avcodec_send_frame(context, null));
            check(avcodec.avcodec_receive_packet(context, packet));
            byte[] file = new byte[packet.size()];
            packet.data().get(file);
            return file;
        } finally {
            avcodec.av_packet_free(packet);
            avcodec.avcodec_free_context(context);
        }
    }

    private static void check(int result) {
        if (result < 0) {
            throw new IllegalStateException("FFmpeg's encoder of pictures: error " + result);
        }
    }
}
