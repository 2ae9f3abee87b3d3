package io.aegisvision.dataplane.video;

import io.aegisvision.contract.CellState.StreamReason;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Why a source does not open or does not go on.
 *
 * @param reason for programs
 * @param message for people, at most about 120 characters; never a URL, never a credential
 */
public record VideoProblem(StreamReason reason, String message) {
    private static final int ECONNREFUSED = -111;
    private static final int EINVAL = -22;
    private static final int ETIMEDOUT = -110;

    /**
     * FFmpeg's error while the source was being opened; {@code timedOut} when the time for it was used up,
     * {@code stored} for a file.
     */
    static VideoProblem opening(int error, boolean timedOut, boolean stored) {
        if (error == avutil.AVERROR_HTTP_UNAUTHORIZED() || error == avutil.AVERROR_HTTP_FORBIDDEN()) {
            return new VideoProblem(
                    StreamReason.SourceUnauthorized, "the source refuses the credentials; check the Secret");
        }
        if (error == ECONNREFUSED) {
            return new VideoProblem(StreamReason.SourceRefused, "connection refused: nothing listens at that port");
        }
        if (error == avutil.AVERROR_HTTP_NOT_FOUND()) {
            return new VideoProblem(StreamReason.SourceRefused, "the source has nothing at that path (404)");
        }
        if (isHttp(error)) {
            return new VideoProblem(StreamReason.SourceRefused, "the source refuses the request: " + text(error));
        }
        if (timedOut) {
            return new VideoProblem(StreamReason.SourceUnreachable, "no answer from the source in time");
        }
        if (error == avutil.AVERROR_INVALIDDATA()
                || (stored && error == EINVAL) // a format that is not on our list
                || error == avutil.AVERROR_STREAM_NOT_FOUND()
                || error == avutil.AVERROR_DEMUXER_NOT_FOUND()
                || error == avutil.AVERROR_PATCHWELCOME()) {
            return new VideoProblem(StreamReason.SourceNotVideo, "what the source sends is not video that we can read");
        }
        if (error == avutil.AVERROR_EOF()) {
            return new VideoProblem(
                    stored ? StreamReason.SourceNotVideo : StreamReason.SourceUnreachable,
                    stored ? "the file holds no video" : "the source closed the connection");
        }
        return new VideoProblem(StreamReason.SourceUnreachable, "the source cannot be reached: " + text(error));
    }

    /** FFmpeg's error while packets were read. */
    static VideoProblem reading(int error, boolean timedOut) {
        if (timedOut || error == ETIMEDOUT) {
            return stalled();
        }
        if (error == avutil.AVERROR_EOF()) {
            return new VideoProblem(StreamReason.SourceEnded, "the source ended the session");
        }
        if (error == avutil.AVERROR_INVALIDDATA()) {
            return new VideoProblem(StreamReason.SourceNotVideo, "what the source sends is no longer video");
        }
        return new VideoProblem(StreamReason.SourceEnded, "the connection to the source broke: " + text(error));
    }

    static VideoProblem stalled() {
        return new VideoProblem(StreamReason.SourceStalled, "no decodable frame from the source in time");
    }

    static VideoProblem keyless() {
        return new VideoProblem(
                StreamReason.SourceStalled,
                "no key frame for " + VideoLimits.KEYLESS.toSeconds() + " s; let the camera send them more often");
    }

    static VideoProblem empty() {
        return new VideoProblem(StreamReason.SourceNotVideo, "the recording has no frame that could be decoded");
    }

    static VideoProblem decoding(int error) {
        return new VideoProblem(StreamReason.DecodeFailed, "the video cannot be decoded: " + text(error));
    }

    private static boolean isHttp(int error) {
        return error == avutil.AVERROR_HTTP_BAD_REQUEST()
                || error == avutil.AVERROR_HTTP_OTHER_4XX()
                || error == avutil.AVERROR_HTTP_SERVER_ERROR();
    }

    /** FFmpeg's own words for an error number; they never hold an address. */
    private static String text(int error) {
        byte[] text = new byte[128];
        avutil.av_strerror(error, text, text.length);
        int length = 0;
        while (length < text.length && text[length] != 0) {
            length++;
        }
        return new String(text, 0, length, java.nio.charset.StandardCharsets.UTF_8);
    }
}
