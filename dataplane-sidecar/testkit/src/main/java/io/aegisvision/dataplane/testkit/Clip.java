package io.aegisvision.dataplane.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * A bar that moves over grey, encoded at {@value #FPS} frames per second with a key frame every {@value #KEY_EVERY},
 * parameter sets before each. Plays seamlessly for ever.
 *
 * @param units one access unit per frame; the first is a key frame
 */
public record Clip(Codec codec, int width, int height, List<byte[]> units) {
    /** Frames per second. */
    public static final int FPS = 25;
    /** Frames from one key frame to the next. */
    public static final int KEY_EVERY = 10;

    private static final int BIT_RATE = 400_000;
    private static final Rate USUAL = new Rate(BIT_RATE, KEY_EVERY);
    private static final AVRational PERIOD = avutil.av_make_q(1, FPS);

    /** How it is encoded. */
    public enum Codec {
        H264("libopenh264", "H264"),
        MPEG4("mpeg4", "MP4V-ES");

        private final String encoder;
        /** Name in a session description. */
        final String rtpName;

        Codec(String encoder, String rtpName) {
            this.encoder = encoder;
            this.rtpName = rtpName;
        }
    }

    /** Whether a frame stands for itself. */
    static boolean key(long frame) {
        return frame % KEY_EVERY == 0;
    }

    /** What a frame shows. */
    interface Painter {
        /** Paints a picture in YUV 4:2:0 whose width is the encoder's. */
        void paint(AVFrame frame, int number);
    }

    /** Encodes a clip of so many seconds; width and height are multiples of 16. */
    public static Clip encode(Codec codec, int width, int height, int seconds) {
        return encode(codec, width, height, seconds, BIT_RATE, Clip::paint);
    }

    /**
     * Encodes a clip whose frames carry their number, to be read by {@link TimeCode}: a bar moves over a moving texture.
     *
     * @param bitsPerSecond what the encoder aims at
     */
    public static Clip coded(int width, int height, int seconds, long bitsPerSecond) {
        return encode(Codec.H264, width, height, seconds, bitsPerSecond, new TimeCode(width, height)::paint);
    }

    private static Clip encode(Codec codec, int width, int height, int seconds, long bitsPerSecond, Painter painter) {
        List<byte[]> units = new ArrayList<>();
        AVCodecContext encoder =
                encoder(codec, new Shown(width, height, new Rate(bitsPerSecond, KEY_EVERY), painter), false);
        packets(encoder, seconds * FPS, painter, packet -> {
            byte[] unit = new byte[packet.size()];
            packet.data().get(unit);
            units.add(unit);
        });
        avcodec.avcodec_free_context(encoder);
        return new Clip(codec, width, height, List.copyOf(units));
    }

    /**
     * Encodes into a file.
     *
     * @param format FFmpeg's name of the container, for example {@code hls}, {@code mpegts}, {@code mp4}
     * @param options of the container
     */
    public static Path write(Path file, String format, Map<String, String> options, int seconds) {
        return write(file, format, options, new Shown(320, 192, USUAL, Clip::paint), seconds * FPS);
    }

    /** Encodes a clip whose frames carry their number, as {@link #coded} has it, into an MP4 file of that size. */
    public static Path writeCoded(Path file, int width, int height, int seconds) {
        return write(
                file,
                "mp4",
                Map.of(),
                new Shown(width, height, USUAL, new TimeCode(width, height)::paint),
                seconds * FPS);
    }

    /** The same into a file of MP4 with a bar that stands. */
    public static Path still(Path file, int seconds) {
        return write(
                file, "mp4", Map.of(), new Shown(320, 192, USUAL, (frame, number) -> paint(frame, 0)), seconds * FPS);
    }

    /**
     * Encodes one picture, of high quality, that stands for so many seconds into a file of MP4.
     *
     * @param rgb packed, row by row; width and height are even
     */
    public static Path picture(Path file, int width, int height, byte[] rgb, int seconds) {
        return write(
                file,
                "mp4",
                Map.of(),
                new Shown(
                        width,
                        height,
                        new Rate(20 * BIT_RATE, KEY_EVERY),
                        (frame, number) -> convert(new Rgb(width, height, rgb), frame)),
                seconds * FPS);
    }

    /**
     * How pictures are encoded.
     *
     * @param bitsPerSecond of video
     * @param keyEvery frames from one key frame to the next
     */
    public record Rate(long bitsPerSecond, int keyEvery) {}

    /** A picture, packed row by row. */
    public record Rgb(int width, int height, byte[] pixels) {}

    /** Encodes pictures of any size in one size into a file of MP4, {@value #FPS} a second. */
    public static Path pictures(Path file, int width, int height, Rate rate, int count, IntFunction<Rgb> picture) {
        return write(
                file,
                "mp4",
                Map.of(),
                new Shown(width, height, rate, (frame, number) -> convert(picture.apply(number), frame)),
                count);
    }

    private record Shown(int width, int height, Rate rate, Painter painter) {}

    private static Path write(Path file, String format, Map<String, String> options, Shown shown, int frames) {
        AVFormatContext muxer = new AVFormatContext(null);
        check(avformat.avformat_alloc_output_context2(muxer, null, format, file.toString()));
        boolean global = (muxer.oformat().flags() & avformat.AVFMT_GLOBALHEADER) != 0;
        AVCodecContext encoder = encoder(Codec.H264, shown, global);
        AVStream stream = avformat.avformat_new_stream(muxer, null);
        stream.time_base(PERIOD);
        stream.avg_frame_rate(avutil.av_make_q(FPS, 1));
        check(avcodec.avcodec_parameters_from_context(stream.codecpar(), encoder));
        AVIOContext output = new AVIOContext(null);
        boolean own = (muxer.oformat().flags() & avformat.AVFMT_NOFILE) == 0;
        if (own) {
            check(avformat.avio_open(output, file.toString(), avformat.AVIO_FLAG_WRITE));
            muxer.pb(output);
        }
        AVDictionary with = new AVDictionary(null);
        options.forEach((name, value) -> avutil.av_dict_set(with, name, value, 0));
        check(avformat.avformat_write_header(muxer, with));
        avutil.av_dict_free(with);
        packets(encoder, frames, shown.painter(), packet -> {
            packet.stream_index(0);
            packet.duration(1);
            avcodec.av_packet_rescale_ts(packet, PERIOD, stream.time_base());
            check(avformat.av_write_frame(muxer, packet));
        });
        check(avformat.av_write_trailer(muxer));
        if (own) {
            avformat.avio_closep(output);
            muxer.pb(null);
        }
        avformat.avformat_free_context(muxer);
        avcodec.avcodec_free_context(encoder);
        return file;
    }

    private static AVCodecContext encoder(Codec codec, Shown shown, boolean global) {
        avutil.av_log_set_level(avutil.AV_LOG_QUIET); // encoders greet; what fails is an exception here
        AVCodec named = avcodec.avcodec_find_encoder_by_name(codec.encoder);
        AVCodecContext context = avcodec.avcodec_alloc_context3(named);
        context.width(shown.width());
        context.height(shown.height());
        context.pix_fmt(avutil.AV_PIX_FMT_YUV420P);
        context.time_base(PERIOD);
        context.framerate(avutil.av_make_q(FPS, 1));
        context.gop_size(shown.rate().keyEvery());
        context.max_b_frames(0);
        context.bit_rate(shown.rate().bitsPerSecond());
        context.thread_count(1);
        if (global) {
            context.flags(context.flags() | avcodec.AV_CODEC_FLAG_GLOBAL_HEADER);
        }
        check(avcodec.avcodec_open2(context, named, (AVDictionary) null));
        return context;
    }

    private interface Sink {
        void packet(AVPacket packet);
    }

    private static void packets(AVCodecContext encoder, int frames, Painter painter, Sink sink) {
        AVFrame frame = avutil.av_frame_alloc();
        frame.format(avutil.AV_PIX_FMT_YUV420P);
        frame.width(encoder.width());
        frame.height(encoder.height());
        check(avutil.av_frame_get_buffer(frame, 0));
        AVPacket packet = avcodec.av_packet_alloc();
        for (int i = 0; i <= frames; i++) {
            if (i < frames) {
                check(avutil.av_frame_make_writable(frame));
                painter.paint(frame, i);
                frame.pts(i);
            }
            check(avcodec.avcodec_send_frame(encoder, i < frames ? frame : null));
            while (avcodec.avcodec_receive_packet(encoder, packet) >= 0) {
                sink.packet(packet);
                avcodec.av_packet_unref(packet);
            }
        }
        avcodec.av_packet_free(packet);
        avutil.av_frame_free(frame);
    }

    private static void paint(AVFrame frame, int number) {
        int width = frame.width();
        byte[] row = new byte[width];
        Arrays.fill(row, (byte) 110);
        for (int x = 0; x < width / 8; x++) {
            row[(number * 4 + x) % width] = (byte) 220;
        }
        fill(frame.data(0), frame.linesize(0), row, frame.height());
        grey(frame);
    }

    /** No colour. */
    static void grey(AVFrame frame) {
        byte[] grey = new byte[frame.width() / 2];
        Arrays.fill(grey, (byte) 128);
        fill(frame.data(1), frame.linesize(1), grey, frame.height() / 2);
        fill(frame.data(2), frame.linesize(2), grey, frame.height() / 2);
    }

    private static void convert(Rgb from, AVFrame into) {
        SwsContext scaler = swscale.sws_getContext(
                from.width(),
                from.height(),
                avutil.AV_PIX_FMT_RGB24,
                into.width(),
                into.height(),
                into.format(),
                swscale.SWS_BILINEAR,
                null,
                null,
                (DoublePointer) null);
        try (BytePointer pixels = new BytePointer(from.pixels());
                PointerPointer<?> planes = new PointerPointer<>(4);
                IntPointer rows = new IntPointer(from.width() * 3, 0, 0, 0)) {
            planes.put(0, pixels);
            check(swscale.sws_scale(scaler, planes, rows, 0, from.height(), into.data(), into.linesize()));
        } finally {
            swscale.sws_freeContext(scaler);
        }
    }

    private static void fill(BytePointer plane, int stride, byte[] row, int rows) {
        for (int y = 0; y < rows; y++) {
            plane.position((long) y * stride).put(row, 0, row.length);
        }
    }

    private static void check(int result) {
        if (result < 0) {
            throw new IllegalStateException("FFmpeg's result " + result);
        }
    }
}
