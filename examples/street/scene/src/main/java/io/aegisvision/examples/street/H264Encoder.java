package io.aegisvision.examples.street;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_BITEXACT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.av_bsf_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_bsf_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_bsf_get_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.av_bsf_init;
import static org.bytedeco.ffmpeg.global.avcodec.av_bsf_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_bsf_send_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_ERROR;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB24;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set;
import static org.bytedeco.ffmpeg.global.swscale.SWS_ACCURATE_RND;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BILINEAR;
import static org.bytedeco.ffmpeg.global.swscale.SWS_BITEXACT;
import static org.bytedeco.ffmpeg.global.swscale.sws_freeContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_getContext;
import static org.bytedeco.ffmpeg.global.swscale.sws_scale;

import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVBSFContext;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Writes frames of 640x360 as H.264 by OpenH264, without B-frames. One thread and FFmpeg's bit-exact switches: the same
 * frames give the same bytes, so a set of clips has a digest that can be written down. Not for use by several threads.
 */
final class H264Encoder implements AutoCloseable {
    private static final int KEY_FRAME_EVERY = 6;
    private static final long BITS_PER_SECOND = 8_000_000;

    private final Path file;
    private final AVFormatContext muxer;
    private final AVStream stream;
    private final AVCodecContext codec;
    private final AVBSFContext delimiter;
    private final SwsContext scaler;
    private final AVFrame rgb;
    private final AVFrame yuv;
    private final AVPacket packet;
    private long frames;

    private record Form(String container, int keyFrameEvery, int quantizer, boolean delimiters) {}

    private H264Encoder(Path file, int framesPerSecond, Form form) throws IOException {
        this.file = file;
        av_log_set_level(AV_LOG_ERROR);
        muxer = new AVFormatContext(null);
        check(avformat_alloc_output_context2(muxer, null, form.container(), file.toString()), "open the container");
        muxer.flags(muxer.flags() | AVFormatContext.AVFMT_FLAG_BITEXACT);
        codec = codec(framesPerSecond, form);
        stream = avformat_new_stream(muxer, null);
        stream.time_base(codec.time_base());
        delimiter = new AVBSFContext(null);
        check(
                av_bsf_alloc(av_bsf_get_by_name(form.delimiters() ? "h264_metadata" : "null"), delimiter),
                "make the filter");
        check(avcodec_parameters_from_context(delimiter.par_in(), codec), "describe the stream");
        delimiter.time_base_in(codec.time_base());
        if (form.delimiters()) {
            check(av_opt_set(delimiter.priv_data(), "aud", "insert", 0), "ask for delimiters");
        }
        check(av_bsf_init(delimiter), "start the filter");
        check(avcodec_parameters_from_context(stream.codecpar(), codec), "describe the stream");
        AVIOContext output = new AVIOContext(null);
        check(avio_open(output, file.toString(), AVIO_FLAG_WRITE), "open the file");
        muxer.pb(output);
        check(avformat_write_header(muxer, (AVDictionary) null), "write the header");
        scaler = sws_getContext(
                Canvas.WIDTH,
                Canvas.HEIGHT,
                AV_PIX_FMT_RGB24,
                Canvas.WIDTH,
                Canvas.HEIGHT,
                AV_PIX_FMT_YUV420P,
                SWS_BILINEAR | SWS_BITEXACT | SWS_ACCURATE_RND,
                null,
                null,
                (DoublePointer) null);
        rgb = frame(AV_PIX_FMT_RGB24);
        yuv = frame(AV_PIX_FMT_YUV420P);
        packet = av_packet_alloc();
    }

    /**
     * An elementary stream as a camera sends it: Annex B with access unit delimiters and repeated headers, a key frame
     * every 6 frames, so that who opens the camera waits a quarter of a second at most.
     */
    static H264Encoder camera(Path file, int framesPerSecond) throws IOException {
        return new H264Encoder(file, framesPerSecond, new Form("h264", KEY_FRAME_EVERY, 24, true));
    }

    /** A short clip in MP4 of higher quality with one key frame. */
    static H264Encoder clip(Path file, int framesPerSecond) throws IOException {
        return new H264Encoder(file, framesPerSecond, new Form("mp4", 250, 22, false));
    }

