package io.aegisvision.contract;

import io.aegisvision.contract.StreamFacts.FrameStage;
import io.aegisvision.contract.StreamFacts.Spread;
import io.aegisvision.contract.StreamFacts.StageTime;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a stream is doing, since when, and what is in its way: {@code GET /v1/streams/{name}/explain}. The first of these
 * that holds is told: it does not run; it hangs somewhere; frames are lost; frames are old; events wait; all is well.
 *
 * @param stage where it is
 * @param since how long it is there, milliseconds
 * @param late whether something is in its way
 * @param slowest the stage in which frames spend most time at the 95th percentile, or null when nothing was measured
 * @param sentence for people: what is going on, in numbers
 * @param remedy what to do; empty when there is nothing to do
 * @param facts what it was decided from
 */
public record StreamExplanation(
        Stage stage,
        long since,
        boolean late,
        @Nullable FrameStage slowest,
        String sentence,
        String remedy,
        StreamFacts facts) {
    /** A stage that has been at one frame for longer hangs, milliseconds. */
    static final long HANGS = 1_000;
    /** Share of frames that may be lost without a word, percent. */
    static final int LOSS_PERCENT = 2;
    /** Frames older than this at their analysis are late, milliseconds. */
    static final long LATE = 1_000;
    /** A thread that works so long in each second keeps up no more, milliseconds. */
    static final double READER_BUSY = 900;
    /** Events that wait for longer are late, milliseconds. */
    static final long EVENTS_LATE = 5_000;

    /** Where a stream is. */
    public enum Stage {
        WaitingForModel,
        /** Opens its source. */
        Connecting,
        /** The source is open and no picture came yet. */
        Opening,
        /** Waits for a frame of its source. */
        WaitingForFrame,
        WaitingForInference,
        Tracking,
        /** Writes events to the disk. */
        Appending,
        /** Events wait for the broker. */
        Delivering,
        /** Its source failed; it is opened again after a pause. */
        BackingOff,
        /** Frames go through all stages. */
        Flowing,
        Ended
    }

    private record Verdict(Stage stage, long since, boolean late, String sentence, String remedy) {}

    /** Decides. */
    public static StreamExplanation of(StreamFacts facts) {
        Verdict verdict = idle(facts)
                .or(() -> hangs(facts))
                .or(() -> loses(facts))
                .or(() -> isLate(facts))
                .or(() -> eventsWait(facts))
                .orElseGet(() -> flows(facts));
        return new StreamExplanation(
                verdict.stage(),
                verdict.since(),
                verdict.late(),
                slowest(facts).map(StageTime::stage).orElse(null),
                verdict.sentence(),
                verdict.remedy(),
                facts);
    }

    private static Optional<Verdict> idle(StreamFacts facts) {
        String why = facts.reason() == null
                ? ""
                : " (" + facts.reason() + (facts.message() == null ? "" : ": " + facts.message()) + ")";
        long since = facts.phaseAge();
        return switch (facts.phase()) {
            case WaitingForModel ->
                Optional.of(new Verdict(
                        Stage.WaitingForModel,
                        since,
                        true,
                        "waits for its models since " + age(since),
                        "see which model is not loaded, and why: kubectl aegis why stream " + facts.stream()));
            case Connecting ->
                Optional.of(
                        facts.sessionOpen()
                                ? new Verdict(
                                        Stage.Opening,
                                        since,
                                        true,
                                        "its source is open and gave no picture yet, since " + age(since),
                                        "wait for a key frame; if it lasts, see to the camera's encoder: a key frame every 2 s or more often")
                                : new Verdict(
                                        Stage.Connecting,
                                        since,
                                        true,
                                        "opens its source since " + age(since) + why,
                                        "see to the source's address and the network to it"));
            case Backoff ->
                Optional.of(new Verdict(
                        Stage.BackingOff,
                        since,
                        true,
                        "its source failed" + why + "; it is opened again after a pause that began " + age(since)
                                + " ago",
                        "see to the source; it is tried again by itself"));
            case Ended ->
                Optional.of(
                        new Verdict(Stage.Ended, since, false, "its file came to its end " + age(since) + " ago", ""));
            case Running -> Optional.empty();
        };
    }

    private static Optional<Verdict> hangs(StreamFacts facts) {
        if (facts.appending() > HANGS) {
            return Optional.of(new Verdict(
                    Stage.Appending,
                    facts.appending(),
                    true,
                    "the disk has been writing one frame's events for " + age(facts.appending()),
                    "see to the disk under the cell's outbox"));
        }
        if (facts.analysing() > HANGS) {
            return Optional.of(new Verdict(
                    Stage.Tracking,
                    facts.analysing(),
                    true,
                    "tracking and rules have been at one frame for " + age(facts.analysing()),
                    "give the data plane more CPU; if it has enough this is a bug, and its log may tell"));
        }
        if (facts.oldestUnderWay() > HANGS) {
            return Optional.of(new Verdict(
                    Stage.WaitingForInference,
                    facts.oldestUnderWay(),
                    true,
                    "a frame has been waiting for the inference server for " + age(facts.oldestUnderWay()),
                    "see the log of the container triton, and the load of its GPU"));
        }
        double period = facts.decodedPerSecond() > 0 ? 1000 / facts.decodedPerSecond() : 0;
        if (facts.frameAge() > Math.max(HANGS, 3 * period)) {
            return Optional.of(new Verdict(
                    Stage.WaitingForFrame,
                    facts.frameAge(),
                    true,
                    "its source has given no frame for " + age(facts.frameAge()),
                    "see to the camera, and to the network to it"));
        }
        return Optional.empty();
    }

    private static Optional<Verdict> loses(StreamFacts facts) {
        long lost = facts.dropped().values().stream().mapToLong(Long::longValue).sum();
        long all = lost + facts.processed();
        if (lost * 100 <= all * LOSS_PERCENT) {
            return Optional.empty();
        }
        Map.Entry<String, Long> most = facts.dropped().entrySet().stream()
                .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .orElseThrow();
        String loss =
                most.getValue() + " of " + all + " frames in " + age(facts.window()) + " were lost as " + most.getKey();
        Stage stage = Stage.WaitingForInference;
        String because;
        String remedy;
        switch (most.getKey()) {
            case "inference-failed" -> {
                because = "the inference server answers with errors";
                remedy = "see the log of the container triton";
            }
            case "inference-unavailable" -> {
                because = "the inference server does not answer, or the model is not loaded";
                remedy = "wait for it to start; if it lasts, see the log of the container triton";
            }
            case "inference-timeout" -> {
                because = "the inference server does not answer in time";
                remedy = "see the load of its GPU, and the log of the container triton";
            }
            case "analysis-failed" -> {
                stage = Stage.Tracking;
                because = "tracking or rules failed, which is a bug";
                remedy = "see the log of the data plane";
            }
            default -> {
                FrameStage narrow = narrowest(facts);
                stage = stageOf(narrow);
                because = narrow.text() + " takes " + millis(facts.time(narrow).p50()) + " a frame (p95 "
                        + millis(facts.time(narrow).p95()) + ") and " + facts.wantedPerSecond()
                        + " frames a second are wanted";
                remedy = widen(narrow);
            }
        }
        return Optional.of(new Verdict(stage, facts.phaseAge(), true, loss + ": " + because, remedy));
    }

    /** Of what works on sampled frames one after another, what takes longest; the server works on two at a time. */
    private static FrameStage narrowest(StreamFacts facts) {
        double infer = facts.time(FrameStage.Inference).p50() / 2;
        double track = facts.time(FrameStage.TrackAndRules).p50();
        double append = facts.time(FrameStage.Append).p50();
        if (infer >= track + append) {
            return FrameStage.Inference;
        }
        return track >= append ? FrameStage.TrackAndRules : FrameStage.Append;
    }

    private static Optional<Verdict> isLate(StreamFacts facts) {
        Optional<StageTime> slowest = slowest(facts);
        Spread lag = facts.lag();
        if (lag == null || lag.p50() <= LATE || slowest.isEmpty()) {
            return Optional.empty();
        }
        double inside = facts.times().stream()
                .filter(one -> one.stage() != FrameStage.Delivery)
                .mapToDouble(one -> one.spread().p50())
                .sum();
        String old = "frames are " + millis(lag.p50()) + " old when they are analysed (p95 " + millis(lag.p95()) + ")";
        double reads = facts.time(FrameStage.Decode).p50() * facts.decodedPerSecond()
                + facts.time(FrameStage.Scale).p50() * Math.min(facts.decodedPerSecond(), facts.wantedPerSecond());
        if (reads > READER_BUSY) {
            return Optional.of(new Verdict(
                    Stage.WaitingForFrame,
                    facts.phaseAge(),
                    true,
                    old + "; decoding and scaling take " + millis(reads) + " of each second of their one thread",
                    widen(FrameStage.Decode)));
        }
        if (inside < lag.p50() / 2) {
            return Optional.of(new Verdict(
                    Stage.WaitingForFrame,
                    facts.phaseAge(),
                    true,
                    old + ", of which the cell takes " + millis(inside) + ": they come late",
                    "see to the camera's clock and buffering, and to the network to it"));
        }
        FrameStage stage = slowest.get().stage();
        return Optional.of(new Verdict(
                stageOf(stage),
                facts.phaseAge(),
                true,
                old + "; slowest is " + stage.text() + " with p95 "
                        + millis(slowest.get().spread().p95()),
                widen(stage)));
    }

    private static Optional<Verdict> eventsWait(StreamFacts facts) {
        CellState.Outbox outbox = facts.outbox();
        if (outbox.pending() == 0 || outbox.oldestPendingMillis() <= EVENTS_LATE) {
            return Optional.empty();
        }
        return Optional.of(new Verdict(
                Stage.Delivering,
                outbox.oldestPendingMillis(),
                true,
                outbox.pending() + " events of the cell wait for the broker, the oldest since "
                        + age(outbox.oldestPendingMillis())
                        + (outbox.problem() == null ? "" : " (" + outbox.problem() + ")"),
                "see to the broker; events stay on disk until it takes them"));
    }

    private static Verdict flows(StreamFacts facts) {
        String rate = "analyses " + oneDigit(facts.processedPerSecond()) + " frames a second of the "
                + oneDigit(facts.decodedPerSecond()) + " that its source gives (wanted: at most "
                + facts.wantedPerSecond() + ")";
        String slowest = slowest(facts)
                .map(one -> "; slowest is " + one.stage().text() + " with p95 "
                        + millis(one.spread().p95()))
                .orElse("");
        return new Verdict(Stage.Flowing, facts.phaseAge(), false, rate + slowest, "");
    }

    /** Delivery is beside a frame's way, and the rate of a source is none of its stages. */
    private static Optional<StageTime> slowest(StreamFacts facts) {
        return facts.times().stream()
                .filter(one -> one.stage() != FrameStage.Delivery)
                .max(Comparator.comparingDouble(one -> one.spread().p95()));
    }

    private static Stage stageOf(FrameStage stage) {
        return switch (stage) {
            case Decode, Scale -> Stage.WaitingForFrame;
            case Queue, Inference -> Stage.WaitingForInference;
            case TrackAndRules -> Stage.Tracking;
            case Append -> Stage.Appending;
            case Delivery -> Stage.Delivering;
        };
    }

    private static String widen(FrameStage stage) {
        return switch (stage) {
            case Decode, Scale -> "give the data plane more CPU, or let the camera send a smaller picture";
            case Queue, Inference ->
                "put fewer streams in a cell (spec.cells.streamsPerCell), ask for fewer frames a second, or serve a smaller model or from a larger slice";
            case TrackAndRules -> "give the data plane more CPU, or ask for fewer frames a second";
            case Append -> "see to the disk under the cell's outbox";
            case Delivery -> "see to the broker";
        };
    }

    /** A span for people: {@code 340 ms}, {@code 12 s}, {@code 3 min}. */
    static String age(long millis) {
        if (millis < 1_000) {
            return millis + " ms";
        }
        return millis < 180_000 ? millis / 1_000 + " s" : millis / 60_000 + " min";
    }

    private static String millis(double millis) {
        return millis < 10 ? oneDigit(millis) + " ms" : Math.round(millis) + " ms";
    }

    private static String oneDigit(double value) {
        return Math.round(value * 10) / 10.0 + "";
    }
}
