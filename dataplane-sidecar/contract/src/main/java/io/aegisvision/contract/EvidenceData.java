package io.aegisvision.contract;

import org.jspecify.annotations.Nullable;

/**
 * The {@code data} of the follow-up that says where the evidence of an event is. It comes once what was asked for is
 * stored or known to be lost, after the event and with the same key; exactly one for each event whose {@code
 * evidenceState} is {@code pending}.
 *
 * @param stream the Stream's name
 * @param epoch unique name of the stream's epoch
 * @param rule the rule stage's name
 * @param event {@code id} of the event
 * @param eventType {@code type} of the event
 * @param captureEstimated whether the camera reported no capture time, so that times are estimates
 * @param snapshot one picture, or null where none was asked for
 * @param clip the video around it, or null where none was asked for
 */
public record EvidenceData(
        String stream,
        String epoch,
        String rule,
        String event,
        String eventType,
        boolean captureEstimated,
        @Nullable Item snapshot,
        @Nullable Item clip) {

    /**
     * A file, or why there is none.
     *
     * @param uri where it is: {@code s3://BUCKET/KEY} or {@code pvc://CLAIM/PATH}; null when it is unavailable
     * @param digest {@code sha256:<64 hex>} of its bytes; null when it is unavailable
     * @param mediaType {@code image/jpeg} or {@code video/mp4}; null when it is unavailable
     * @param bytes its size; 0 when it is unavailable
     * @param begin capture time of its first frame, microseconds since the Unix epoch: a clip begins with a key frame,
     *     which may be earlier than asked, or later; 0 when it is unavailable
     * @param end capture time of its last frame; of a snapshot the same
     * @param redacted whether what was to be redacted was painted over
     * @param unavailable why there is none, one of the {@code Lost} names; null when it is there
     */
    public record Item(
            @Nullable String uri,
            @Nullable String digest,
            @Nullable String mediaType,
            long bytes,
            long begin,
            long end,
            boolean redacted,
            @Nullable Lost unavailable) {
        /** There is none. */
        public static Item lost(Lost why) {
            return new Item(null, null, null, 0, 0, 0, false, why);
        }
    }

    /** Why there is no file. */
    public enum Lost {
        /** The frames of that time were not, or no longer, in memory. */
        NotKept,
        /** No key frame in reach: the camera sends them too rarely. */
        NoKeyFrame,
        /** The frame could not be decoded again. */
        NotDecodable,
        /** MP4 does not hold the camera's codec. */
        CodecNotSupported,
        /** What was detected in that very frame is not known, so that it could not be redacted; nothing left the cell. */
        NoDetections,
        /** Clips are not redacted; nothing left the cell. */
        RedactionNotSupported,
        /** Too much waits for the store. */
        QueueFull,
        /** The store refuses: credentials, bucket or rights. */
        StoreRefused,
        /** The store did not take it in time. */
        StoreUnreachable,
        /** The data plane stopped, or started anew, before it was stored. */
        Stopped,
        /** The cell's disk, or a fault of this program; its log says which. */
        Failed
    }
}
