package io.aegisvision.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rule; exactly one of {@code dwell}, {@code lineCross}, {@code occupancy} is present. Durations are media time.
 *
 * @param name the stage's name, unique in the pipeline
 * @param revision short hex digest of the rule's own definition: episodes survive a reload in which it is unchanged
 * @param from the tracker's name
 * @param labels classes that count; empty counts all
 * @param anchor the box's reference point
 */
public record RuleStage(
        String name,
        String revision,
        String from,
        List<String> labels,
        Anchor anchor,
        @Nullable Dwell dwell,
        @Nullable LineCross lineCross,
        @Nullable Occupancy occupancy) {
    public RuleStage {
        labels = Lists.copy(labels);
    }

    /** Which point of a box stands for the object. */
    public enum Anchor {
        /** Middle of the lower edge: where the object touches the ground. */
        BottomCenter,
        /** Middle of the box. */
        Center
    }

    /** Which crossings of a line are events, seen along the order of the line's points. */
    public enum Direction {
        LeftToRight,
        RightToLeft,
        Both
    }

    /**
     * Fires once per episode, at the first observation with elapsed time of at least {@code durationMillis}.
     *
     * @param zone the zone's name in the stream
     * @param durationMillis time inside after which it fires, above 0
     * @param exitAfterMillis outside or unseen for longer than this ends the episode
     */
    public record Dwell(String zone, long durationMillis, long exitAfterMillis) {}

    /**
     * @param line the line's name in the stream
     * @param direction which crossings are events
     */
    public record LineCross(String line, Direction direction) {}

    /**
     * Raised when more than {@code above} distinct confirmed tracks stay in the zone for {@code forMillis}; re-arms
     * (cleared) at {@code above - hysteresis} or fewer.
     *
     * @param zone the zone's name in the stream
     * @param above threshold, 0 or more
     * @param forMillis how long it must stay above, 0 or more
     * @param hysteresis 0..above
     */
    public record Occupancy(String zone, int above, long forMillis, int hysteresis) {}
}
