package io.aegisvision.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The graph, and the cells that run it. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(value = StageRules.UNIQUE, fieldPath = ".stages", message = StageRules.UNIQUE_MESSAGE)
@ValidationRule(
        value = StageRules.ONE_SAMPLE,
        fieldPath = ".stages",
        message =
                "stages: exactly one stage must be a sample, for example {name: sample, sample: {framesPerSecond: 10}}")
@ValidationRule(value = StageRules.KEYFRAMES, fieldPath = ".stages", message = StageRules.KEYFRAMES_MESSAGE)
@ValidationRule(value = StageRules.HAS_DETECT, fieldPath = ".stages", message = StageRules.HAS_DETECT_MESSAGE)
@ValidationRule(value = StageRules.EARLIER, fieldPath = ".stages", message = StageRules.EARLIER_MESSAGE)
@ValidationRule(
        value = StageRules.DETECT_READS,
        fieldPath = ".stages",
        message = "stages: a detect stage reads the sample stage; write from: [SAMPLE_STAGE] or leave it out")
@ValidationRule(
        value = StageRules.TRACK_READS,
        fieldPath = ".stages",
        message = "stages: a track stage reads one detect stage; write from: [DETECT_STAGE] of an earlier one")
@ValidationRule(
        value = StageRules.RULE_READS,
        fieldPath = ".stages",
        message = "stages: a rule stage reads one track stage; write from: [TRACK_STAGE] of an earlier one")
@ValidationRule(
        value = StageRules.COMPOSITE_READS,
        fieldPath = ".stages",
        message = "stages: a composite rule joins rule stages; write from: [RULE_STAGE, ...] of earlier ones")
@ValidationRule(
        value = StageRules.SINK_READS,
        fieldPath = ".stages",
        message = "stages: a sink stage reads rule stages; write from: [RULE_STAGE, ...] of earlier ones")
@ValidationRule(
        value = StageRules.EVIDENCE_READS,
        fieldPath = ".stages",
        message = "stages: an evidence stage reads rule stages; write from: [RULE_STAGE, ...] of earlier ones")
@ValidationRule(
        value = StageRules.ONE_EVIDENCE,
        fieldPath = ".stages",
        message = "stages: at most one stage is an evidence; name all its rules in from")