    /** Adds a frame of packed RGB. */
    void write(byte[] packed) throws IOException {
        check(av_frame_make_writable(rgb), "use a frame");
        check(av_frame_make_writable(yuv), "use a frame");
        int rowBytes = Canvas.WIDTH * 3;
        int stride = rgb.linesize(0);
        BytePointer pixels = rgb.data(0).capacity((long) stride * Canvas.HEIGHT);
        for (int row = 0; row < Canvas.HEIGHT; row++) {
            pixels.position((long) row * stride).put(packed, row * rowBytes, rowBytes);
        }
        check(
                sws_scale(
                        scaler,
                        new PointerPointer<>(rgb),
                        rgb.linesize(),
                        0,
                        Canvas.HEIGHT,
                        new PointerPointer<>(yuv),
                        yuv.linesize()),
                "convert a frame");
        yuv.pts(frames++);
        check(avcodec_send_frame(codec, yuv), "encode a frame");
        drain();
    }

    /** Completes the file. */
    @Override
    public void close() throws IOException {
        try {
            check(avcodec_send_frame(codec, null), "end the stream");
            drain();
            check(av_write_trailer(muxer), "write the trailer");
        } finally {
            avio_closep(muxer.pb());
            avcodec_free_context(codec);
            av_bsf_free(delimiter);
            avformat_free_context(muxer);
            sws_freeContext(scaler);
            av_frame_free(rgb);
            av_frame_free(yuv);
            av_packet_free(packet);
        }
    }

    private void drain() throws IOException {
        while (avcodec_receive_packet(codec, packet) >= 0) {
            packet.duration(1);
            check(av_bsf_send_packet(delimiter, packet), "delimit a frame");
            while (av_bsf_receive_packet(delimiter, packet) >= 0) {
                av_packet_rescale_ts(packet, codec.time_base(), stream.time_base());
                packet.stream_index(0);
                check(av_interleaved_write_frame(muxer, packet), "write a frame");
            }
        }
    }

    private AVCodecContext codec(int framesPerSecond, Form form) throws IOException {
        AVCodec openH264 = avcodec_find_encoder_by_name("libopenh264");
        if (openH264 == null) {
            throw new IOException("this build of FFmpeg has no OpenH264");
        }
        AVCodecContext made = avcodec_alloc_context3(openH264);
        made.width(Canvas.WIDTH);
        made.height(Canvas.HEIGHT);
        made.pix_fmt(AV_PIX_FMT_YUV420P);
        made.time_base(av_make_q(1, framesPerSecond));
        made.framerate(av_make_q(framesPerSecond, 1));
        made.gop_size(form.keyFrameEvery());
        made.bit_rate(BITS_PER_SECOND);
        made.qmin(form.quantizer());
        made.qmax(form.quantizer());
        made.thread_count(1);
        made.flags(AV_CODEC_FLAG_BITEXACT | (form.delimiters() ? 0 : AV_CODEC_FLAG_GLOBAL_HEADER));
        check(av_opt_set(made.priv_data(), "rc_mode", "quality", 0), "set the rate control");
        check(avcodec_open2(made, openH264, (AVDictionary) null), "open the encoder");
        return made;
    }

    private AVFrame frame(int format) throws IOException {
        AVFrame frame = av_frame_alloc();
        frame.format(format);
        frame.width(Canvas.WIDTH);
        frame.height(Canvas.HEIGHT);
        check(av_frame_get_buffer(frame, 0), "allocate a frame");
        return frame;
    }

    private void check(int status, String what) throws IOException {
        if (status < 0) {
            throw new IOException("cannot " + what + " for " + file + ": FFmpeg's status " + status);
        }
    }

    static {
        // The program's libraries, without those of devices: they would need a sound server's.
        Loader.load(org.bytedeco.ffmpeg.global.avutil.class);
        Loader.load(org.bytedeco.ffmpeg.global.avcodec.class);
        Loader.load(org.bytedeco.ffmpeg.global.avformat.class);
        Loader.load(org.bytedeco.ffmpeg.global.swscale.class);
    }
}
