package io.aegisvision.dataplane.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.javacpp.DoublePointer;

/** Small H.264 files for the tests. */
final class TestClip {
    private TestClip() {}

    static final int WIDTH = 320;
    static final int HEIGHT = 180;
    static final int FRAMES = 25;

    /** One second of red at 25 frames per second. */
    static Path red(Path folder) {
        byte[] rgb = new byte[WIDTH * HEIGHT * 3];
        for (int i = 0; i < rgb.length; i += 3) {
            rgb[i] = (byte) 255;
        }
        return encode(folder.resolve("red.mp4"), FRAMES, i -> new RgbImage(WIDTH, HEIGHT, rgb));
    }

    /** How to encode. */
    record Coding(String encoder, int keyEvery, int between) {
        static final Coding PLAIN = new Coding("libopenh264", 12, 0);
    }

    /** Encodes images, all of one size, at 25 frames per second with a key frame every 12. */
    static Path encode(Path file, int frames, IntFunction<RgbImage> images) {
        return encode(file, frames, images, Coding.PLAIN);
    }

    /** A frame that shows its number: eight bars, white for a bit that is set, the lowest at the left. */
    static RgbImage numbered(int number) {
        byte[] rgb = new byte[WIDTH * HEIGHT * 3];
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            byte level = (number >> i % WIDTH * 8 / WIDTH & 1) == 1 ? (byte) 235 : 16;
            Arrays.fill(rgb, i * 3, i * 3 + 3, level);
        }
        return new RgbImage(WIDTH, HEIGHT, rgb);
    }

    /** The number that a frame shows. */
    static int number(RgbImage image) {
        int number = 0;
        for (int bit = 0; bit < 8; bit++) {
            int middle = (HEIGHT / 2 * WIDTH + bit * WIDTH / 8 + WIDTH / 16) * 3;
            number |= (image.rgb()[middle] & 255) > 128 ? 1 << bit : 0;
        }
        return number;
    }

    /** Encodes images, all of one size, at 25 frames per second; the container is by the file's name. */
    static Path encode(Path file, int frames, IntFunction<RgbImage> images, Coding coding) {
        NativeVideo.ensureLoaded();
        RgbImage first = images.apply(0);
        AVFormatContext format = new AVFormatContext(null);
        check(avformat.avformat_alloc_output_context2(format, null, null, file.toString()));
        AVCodec codec = avcodec.avcodec_find_encoder_by_name(coding.encoder());
        AVCodecContext context = avcodec.avcodec_alloc_context3(codec);
        AVRational period = avutil.av_make_q(1, 25);
        context.width(first.width());
        context.height(first.height());
        context.pix_fmt(avutil.AV_PIX_FMT_YUV420P);
        context.time_base(period);
        context.framerate(avutil.av_make_q(25, 1));
        context.gop_size(coding.keyEvery());
        context.max_b_frames(coding.between());
        context.bit_rate(1_000_000);
        if ((format.oformat().flags() & avformat.AVFMT_GLOBALHEADER) != 0) {
            context.flags(context.flags() | avcodec.AV_CODEC_FLAG_GLOBAL_HEADER);
        }
        check(avcodec.avcodec_open2(context, codec, (AVDictionary) null));
        AVStream stream = avformat.avformat_new_stream(format, null);
        stream.time_base(period);
        stream.avg_frame_rate(avutil.av_make_q(25, 1));
        check(avcodec.avcodec_parameters_from_context(stream.codecpar(), context));
        AVIOContext io = new AVIOContext(null);
        check(avformat.avio_open(io, file.toString(), avformat.AVIO_FLAG_WRITE));
        format.pb(io);
        check(avformat.avformat_write_header(format, (AVDictionary) null));
        AVPacket packet = avcodec.av_packet_alloc();
        for (int i = 0; i <= frames; i++) {
            AVFrame frame = i < frames ? yuv(images.apply(i), i) : null;
            check(avcodec.avcodec_send_frame(context, frame));
            while (avcodec.avcodec_receive_packet(context, packet) >= 0) {
                packet.stream_index(0);
                packet.duration(1);
                avcodec.av_packet_rescale_ts(packet, period, stream.time_base());
                check(avformat.av_interleaved_write_frame(format, packet));
            }
            if (frame != null) {
                avutil.av_frame_free(frame);
            }
        }
        check(avformat.av_write_trailer(format));
        avformat.avio_closep(io);
        avcodec.av_packet_free(packet);
        avcodec.avcodec_free_context(context);
        format.pb(null);
        avformat.avformat_free_context(format);
        return file;
    }

    private static AVFrame yuv(RgbImage image, long pts) {
        AVFrame frame = avutil.av_frame_alloc();
        frame.format(avutil.AV_PIX_FMT_YUV420P);
        frame.width(image.width());
        frame.height(image.height());
        frame.pts(pts);
        check(avutil.av_frame_get_buffer(frame, 0));
        try (Picture picture = Picture.ofRgb(image)) {
            var scaler = swscale.sws_getContext(
                    image.width(),
                    image.height(),
                    avutil.AV_PIX_FMT_RGB24,
                    image.width(),
                    image.height(),
                    avutil.AV_PIX_FMT_YUV420P,
                    swscale.SWS_BILINEAR,
                    null,
                    null,
                    (DoublePointer) null);
            swscale.sws_scale(
                    scaler, picture.data(), picture.strides(), 0, image.height(), frame.data(), frame.linesize());
            swscale.sws_freeContext(scaler);
        }
        return frame;
    }

    private static void check(int result) {
        assertThat(result).as("FFmpeg's result").isNotNegative();
    }
}