public record PipelineSpec(
        @JsonPropertyDescription(
                "The graph in order: `from` names earlier stages, so no cycle can be written. Default of from: the nearest earlier stage of a fitting type; for a sink and for evidence all earlier rules.")
        @Required
        @Size(min = 2, max = PipelineSpec.STAGES)
        List<Stage> stages,

        @JsonPropertyDescription("The cells that run the streams.") @Default("{}")
        Cells cells,

        @JsonPropertyDescription("The GpuPool to take cells from.") @Default("{\"name\": \"default\"}")
        NameRef poolRef,

        @JsonPropertyDescription("How many earlier revisions to keep, 1 to 20.") @Default("5") @Min(1) @Max(20)
        int revisionHistoryLimit) {
    /** Most stages. */
    public static final int STAGES = 64;
    /** Most stages that one stage reads. */
    public static final int FROM = 16;

    public PipelineSpec {
        stages = Lists.copy(stages);
    }

    /** Which tracker. */
    public enum Algorithm {
        /** Two-stage association by overlap, motion predicted by elapsed time. */
        ByteTrack,
        /** Association by overlap and by direction of movement; the way over a gap is made up for when it ends. */
        OcSort
    }

    /** One stage; exactly one of sample, detect, track, rule, sink and evidence. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @ValidationRule(
            value = StageRules.ONE_TYPE,
            messageExpression = StageRules.ONE_TYPE_MESSAGE,
            message = "stage: write exactly one of sample, detect, track, rule, sink, evidence")
    @ValidationRule(
            value = "!has(self.sample) || !has(self.from)",
            fieldPath = ".from",
            message = "from: a sample stage reads the stream itself; leave from out")
    public record Stage(
            @JsonPropertyDescription("Name of the stage, unique in the pipeline; events carry a rule's name.")
            @Required
            @Size(min = 1, max = Formats.NAME_LENGTH)
            @Pattern(Formats.NAME)
            String name,

            @JsonPropertyDescription(
                    "Names of the earlier stages it reads; absent: the nearest earlier one of a fitting type.")
            @Size(max = FROM)
            List<@Size(min = 1, max = Formats.NAME_LENGTH) String> from,

            @JsonPropertyDescription("Which frames go on.") @Nullable
            Sample sample,

            @JsonPropertyDescription("Runs a model on each frame.") @Nullable
            Detect detect,

            @JsonPropertyDescription("Follows objects over frames.") @Nullable
            Track track,

            @JsonPropertyDescription("Turns tracks into events.") @Nullable
            RuleSpec rule,

            @JsonPropertyDescription("Sends events out.") @Nullable
            Sink sink,

            @JsonPropertyDescription("Keeps pictures and video that show why events were told.") @Nullable
            EvidenceSpec evidence) {
        public Stage {
            from = Lists.copy(from);
        }
    }

    /** Which frames go on; exactly one of framesPerSecond, interval and keyframesOnly. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @ValidationRule(
            value = StageRules.ONE_TIER,
            message = "sample: write exactly one of framesPerSecond: 10, interval: 5s, keyframesOnly: true")
    @ValidationRule(
            value = StageRules.INTERVAL,
            fieldPath = ".interval",
            message = "interval: write 1s to 1h; for more frames write framesPerSecond")
    @ValidationRule(
            value = "!has(self.motion) || has(self.framesPerSecond)",
            fieldPath = ".motion",
            message = "motion: goes with framesPerSecond only")
    public record Sample(
            @JsonPropertyDescription(
                    "Frames per second of stream time, 1 to 60; fewer where the source is slower. Every frame is decoded.")
            @Nullable
            @Min(1)
            @Max(60)
            Integer framesPerSecond,

            @JsonPropertyDescription(
                    "One frame in this time, 1s to 1h, stream time: the next key frame, and no other is decoded, where the source sends key frames at least so often.")
            @Nullable
            @Size(max = Formats.DURATION_LENGTH)
            @Pattern(Formats.DURATION)
            String interval,

            @JsonPropertyDescription(
                    "Key frames, and no other is decoded; how often they come is the camera's setting.")
            @Nullable
            Boolean keyframesOnly,

            @JsonPropertyDescription(
                    "Detection only while something moves; tracks and rules see every sampled frame. Absent: always.")
            @Nullable
            Motion motion) {}

    /** When a sampled frame of a still scene is not detected. */
    public record Motion(
            @JsonPropertyDescription(
                    "By how much of the full range a cell's brightness must change to count as motion, 1 to 50.")
            @Default("3")
            @Min(1)
            @Max(50)
            int changePercent,

            @JsonPropertyDescription("How many cells of a grid of 48 x 27 must change, 1 to 1296.")
            @Default("2")
            @Min(1)
            @Max(1296)
            int minCells,

            @JsonPropertyDescription("Detection goes on for so long after the last motion; stream time.")
            @Default("2s")
            @Size(max = Formats.DURATION_LENGTH)
            @Pattern(Formats.DURATION)
            String holdFor,

            @JsonPropertyDescription("A frame is detected at least so often, moved or not; stream time.")
            @Default("1s")
            @Size(max = Formats.DURATION_LENGTH)
            @Pattern(Formats.DURATION)
            String keepAlive) {}

    /** Runs a model on each frame. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Detect(
            @JsonPropertyDescription("The Model.") @Required NameRef modelRef,

            @JsonPropertyDescription("Labels to keep; absent or empty: all.") @Size(max = Formats.LABELS)
            List<@Size(min = 1, max = Formats.NAME_LENGTH) String> labels) {
        public Detect {
            labels = Lists.copy(labels);
        }
    }

    /** Follows objects over frames. */
    public record Track(
            @JsonPropertyDescription("Which tracker; OcSort where objects cross, turn or hide for long.")
            @Default("ByteTrack")
            Algorithm algorithm,

            @JsonPropertyDescription("A track unseen for longer ends; stream time.")
            @Default("2s")
            @Size(max = Formats.DURATION_LENGTH)
            @Pattern(Formats.DURATION)
            String lostAfter) {}

    /** Sends events out; exactly one kind of sink. */
    @ValidationRule(
            value = "has(self.kafka)",
            message = "sink: write kafka: {topic: ..., connectionSecretRef: {name: ...}}")
    public record Sink(
            @JsonPropertyDescription("A topic of a Kafka cluster.") @Nullable
            Kafka kafka,

            @JsonPropertyDescription(
                    "When an event that waits for the sink is on the cell's device, and so which crash loses it.")
            @Default("{}")
            Durability durability) {
        public Sink {
            // of a revision that is older than the field
            durability = durability == null ? new Durability(Flush.Fsync, "100ms") : durability;
        }
    }

    /** When events are flushed. */
    public enum Flush {
        /** Before the event is sent and before its frame counts as processed. */
        Fsync,
        /** Every so often. */
        FsyncEvery,
        /** When the node's kernel likes. */
        None
    }

    /** When an event that waits is on the device. */
    @ValidationRule(
            value =
                    "!has(self.every) || (duration(self.every) >= duration('10ms') && duration(self.every) <= duration('1m'))",
            fieldPath = ".every",
            message = "every: 10ms to 1m")
    public record Durability(
            @JsonPropertyDescription(
                    "Fsync: before it is sent, so that no crash loses it; FsyncEvery: within `every`, so that a power failure loses what was decided in that time and not delivered; None: when the node's kernel likes. The end of the container or of the data plane's process loses nothing with any of them.")
            @Default("Fsync")
            Flush policy,

            @JsonPropertyDescription("Time between two flushes with FsyncEvery, 10ms to 1m; else of no meaning.")
            @Default("100ms")
            @Size(max = Formats.DURATION_LENGTH)
            @Pattern(Formats.DURATION)
            String every) {}

    /** A volume of each cell's own for events that wait. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @ValidationRule(
            value = OutboxVolume.SAME_CLASS,
            fieldPath = ".storageClassName",
            message = "storageClassName: the class of a claim that exists cannot change")
    public record OutboxVolume(
            @JsonPropertyDescription(
                    "How much each cell claims, for example 1Gi; a sink holds at most 256Mi of events that wait. It can grow where the storage class allows it.")
            @Default("1Gi")
            @Size(max = 20)
            @Pattern(Formats.QUANTITY)
            String size,

            @JsonPropertyDescription("The StorageClass; absent: the cluster's default.")
            @Nullable
            @Size(min = 1, max = Formats.OBJECT_NAME_LENGTH)
            @Pattern(Formats.OBJECT_NAME)
            String storageClassName) {
        static final String SAME_CLASS = "has(self.storageClassName) == has(oldSelf.storageClassName)"
                + " && (!has(self.storageClassName) || self.storageClassName == oldSelf.storageClassName)";
    }

    /** A topic. */
    public record Kafka(
            @JsonPropertyDescription("The topic; it must exist.")
            @Required
            @Size(min = 1, max = 249)
            @Pattern("^[a-zA-Z0-9._-]+$")
            String topic,

            @JsonPropertyDescription("Secret with the key bootstrap.servers and any other property of a Kafka client.")
            @Required
            NameRef connectionSecretRef) {}

    /** What runs the models of a cell. */
    public enum Engine {
        /** Triton, in a container of its own beside the data plane. */
        Triton,
        /** The ONNX Runtime in the data plane's process, on the processor. */
        Embedded
    }

    /** The cells of a pipeline. */
    @ValidationRule(
            value =
                    "!has(self.engine) || self.engine != 'Embedded' || !has(self.triton) || !has(self.triton.resources)",
            fieldPath = ".triton",
            message = "triton: engine Embedded has no such container; write dataPlane: {resources: ...}")
    @ValidationRule(
            value =
                    "!has(self.engine) || self.engine != 'Embedded' || !has(self.migProfile) || self.migProfile.size() == 0",
            fieldPath = ".migProfile",
            message = "migProfile: engine Embedded runs on the processor; leave it out")
    public record Cells(
            @JsonPropertyDescription("Most streams in one cell, 1 to 64.") @Default("8") @Min(1) @Max(64)
            int streamsPerCell,

            @JsonPropertyDescription("Most cells, 1 to 200.") @Default("20") @Min(1) @Max(200)
            int maxCells,

            @JsonPropertyDescription(
                    "The data plane's container. With engine Embedded it runs the models too, and absent resources are the configured ones of both containers.")
            @Default("{}")
            Container dataPlane,

            @JsonPropertyDescription("The inference server's container, with engine Triton.") @Default("{}")
            Container triton,

            @JsonPropertyDescription("Profile of Multi-Instance GPU, for example 1g.10gb; empty: the planner's choice.")
            @Default("\"\"")
            @Size(max = 24)
            @Pattern(Formats.MIG_PROFILE)
            String migProfile,

            @JsonPropertyDescription(
                    "A persistent volume of each cell's own for events that wait, so that they outlive the pod; absent: they go with the pod. The claims go with the Pipeline.")
            @Nullable
            OutboxVolume outboxVolume,

            @JsonPropertyDescription(
                    "Whether people with the rights for it may look at the streams: `kubectl aegis view` and `snapshot`. Disabled: the cells give out no picture to anyone.")
            @Default("Enabled")
            View view,

            @JsonPropertyDescription(
                    "What runs the models: Triton, in a container beside the data plane; Embedded: the data plane's own process, on the processor, for pools of mode Cpu.")
            @Default("Triton")
            Engine engine) {
        public Cells {
            // of a revision that is older than the field
            engine = engine == null ? Engine.Triton : engine;
        }
    }

    /** Whether people may look at the streams. */
    public enum View {
        Enabled,
        /** The cells give out no picture. */
        Disabled
    }

    /** A container of a cell. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Container(
            @JsonPropertyDescription("What it asks for and may use at most; absent: the operator's configuration.")
            @Nullable
            Resources resources) {}

    /** Requests and limits. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Resources(
            @JsonPropertyDescription("What the scheduler reserves.") @Nullable
            Amounts requests,

            @JsonPropertyDescription("What it may use at most.") @Nullable
            Amounts limits) {}

    /** Quantities. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Amounts(
            @JsonPropertyDescription("CPU, for example 500m.") @Nullable @Size(max = 20) @Pattern(Formats.QUANTITY)
            String cpu,

            @JsonPropertyDescription("Memory, for example 512Mi.") @Nullable @Size(max = 20) @Pattern(Formats.QUANTITY)
            String memory) {}
}
