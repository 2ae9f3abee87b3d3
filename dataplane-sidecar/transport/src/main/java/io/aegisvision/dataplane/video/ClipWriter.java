package io.aegisvision.dataplane.video;

import io.aegisvision.dataplane.video.PacketSpan.Kept;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVBSFContext;
import org.bytedeco.ffmpeg.avcodec.AVBitStreamFilter;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.SizeTPointer;

/**
 * Writes packets as they are into an MP4 file, its index before its video: it plays while it still loads. At human
 * rates.
 */
public final class ClipWriter {
    /** Ticks per second of MPEG: what cameras' times are multiples of. */
    private static final int TICKS = 90_000;

    private static final long MICROS = 1_000_000;
    /** Of a clip of one frame. */
    private static final long LONE_FRAME = TICKS / 25;

    private ClipWriter() {}

    /** What became of it. */
    public sealed interface Outcome {
        /**
         * The file is whole.
         *
         * @param beginMicros capture time of its first frame, which it shows at 0
         * @param endMicros capture time of its last frame
         */
        record Written(long beginMicros, long endMicros) implements Outcome {}

        /** MP4 does not hold this codec, or the packets lack what it needs; nothing useful was written. */
        record Refused(int error) implements Outcome {}
    }

    /** Writes a file, or over one; blocks. */
    public static Outcome write(PacketSpan span, Path file) {
        AVFormatContext muxer = new AVFormatContext(null);
        if (avformat.avformat_alloc_output_context2(muxer, null, "mp4", file.toString()) < 0) {
            throw new IllegalStateException("FFmpeg has no MP4 muxer");
        }
        AVIOContext output = new AVIOContext(null);
        try {
            int result = avformat.avio_open(output, file.toString(), avformat.AVIO_FLAG_WRITE);
            if (result >= 0) {
                muxer.pb(output);
                result = mux(muxer, span);
            }
            return result < 0 ? new Outcome.Refused(result) : new Outcome.Written(span.beginMicros(), span.endMicros());
        } finally {
            if (!output.isNull()) {
                avformat.avio_closep(output);
                muxer.pb(null);
            }
            avformat.avformat_free_context(muxer);
        }
    }

    private static int mux(AVFormatContext muxer, PacketSpan span) {
        AVStream stream = avformat.avformat_new_stream(muxer, null);
        header(span).fill(stream.codecpar());
        stream.time_base(avutil.av_make_q(1, TICKS));
        AVDictionary options = new AVDictionary(null);
        avutil.av_dict_set(options, "movflags", "+faststart", 0);
        avutil.av_dict_set(options, "video_track_timescale", Integer.toString(TICKS), 0);
        AVDictionary metadata = new AVDictionary(null);
        Instant begin = Instant.EPOCH.plus(span.beginMicros(), ChronoUnit.MICROS);
        avutil.av_dict_set(metadata, "creation_time", begin.toString(), 0);
        muxer.metadata(metadata);
        int result = avformat.avformat_write_header(muxer, options);
        avutil.av_dict_free(options);
        return result < 0 ? result : packets(muxer, stream, span);
    }

    private static int packets(AVFormatContext muxer, AVStream stream, PacketSpan span) {
        List<Kept> kept = span.packets();
        long[] shown = kept.stream()
                .mapToLong(one -> (one.captureMicros() - span.beginMicros()) * TICKS / MICROS)
                .toArray();
        long[] decoded = decodeTimes(shown);
        AVPacket copy = avcodec.av_packet_alloc();
        AVRational ticks = avutil.av_make_q(1, TICKS);
        int result = 0;
        long duration = LONE_FRAME;
        for (int i = 0; i < kept.size() && result >= 0; i++) {
            result = avcodec.av_packet_ref(copy, kept.get(i).packet());
            if (result < 0) {
                break;
            }
            duration = i + 1 < decoded.length ? decoded[i + 1] - decoded[i] : duration;
            copy.pts(shown[i]);
            copy.dts(decoded[i]);
            copy.duration(duration);
            copy.stream_index(0);
            avcodec.av_packet_rescale_ts(copy, ticks, stream.time_base());
            result = avformat.av_write_frame(muxer, copy);
            avcodec.av_packet_unref(copy);
        }
        avcodec.av_packet_free(copy);
        return result < 0 ? result : avformat.av_write_trailer(muxer);
    }

    /**
     * Times of decoding: the times of showing in ascending order, as early as need be for none to be shown before it is
     * decoded. Strictly ascending, as the container asks.
     */
    static long[] decodeTimes(long[] shown) {
        long[] times = shown.clone();
        Arrays.sort(times);
        for (int i = 1; i < times.length; i++) {
            times[i] = Math.max(times[i], times[i - 1] + 1);
        }
        long late = 0;
        for (int i = 0; i < times.length; i++) {
            late = Math.max(late, times[i] - shown[i]);
        }
        for (int i = 0; i < times.length; i++) {
            times[i] -= late;
        }
        return times;
    }

    /** The header as the clip's own first frame has it, where it is in the stream: a camera may have changed it. */
    private static CodecFacts header(PacketSpan span) {
        CodecFacts facts = span.facts();
        boolean apart = facts.extradata().length > 0 && facts.extradata()[0] == 1; // as MP4 has it: not in the packets
        if (apart) {
            return facts;
        }
        byte[] found = inStream(facts, span.packets().getFirst().packet());
        return found.length == 0 ? facts : facts.withExtradata(found);
    }

    private static byte[] inStream(CodecFacts facts, AVPacket packet) {
        AVBitStreamFilter filter = avcodec.av_bsf_get_by_name("extract_extradata");
        AVBSFContext context = new AVBSFContext(null);
        if (filter == null || filter.isNull() || avcodec.av_bsf_alloc(filter, context) < 0) {
            return new byte[0];
        }
        facts.fill(context.par_in());
        AVPacket copy = avcodec.av_packet_alloc();
        try (SizeTPointer size = new SizeTPointer(1)) {
            if (avcodec.av_bsf_init(context) < 0 // a codec that has no header of its own
                    || avcodec.av_packet_ref(copy, packet) < 0
                    || avcodec.av_bsf_send_packet(context, copy) < 0
                    || avcodec.av_bsf_receive_packet(context, copy) < 0) {
                return new byte[0];
            }
            BytePointer data = avcodec.av_packet_get_side_data(copy, avcodec.AV_PKT_DATA_NEW_EXTRADATA, size);
            if (data == null || data.isNull()) {
                return new byte[0];
            }
            byte[] header = new byte[(int) size.get()];
            data.get(header);
            return header;
        } finally {
            avcodec.av_packet_free(copy);
            avcodec.av_bsf_free(context);
        }
    }
}
