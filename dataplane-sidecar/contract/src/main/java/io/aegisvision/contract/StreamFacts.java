package io.aegisvision.contract;

import io.aegisvision.contract.CellState.StreamPhase;
import io.aegisvision.contract.CellState.StreamReason;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was measured of one stream, for {@link StreamExplanation}. Times are milliseconds; ages count back from now.
 *
 * @param phase what its runner is doing
 * @param reason why it is not running well, or null
 * @param message for people, or null
 * @param phaseAge since the phase and its reason are what they are
 * @param sessionOpen the source was opened, whether or not a picture came
 * @param frameAge since the last frame was decoded; -1 before the first
 * @param wantedPerSecond rate of sampling that the pipeline asks for
 * @param decodedPerSecond over the last seconds
 * @param processedPerSecond over the last seconds
 * @param oldestUnderWay since the oldest frame that is under way was decoded; 0 when none is
 * @param analysing since tracking and rules began with the frame that they are busy with; 0 when they are not
 * @param appending since the outbox began with the events that it is busy with; 0 when it is not
 * @param window what the rest was measured over, up to now
 * @param times by stage, in the order of a frame's life; stages of which nothing was seen are left out
 * @param lag age of frames, from capture to the end of their analysis; null when nothing was analysed, or capture times
 *     are not of this clock
 * @param processed frames analysed in the window
 * @param dropped frames lost in the window, by reason as in {@link CellState.StreamState#dropped()}
 * @param outbox of the cell
 */
public record StreamFacts(
        String stream,
        StreamPhase phase,
        @Nullable StreamReason reason,
        @Nullable String message,
        long phaseAge,
        boolean sessionOpen,
        long frameAge,
        int wantedPerSecond,
        double decodedPerSecond,
        double processedPerSecond,
        long oldestUnderWay,
        long analysing,
        long appending,
        long window,
        List<StageTime> times,
        @Nullable Spread lag,
        long processed,
        Map<String, Long> dropped,
        CellState.Outbox outbox) {
    public StreamFacts {
        times = Lists.copy(times);
        @Nullable Map<String, Long> given = dropped;
        dropped = given == null ? Map.of() : Map.copyOf(given);
    }

    /** A part of a frame's life, in order. */
    public enum FrameStage {
        Decode("decoding"),
        Scale("scaling"),
        Queue("waiting for the server or for the frame before"),
        Inference("inference"),
        TrackAndRules("tracking and rules"),
        Append("writing events to the disk"),
        /** From written to acknowledged by the broker; of all streams of the cell. */
        Delivery("delivery to the broker");

        private final String text;

        FrameStage(String text) {
            this.text = text;
        }

        /** In a sentence. */
        public String text() {
            return text;
        }
    }

    /**
     * How long something took.
     *
     * @param count how often it was seen
     * @param p50 half took no longer, milliseconds
     * @param p95 19 of 20 took no longer
     * @param max the longest
     */
    public record Spread(long count, double p50, double p95, double max) {}

    /** One stage's time. */
    public record StageTime(FrameStage stage, Spread spread) {}

    /** A stage's time, zeros where nothing was seen of it. */
    Spread time(FrameStage stage) {
        return times.stream()
                .filter(one -> one.stage() == stage)
                .map(StageTime::spread)
                .findFirst()
                .orElse(new Spread(0, 0, 0, 0));
    }
}
