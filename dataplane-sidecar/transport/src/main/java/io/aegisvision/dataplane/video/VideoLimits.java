package io.aegisvision.dataplane.video;

import io.aegisvision.contract.StreamAssignment.Kind;
import java.time.Duration;

/**
 * How long a source may keep us waiting.
 *
 * @param openTimeout from opening to the first decoded frame's packet; above 0
 * @param stallTimeout without a decoded frame, after which the source counts as stalled; where only key frames are
 *     decoded: without a packet; above 0
 * @param jump a step of media time above this is a {@link TimeStep#JUMPED}; above 0
 */
public record VideoLimits(Duration openTimeout, Duration stallTimeout, Duration jump) {
    /** A source of which only key frames are decoded, and that sends none for so long, counts as stalled. */
    static final Duration KEYLESS = Duration.ofSeconds(60);

    /** A camera that says nothing for two seconds is reconnected; status must tell within five. */
    private static final VideoLimits NEAR =
            new VideoLimits(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(2));
    /** A playlist's segment is fetched as a whole; six seconds is the length that Apple's authoring rules ask for. */
    private static final VideoLimits SEGMENTED =
            new VideoLimits(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(2));

    /** What a kind of source is allowed. */
    public static VideoLimits of(Kind kind) {
        return switch (kind) {
            case RTSP, FILE -> NEAR;
            case HTTP -> SEGMENTED;
        };
    }

    /** The longest that one call may take before {@link VideoSource} itself ends it. */
    public Duration longestCall() {
        return openTimeout.compareTo(stallTimeout) > 0 ? openTimeout : stallTimeout;
    }
}
