package io.aegisvision.dataplane.video;

import io.aegisvision.contract.CellState.StreamReason;
import io.aegisvision.contract.StreamAssignment.Kind;
import io.aegisvision.contract.StreamAssignment.Source;
import io.aegisvision.contract.StreamAssignment.Transport;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a camera, or one reading of a file: demultiplexed and decoded frame by frame.
 *
 * <p>One thread opens, reads and closes it; {@link #abort()} may come from any. Nothing is allocated per frame. A
 * source that failed is closed and opened again by its owner, who decides when.
 *
 * <p>An RTSP source is not probed: the session description tells the codec, which saves half a second. Its frames come
 * one frame late (41 ms at 25 frames per second), because FFmpeg closes an access unit when the next one begins.
 */
public final class VideoSource implements AutoCloseable {
    private static final int EAGAIN = -11;
    private static final long MICROS = 1_000_000;
    /** FFmpeg would also play text files and follow playlists, and so reach what the spec did not name. */
    private static final String FILE_FORMATS = "mov,mp4,matroska,webm,mpegts,mpeg,avi,h264,hevc";

    private static final String HTTP_FORMATS = "hls," + FILE_FORMATS;
    /** Not file: a playlist must not name what lies in the cell. */
    private static final String HTTP_PROTOCOLS = "http,https,tls,tcp,crypto";

    private static final long DEFAULT_PERIOD_MICROS = 40_000;
    /** Most that a paced source sleeps before it looks whether it was aborted. */
    private static final long PACE_NANOS = 20_000_000;
    /** A paced source that is later than this, by its network or by ours, goes on from here: it does not catch up. */
    private static final long LATE_NANOS = 1_000_000_000;
    /** A source that gives nothing but nonsense is read at this pace until it is given up. */
    private static final long BAD_PACKET_NANOS = 1_000_000;

    private final Source source;
    private final VideoLimits limits;
    private final InstantSource clock;
    private final CaptureClock capture;
    private final Interrupt interrupt;
    private final AVFormatContext format;
    private final AVCodecContext codec;
    private final boolean recorded;
    private final AVPacket packet = avcodec.av_packet_alloc();
    private final Picture picture = new Picture(avutil.av_frame_alloc(), false);
    private final AVFrame frame = picture.frame();
    private final int stream;
    private final long timeNumerator;
    private final long timeDenominator;
    private final long period;
    private final PacketChoice choice = new PacketChoice();

    private boolean drained;
    /** The decoder was told that nothing follows the key frame that it has, so that it hands it out at once. */
    private boolean drainedKey;

    private long keyNanos;
    private boolean closed;
    /** Guarded by {@link #interrupt}. */
    private boolean freed;

    private int decodeError;
    private long decodeErrors;
    private long decoding;
    private long decodeNanos;
    private long frames;
    private long firstMedia;
    private long lastMedia;
    private long pacedFrom;
    private long pacedMedia;
    private @Nullable VideoProblem problem;
    private PacketRing.@Nullable Writer ring;

    private VideoSource(
            Source source,
            VideoLimits limits,
            InstantSource clock,
            Interrupt interrupt,
            AVFormatContext format,
            AVCodecContext codec,
            int stream) {
        this.source = source;
        this.limits = limits;
        this.clock = clock;
        this.recorded = source.kind() == Kind.FILE
                || (source.kind() == Kind.HTTP && format.duration() != avutil.AV_NOPTS_VALUE);
        this.capture = new CaptureClock(limits.jump().toNanos() / 1000, !recorded, this::nowMicros);
        this.interrupt = interrupt;
        this.format = format;
        this.codec = codec;
        this.stream = stream;
        AVStream video = format.streams(stream);
        this.timeNumerator = video.time_base().num();
        this.timeDenominator = video.time_base().den();
        AVRational rate = video.avg_frame_rate();
        this.period = rate.num() > 0 && rate.den() > 0 ? MICROS * rate.den() / rate.num() : DEFAULT_PERIOD_MICROS;
    }

    /**
     * Connects and prepares the decoder; blocks for at most the time to open.
     *
     * @param clock the wall clock, for capture times before the camera's first report
     */
    public static Opened open(Source source, VideoLimits limits, InstantSource clock) {
        NativeVideo.ensureLoaded();
        Interrupt interrupt = new Interrupt();
        interrupt.deadlineIn(limits.openTimeout().toNanos());
        AVFormatContext format = avformat.avformat_alloc_context();
        interrupt.install(format);
        AVDictionary options = options(source, limits);
        int result = avformat.avformat_open_input(format, SourceAddress.of(source), null, options);
        avutil.av_dict_free(options);
        if (result < 0) { // FFmpeg has freed the context
            boolean timedOut = interrupt.expired() || result == avutil.AVERROR_EXIT();
            interrupt.close();
            return new Opened.Failed(VideoProblem.opening(result, timedOut, source.kind() == Kind.FILE));
        }
        return describe(source, limits, clock, interrupt, format);
    }

    private static AVDictionary options(Source source, VideoLimits limits) {
        AVDictionary options = new AVDictionary(null);
        switch (source.kind()) {
            case FILE -> {
                set(options, "protocol_whitelist", "file");
                set(options, "format_whitelist", FILE_FORMATS);
            }
            case HTTP -> {
                set(options, "protocol_whitelist", HTTP_PROTOCOLS);
                set(options, "format_whitelist", HTTP_FORMATS);
                // a live stream is read as fast as it comes: without bounds the probe would take seven seconds of it
                set(options, "analyzeduration", "1000000");
                set(options, "fpsprobesize", "0");
                // FFmpeg asks again on a connection that the server may have closed, as it was asked to, unless told to
                // keep it
                set(options, "multiple_requests", "1");
            }
            case RTSP -> {
                set(options, "protocol_whitelist", "rtsp,rtp,tcp,udp");
                set(options, "rtsp_transport", source.transport() == Transport.UDP ? "udp" : "tcp");
                set(options, "timeout", Long.toString(limits.longestCall().toNanos() / 1000));
                set(options, "allowed_media_types", "video");
            }
        }
        return options;
    }

    private static void set(AVDictionary options, String name, String value) {
        avutil.av_dict_set(options, name, value, 0);
    }

    private static Opened describe(
            Source source, VideoLimits limits, InstantSource clock, Interrupt interrupt, AVFormatContext format) {
        boolean probed = source.kind() != Kind.RTSP;
        int result = probed ? avformat.avformat_find_stream_info(format, (PointerPointer<?>) null) : 0;
        int stream = result < 0
                ? result
                : avformat.av_find_best_stream(format, avutil.AVMEDIA_TYPE_VIDEO, -1, -1, (AVCodec) null, 0);
        if (stream < 0) {
            boolean timedOut = interrupt.expired();
            avformat.avformat_close_input(format);
            interrupt.close();
            return new Opened.Failed(VideoProblem.opening(stream, timedOut, source.kind() == Kind.FILE));
        }
        AVCodec decoder =
                avcodec.avcodec_find_decoder(format.streams(stream).codecpar().codec_id());
        AVCodecContext codec = avcodec.avcodec_alloc_context3(decoder);
        avcodec.avcodec_parameters_to_context(codec, format.streams(stream).codecpar());
        codec.thread_count(1); // one bounded thread per stream; more would also add a frame of delay each
        if (!probed) {
            codec.flags(codec.flags() | avcodec.AV_CODEC_FLAG_LOW_DELAY);
        }
        result = decoder == null || decoder.isNull()
                ? avutil.AVERROR_DECODER_NOT_FOUND()
                : avcodec.avcodec_open2(codec, decoder, (AVDictionary) null);
        if (result < 0) {
            avcodec.avcodec_free_context(codec);
            avformat.avformat_close_input(format);
            interrupt.close();
            return new Opened.Failed(VideoProblem.decoding(result));
        }
        return new Opened.Ready(new VideoSource(source, limits, clock, interrupt, format, codec, stream));
    }

    /** Keeps its packets there, from the first one on; to be called before the first {@link #next()}. */
    public void keepPackets(PacketRing into) {
        ring = into.session(CodecFacts.of(format.streams(stream).codecpar()));
    }

    /**
     * Decodes up to the next frame; blocks until there is one, the source fails or ends, or {@link #abort()}. Garbage
     * that the decoder skips does not reset the time that a source may go without a frame.
     */
    public Step next() {
        if (problem != null || closed) {
            return Step.FAILED;
        }
        if (interrupt.aborted()) {
            return fail(VideoProblem.stalled());
        }
        interrupt.deadlineIn(limits.stallTimeout().toNanos());
        while (true) {
            long begun = System.nanoTime();
            int result = avcodec.avcodec_receive_frame(codec, frame);
            decoding += System.nanoTime() - begun;
            if (result == 0) {
                return accept();
            }
            if (result == avutil.AVERROR_EOF() && drainedKey) {
                drainedKey = false;
                avcodec.avcodec_flush_buffers(codec);
                continue;
            }
            if (result == avutil.AVERROR_EOF()) {
                if (frames == 0) {
                    return fail(decodeError != 0 ? VideoProblem.decoding(decodeError) : VideoProblem.empty());
                }
                if (!source.loop()) {
                    return Step.ENDED;
                }
                if (!rewind()) {
                    return Step.FAILED;
                }
                continue;
            }
            if (result != EAGAIN) {
                noteDecodeError(result);
            }
            if (interrupt.aborted() || interrupt.expired()) {
                return fail(decodeError != 0 ? VideoProblem.decoding(decodeError) : VideoProblem.stalled());
            }
            long skipped = choice.skipped();
            if (!feed()) {
                return Step.FAILED;
            }
            if (choice.skipped() > skipped) {
                return System.nanoTime() - keyNanos > VideoLimits.KEYLESS.toNanos()
                        ? fail(VideoProblem.keyless())
                        : Step.SKIPPED;
            }
        }
    }

    /** Reads one packet and gives it to the decoder, or skips it; false when the source failed. */
    private boolean feed() {
        int result = avformat.av_read_frame(format, packet);
        if (result == EAGAIN) {
            return true;
        }
        if (result == avutil.AVERROR_EOF() && recorded) {
            if (!drained) {
                drained = true;
                avcodec.avcodec_send_packet(codec, null); // hand out what it still holds
            }
            return true;
        }
        if (result == avutil.AVERROR_INVALIDDATA() && source.kind() != Kind.FILE) {
            // one packet that makes no sense does not end a session; next() does, when no frame comes in time
            noteDecodeError(result);
            LockSupport.parkNanos(BAD_PACKET_NANOS);
            return true;
        }
        if (result < 0) {
            boolean timedOut = interrupt.expired() && !interrupt.aborted();
            fail(
                    timedOut && decodeError != 0
                            ? VideoProblem.decoding(decodeError)
                            : VideoProblem.reading(result, timedOut));
            return false;
        }
        if (interrupt.expired() && !recorded) {
            // when its time is up FFmpeg hands out what it still held; that is no sign of life
            avcodec.av_packet_unref(packet);
            fail(decodeError != 0 ? VideoProblem.decoding(decodeError) : VideoProblem.stalled());
            return false;
        }
        if (packet.stream_index() == stream) {
            if (ring != null) {
                ring.packet(packet, PacketRing.micros(packet, timeNumerator, timeDenominator));
            }
            decode();
        }
        avcodec.av_packet_unref(packet);
        return true;
    }

    private void decode() {
        boolean key = (packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0;
        long stamp = packet.pts() == avutil.AV_NOPTS_VALUE ? packet.dts() : packet.pts();
        boolean stamped = stamp != avutil.AV_NOPTS_VALUE;
        if (key || keyNanos == 0) {
            keyNanos = System.nanoTime();
        }
        if (!choice.take(key, stamped ? capture.mediaOf(toMicros(stamp)) : PacketChoice.UNKNOWN)) {
            if (stamped) {
                capture.skipped(toMicros(stamp));
            }
            return;
        }
        long begun = System.nanoTime();
        int sent = avcodec.avcodec_send_packet(codec, packet);
        decoding += System.nanoTime() - begun;
        if (sent < 0 && sent != EAGAIN) {
            noteDecodeError(sent);
        } else if (choice.alone()) {
            avcodec.avcodec_send_packet(codec, null);
            drainedKey = true;
        }
    }

    /**
     * Which packets are decoded from here on; after it was key frames, all again from the next one on.
     *
     * @param restMicros key frames that come less than this after the newest frame are left out too
     */
    public void decode(Decode which, long restMicros) {
        long now = capture.mediaMicros();
        choice.want(which, now == CaptureClock.UNKNOWN || restMicros <= 0 ? PacketChoice.UNKNOWN : now + restMicros);
    }

    /** How far its key frames are apart, the longest of the newest distances, microseconds; below 0 while unknown. */
    public long keyframeMicros() {
        return choice.spacing();
    }

    /** Packets that were not decoded since nobody needs their frames. */
    public long skipped() {
        return choice.skipped();
    }

    private void noteDecodeError(int error) {
        decodeError = error;
        decodeErrors++;
    }

    private Step accept() {
        long stamp = frame.best_effort_timestamp();
        // a file without timestamps runs at its nominal rate
        long media = stamp == avutil.AV_NOPTS_VALUE ? lastMedia + (frames == 0 ? 0 : period) : toMicros(stamp);
        if (frames == 0) {
            firstMedia = media;
        }
        frames++;
        lastMedia = media;
        decodeError = 0;
        decodeNanos = decoding;
        decoding = 0;
        capture.frame(media, reportedBase());
        if (ring != null) {
            ring.decoded(media, capture.micros(), frame.width(), frame.height());
        }
        return Step.FRAME;
    }

    private long toMicros(long stamp) {
        return micros(stamp, timeNumerator, timeDenominator);
    }

    static long micros(long stamp, long numerator, long denominator) {
        // 128 bits are not needed: 2^63 / 10^6 ticks of 90 kHz are three years of media time
        return stamp * MICROS / denominator * numerator + stamp * MICROS % denominator * numerator / denominator;
    }

    private long reportedBase() {
        long start = format.start_time_realtime();
        return source.kind() != Kind.RTSP || start == avutil.AV_NOPTS_VALUE || start == 0
                ? CaptureClock.UNKNOWN
                : start;
    }

    private long nowMicros() {
        Instant now = clock.instant();
        return now.getEpochSecond() * MICROS + now.getNano() / 1000;
    }

    /**
     * Sleeps until the newest frame is due by its own timestamps, where the source is a paced file or comes by HTTP in
     * segments; returns at once for a camera, and after {@link #abort()}.
     */
    public void awaitDue() {
        if (source.kind() == Kind.RTSP || !source.paced()) {
            return;
        }
        long now = System.nanoTime();
        long due = pacedFrom + (capture.mediaMicros() - pacedMedia) * 1000;
        boolean anew = capture.step() != TimeStep.ONWARD && capture.step() != TimeStep.REPEATED;
        if (anew || now - due > LATE_NANOS) {
            pacedFrom = now;
            pacedMedia = capture.mediaMicros();
            return;
        }
        for (long left = due - now; left > 0 && !interrupt.aborted(); left = due - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, PACE_NANOS));
        }
    }

    private boolean rewind() {
        interrupt.deadlineIn(limits.stallTimeout().toNanos());
        int result = avformat.avformat_seek_file(format, -1, Long.MIN_VALUE, 0, Long.MAX_VALUE, 0);
        if (result < 0) {
            fail(VideoProblem.reading(result, false));
            return false;
        }
        avcodec.avcodec_flush_buffers(codec);
        drained = false;
        drainedKey = false;
        capture.rewound(firstMedia);
        choice.restart();
        if (ring != null) {
            ring.rewound();
        }
        lastMedia = firstMedia - period;
        return true;
    }

    private Step fail(VideoProblem why) {
        problem = interrupt.aborted() ? new VideoProblem(StreamReason.SourceEnded, "stopped") : why;
        return Step.FAILED;
    }

    /** Why it failed, after {@link Step#FAILED}. */
    public @Nullable VideoProblem problem() {
        return problem;
    }

    /** The newest frame; overwritten by the next {@link #next()}. */
    public Picture picture() {
        return picture;
    }

    /** When the newest frame was captured, microseconds since the Unix epoch. */
    public long captureMicros() {
        return capture.micros();
    }

    /** True while the camera has not reported its clock (and always for a file). */
    public boolean captureEstimated() {
        return capture.estimated();
    }

    /** How the newest frame's time follows the one before. */
    public TimeStep timeStep() {
        return capture.step();
    }

    /** Whether the newest frame stands for itself. */
    public boolean keyFrame() {
        return (frame.flags() & AVFrame.AV_FRAME_FLAG_KEY) != 0;
    }

    /** What decoding the newest frame took, with what was decoded for it and gave none; waiting is left out. */
    public long decodeNanos() {
        return decodeNanos;
    }

    /** Packets that the decoder refused since the source was opened. */
    public long decodeErrors() {
        return decodeErrors;
    }

    /**
     * Makes a blocked {@link #next()} or {@link #awaitDue()} return; from any thread, any number of times, also after
     * {@link #close()}. Never blocks, also while a call of the reading thread hangs.
     */
    public void abort() {
        synchronized (interrupt) {
            if (!freed) {
                interrupt.abort();
            }
        }
    }

    /** Ends the session and frees everything; by the reading thread. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        interrupt.deadlineIn(500_000_000); // a TEARDOWN is polite, and no reason to wait long
        avcodec.avcodec_free_context(codec);
        avformat.avformat_close_input(format);
        avcodec.av_packet_free(packet);
        avutil.av_frame_free(frame);
        synchronized (interrupt) {
            freed = true;
            interrupt.close();
        }
    }
}
