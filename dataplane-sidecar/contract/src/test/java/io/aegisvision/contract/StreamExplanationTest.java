package io.aegisvision.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.aegisvision.contract.CellState.StreamPhase;
import io.aegisvision.contract.CellState.StreamReason;
import io.aegisvision.contract.StreamExplanation.Stage;
import io.aegisvision.contract.StreamFacts.FrameStage;
import io.aegisvision.contract.StreamFacts.Spread;
import io.aegisvision.contract.StreamFacts.StageTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is told of a stream, from facts alone. */
class StreamExplanationTest {
    /** A stream that runs well, and what is otherwise. */
    private static final class Given {
        private StreamPhase phase = StreamPhase.Running;
        private @Nullable StreamReason reason;
        private @Nullable String message;
        private boolean open = true;
        private long frameAge = 40;
        private double decoded = 25;
        private long oldest = 30;
        private long analysing;
        private long appending;
        private double decode = 4;
        private double queue = 1;
        private double infer = 20;
        private double track = 0.5;
        private double append = 2;
        private @Nullable Spread lag = new Spread(300, 90, 120, 200);
        private Map<String, Long> dropped = Map.of();
        private CellState.Outbox outbox = new CellState.Outbox(10, 10, 0, 0, 0, true, null);

        StreamExplanation told() {
            List<StageTime> times = new ArrayList<>();
            double[] p50 = {decode, 2, queue, infer, track, append, 15};
            for (FrameStage stage : FrameStage.values()) {
                double of = p50[stage.ordinal()];
                times.add(new StageTime(stage, new Spread(300, of, 2 * of, 4 * of)));
            }
            return StreamExplanation.of(new StreamFacts(
                    "gate", phase, reason, message, 42_000, open, frameAge, 10, decoded, 9.9, oldest, analysing,
                    appending, 45_000, times, lag, 300, dropped, outbox));
        }
    }

