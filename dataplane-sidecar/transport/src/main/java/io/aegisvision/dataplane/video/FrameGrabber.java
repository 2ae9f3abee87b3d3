package io.aegisvision.dataplane.video;

import io.aegisvision.dataplane.video.PacketSpan.Kept;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Decodes one frame again from its packets: a picture of the past costs nothing until somebody wants it. At human rates;
 * costs the decoding of what lies between the frame and the key frame before it.
 */
public final class FrameGrabber {
    private FrameGrabber() {}

    /** The frame of exactly that capture time; empty when the packets do not give one. */
    public static Optional<RgbImage> at(PacketSpan span, long captureMicros) {
        AVCodec decoder = avcodec.avcodec_find_decoder(span.facts().codec());
        if (decoder == null || decoder.isNull()) {
            return Optional.empty();
        }
        AVCodecContext context = avcodec.avcodec_alloc_context3(decoder);
        AVCodecParameters parameters = avcodec.avcodec_parameters_alloc();
        AVFrame frame = avutil.av_frame_alloc();
        try {
            span.facts().fill(parameters);
            avcodec.avcodec_parameters_to_context(context, parameters);
            context.thread_count(1);
            return avcodec.avcodec_open2(context, decoder, (AVDictionary) null) < 0
                    ? Optional.empty()
                    : decode(context, frame, span, captureMicros);
        } finally {
            avutil.av_frame_free(frame);
            avcodec.avcodec_parameters_free(parameters);
            avcodec.avcodec_free_context(context);
        }
    }

    private static Optional<RgbImage> decode(
            AVCodecContext context, AVFrame frame, PacketSpan span, long captureMicros) {
        AVPacket copy = avcodec.av_packet_alloc();
        try {
            for (Kept kept : span.packets()) {
                if (avcodec.av_packet_ref(copy, kept.packet()) < 0) {
                    return Optional.empty();
                }
                copy.pts(kept.captureMicros());
                copy.dts(avutil.AV_NOPTS_VALUE);
                avcodec.avcodec_send_packet(context, copy);
                avcodec.av_packet_unref(copy);
                if (came(context, frame, captureMicros)) {
                    return Optional.of(new Picture(frame, false).toRgb());
                }
            }
            avcodec.avcodec_send_packet(context, null);
            return came(context, frame, captureMicros)
                    ? Optional.of(new Picture(frame, false).toRgb())
                    : Optional.empty();
        } finally {
            avcodec.av_packet_free(copy);
        }
    }

    private static boolean came(AVCodecContext context, AVFrame frame, long captureMicros) {
        while (avcodec.avcodec_receive_frame(context, frame) >= 0) {
            if (frame.pts() == captureMicros) {
                return true;
            }
        }
        return false;
    }
}
