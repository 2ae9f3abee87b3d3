package io.aegisvision.dataplane.video;

import java.time.Duration;

/**
 * How long a source may keep us waiting.
 *
 * @param openTimeout from opening to the first decoded frame's packet; above 0
 * @param stallTimeout without a decoded frame, after which the source counts as stalled; above 0
 * @param jump a step of media time above this is a {@link TimeStep#JUMPED}; above 0
 */
public record VideoLimits(Duration openTimeout, Duration stallTimeout, Duration jump) {
    /** A camera that says nothing for two seconds is reconnected; status must tell within five. */
    public static final VideoLimits DEFAULT =
            new VideoLimits(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(2));
}