    /** One thing that is otherwise, and what is told then. */
    private enum Case {
        WELL(Stage.Flowing, 42_000, "9.9 frames a second of the 25.0", "slowest is inference with p95 40 ms", "") {
            @Override
            void change(Given given) {}
        },
        NO_MODEL(Stage.WaitingForModel, 42_000, "waits for its models since 42 s", "", "why stream gate") {
            @Override
            void change(Given given) {
                given.phase = StreamPhase.WaitingForModel;
            }
        },
        NO_ANSWER(Stage.Connecting, 42_000, "opens its source since 42 s", "", "address") {
            @Override
            void change(Given given) {
                given.phase = StreamPhase.Connecting;
                given.open = false;
            }
        },
        NO_PICTURE(Stage.Opening, 42_000, "open and gave no picture", "", "key frame") {
            @Override
            void change(Given given) {
                given.phase = StreamPhase.Connecting;
            }
        },
        SOURCE_FAILED(Stage.BackingOff, 42_000, "(SourceStalled: no frame for 5 s)", "42 s ago", "see to the source") {
            @Override
            void change(Given given) {
                given.phase = StreamPhase.Backoff;
                given.reason = StreamReason.SourceStalled;
                given.message = "no frame for 5 s";
            }
        },
        ENDED(Stage.Ended, 42_000, "came to its end", "", "") {
            @Override
            void change(Given given) {
                given.phase = StreamPhase.Ended;
            }
        },
        DISK_HANGS(Stage.Appending, 7_000, "disk has been writing", "7 s", "disk") {
            @Override
            void change(Given given) {
                given.analysing = 7_100; // writing is part of the analysis
                given.appending = 7_000;
                given.oldest = 7_300;
            }
        },
        RULES_HANG(Stage.Tracking, 7_100, "tracking and rules have been at one frame", "", "CPU") {
            @Override
            void change(Given given) {
                given.analysing = 7_100;
                given.oldest = 7_300;
            }
        },
        SERVER_HANGS(Stage.WaitingForInference, 7_300, "waiting for the inference server for 7 s", "", "triton") {
            @Override
            void change(Given given) {
                given.oldest = 7_300;
            }
        },
        CAMERA_SILENT(Stage.WaitingForFrame, 3_000, "given no frame for 3 s", "", "camera") {
            @Override
            void change(Given given) {
                given.frameAge = 3_000;
            }
        },
        SLOW_CAMERA_IS_NOT_SILENT(Stage.Flowing, 42_000, "of the 0.4", "", "") {
            @Override
            void change(Given given) {
                given.frameAge = 3_000;
                given.decoded = 0.4;
            }
        },
        SERVER_TOO_SLOW(
                Stage.WaitingForInference,
                42_000,
                "200 of 500 frames in 45 s were lost as superseded",
                "300 ms",
                "fewer streams") {
            @Override
            void change(Given given) {
                given.dropped = Map.of("superseded", 200L);
                given.infer = 300;
            }
        },
        RULES_TOO_SLOW(Stage.Tracking, 42_000, "lost as superseded", "tracking and rules takes 150 ms", "CPU") {
            @Override
            void change(Given given) {
                given.dropped = Map.of("superseded", 200L);
                given.track = 150;
            }
        },
        DISK_TOO_SLOW(Stage.Appending, 42_000, "lost as ring-full", "writing events to the disk takes 400 ms", "disk") {
            @Override
            void change(Given given) {
                given.dropped = Map.of("ring-full", 100L, "superseded", 20L);
                given.append = 400;
            }
        },
        SERVER_REFUSES(Stage.WaitingForInference, 42_000, "inference-failed", "answers with errors", "triton") {
            @Override
            void change(Given given) {
                given.dropped = Map.of("inference-failed", 30L);
            }
        },
        SERVER_GONE(Stage.WaitingForInference, 42_000, "inference-unavailable", "does not answer", "triton") {
            @Override
            void change(Given given) {
                given.dropped = Map.of("inference-unavailable", 30L);
            }
        },
        SERVER_OVERDUE(Stage.WaitingForInference, 42_000, "inference-timeout", "in time", "GPU") {
            @Override
            void change(Given given) {
                given.dropped = Map.of("inference-timeout", 30L);
            }
        },
        BUG(Stage.Tracking, 42_000, "analysis-failed", "bug", "log of the data plane") {
            @Override
            void change(Given given) {
                given.dropped = Map.of("analysis-failed", 30L);
            }
        },
        FEW_LOST(Stage.Flowing, 42_000, "9.9 frames", "", "") {
            @Override
            void change(Given given) {
                given.dropped = Map.of("superseded", 3L);
            }
        },
        NETWORK_SLOW(Stage.WaitingForFrame, 42_000, "frames are 4000 ms old", "they come late", "camera's clock") {
            @Override
            void change(Given given) {
                given.lag = new Spread(300, 4_000, 5_000, 6_000);
            }
        },
        DECODER_TOO_SLOW(Stage.WaitingForFrame, 42_000, "decoding and scaling take 1020 ms of each second", "", "CPU") {
            @Override
            void change(Given given) {
                given.lag = new Spread(300, 4_000, 5_000, 6_000);
                given.decode = 40;
            }
        },
        QUEUE_LONG(
                Stage.WaitingForInference,
                42_000,
                "frames are 1500 ms old",
                "slowest is waiting for the server",
                "streams") {
            @Override
            void change(Given given) {
                given.lag = new Spread(300, 1_500, 5_000, 6_000);
                given.queue = 900;
            }
        },
        BROKER_AWAY(Stage.Delivering, 90_000, "12 events of the cell wait", "(no broker answers)", "broker") {
            @Override
            void change(Given given) {
                given.outbox = new CellState.Outbox(20, 8, 12, 90_000, 0, false, "no broker answers");
            }
        };

        private final Stage stage;
        private final long since;
        private final String says;
        private final String saysToo;
        private final String remedy;

        Case(Stage stage, long since, String says, String saysToo, String remedy) {
            this.stage = stage;
            this.since = since;
            this.says = says;
            this.saysToo = saysToo;
            this.remedy = remedy;
        }

        abstract void change(Given given);
    }

    @ParameterizedTest
    @EnumSource
    void isTold(Case one) {
        Given given = new Given();
        one.change(given);
        StreamExplanation told = given.told();
        assertThat(told.stage()).isEqualTo(one.stage);
        assertThat(told.since()).isEqualTo(one.since);
        assertThat(told.sentence()).contains(one.says, one.saysToo);
        assertThat(told.remedy()).contains(one.remedy);
        assertThat(told.late())
                .as("says what to do where there is something to do")
                .isEqualTo(!told.remedy().isEmpty());
        assertThat(told.slowest()).isNotNull().isNotEqualTo(FrameStage.Delivery);
    }
}
