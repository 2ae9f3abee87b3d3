package io.aegisvision.dataplane.video;

import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * What a decoder or a container must know of a stream, in ordinary memory: it outlives the session that it is from.
 *
 * @param codec FFmpeg's codec id
 * @param extradata the stream's own header; empty where it stands in the stream alone
 * @param width pixels; 0 until a frame was decoded
 * @param height pixels
 */
record CodecFacts(int codec, byte[] extradata, int width, int height) {
    static CodecFacts of(AVCodecParameters from) {
        byte[] extradata = new byte[from.extradata_size()];
        if (extradata.length > 0) {
            from.extradata().get(extradata);
        }
        return new CodecFacts(from.codec_id(), extradata, from.width(), from.height());
    }

    /** The same stream in another size, which has another header: it stands in the stream. */
    CodecFacts resized(int newWidth, int newHeight) {
        return new CodecFacts(codec, width == 0 ? extradata : new byte[0], newWidth, newHeight);
    }

    CodecFacts withExtradata(byte[] other) {
        return new CodecFacts(codec, other, width, height);
    }

    /** Writes them into fresh parameters; the receiver's owner frees them. */
    void fill(AVCodecParameters into) {
        into.codec_type(avutil.AVMEDIA_TYPE_VIDEO);
        into.codec_id(codec);
        into.width(width);
        into.height(height);
        if (extradata.length > 0) {
            // FFmpeg frees it with the parameters, and reads a few bytes beyond it
            Pointer memory = avutil.av_mallocz(extradata.length + avcodec.AV_INPUT_BUFFER_PADDING_SIZE);
            BytePointer bytes = new BytePointer(memory);
            bytes.put(extradata);
            into.extradata(bytes);
            into.extradata_size(extradata.length);
        }
    }
}
