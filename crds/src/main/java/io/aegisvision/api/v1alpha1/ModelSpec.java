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

/** What Git wants served, out of which versions, and how a new one is tried. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "self.versions.exists(v, v.name == self.version)",
        fieldPath = ".version",
        messageExpression = "'version: ' + self.version + ' is not in versions; write the name of one of them'",
        message = "version: write the name of one of versions")
public record ModelSpec(
        @JsonPropertyDescription("What the model does.") @Default("Detection")
        Task task,

        @JsonPropertyDescription("The versions that may be served. A version is never changed: write another one.")
        @Required
        @Size(min = 1, max = Formats.VERSIONS)
        List<Version> versions,

        @JsonPropertyDescription(
                "Name of the version to serve. Changing it opens a trial and moves no traffic by itself.")
        @Required
        @Size(min = 1, max = Formats.NAME_LENGTH)
        @Pattern(Formats.NAME)
        String version,

        @JsonPropertyDescription("How a new version is tried; the administrator's PromotionPolicy sets floors.")
        @Default("{}")
        Trial trial,

        @JsonPropertyDescription("True: no new trial is started and a running one pauses; what serves goes on serving.")
        @Default("false")
        boolean suspend,

        @JsonPropertyDescription("How many finished trials to keep, 1 to 50.") @Default("10") @Min(1) @Max(50)
        int historyLimit) {
    public ModelSpec {
        versions = Lists.copy(versions);
    }

    /** What a model does. */
    public enum Task {
        /** Boxes with classes and scores. */
        Detection
    }

    /** What the inference server must load. */
    public enum Platform {
        ONNX
    }

    /** Order of the input tensor's dimensions. */
    public enum Layout {
        NHWC,
        NCHW
    }

    /** Element type of the input tensor. */
    public enum DataType {
        UINT8,
        FP32
    }

    /** Order of colours. */
    public enum ColorFormat {
        RGB
    }

    /** What is done to values of pixels. */
    public enum Normalization {
        /** 0 to 255 as decoded. */
        None,
        /** Divided by 255. */
        Unit
    }

    /** How output tensors become detections. */
    public enum Decoder {
        /** Three tensors: boxes [n,4], scores [n], labels [n]. */
        BoxesScoresLabels
    }

    /** What the four numbers of a box are. */
    public enum BoxFormat {
        /** Left, top, right, bottom. */
        XYXY
    }

    /** What the numbers of a box count. */
    public enum BoxUnits {
        /** Pixels of the input. */
        Pixels
    }

    /** One version, frozen: everything that decides what is served. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @ValidationRule(
            value = "self == oldSelf",
            messageExpression =
                    "'versions: ' + self.name + ' is frozen; write the change as a version with another name'",
            message = "versions: a version is frozen; write the change as a version with another name")
    public record Version(
            @JsonPropertyDescription(
                    "Name of the version, unique in the Model for ever: the ledger remembers what it means.")
            @Required
            @Size(min = 1, max = Formats.NAME_LENGTH)
            @Pattern(Formats.NAME)
            String name,

            @JsonPropertyDescription("The files.") @Required ArtifactRef artifact,

            @JsonPropertyDescription("What the inference server must load.") @Default("ONNX")
            Platform platform,

            @JsonPropertyDescription("Memory of one loaded copy.")
            @Default("400Mi")
            @Size(max = 20)
            @Pattern(Formats.QUANTITY)
            String memory,

            @JsonPropertyDescription(
                    "Time of one multiprocessor of a GPU for one inference, microseconds, 1 to 100000000: that of one inference on a whole GPU with a full batch, times its multiprocessors. With it a cell gets a MIG slice that keeps up with its streams; without it one that holds the memory.")
            @Nullable
            @Min(1)
            @Max(100_000_000)
            Integer multiprocessorMicros,

            @JsonPropertyDescription("Names of classes; the class index is the position.")
            @Required
            @Size(min = 1, max = Formats.LABELS)
            List<@Size(min = 1, max = Formats.NAME_LENGTH) @Pattern("^[A-Za-z0-9][A-Za-z0-9 _.-]*$") String> labels,

            @JsonPropertyDescription("How a frame becomes the input tensor.") @Required
            Input input,

            @JsonPropertyDescription("How output tensors become detections.") @Default("{}")
            Output output) {
        public Version {
            labels = Lists.copy(labels);
        }
    }

    /** How a frame becomes the input tensor. */
    @ValidationRule(
            value = "self.dataType != 'FP32' || self.layout == 'NCHW'",
            fieldPath = ".layout",
            message = "layout: dataType FP32 goes with layout NCHW")
    @ValidationRule(
            value = "self.normalization != 'Unit' || self.dataType == 'FP32'",
            fieldPath = ".normalization",
            message = "normalization: Unit needs dataType FP32; write None for UINT8")
    public record Input(
            @JsonPropertyDescription("Name of the input tensor.")
            @Default("images")
            @Size(min = 1, max = Formats.NAME_LENGTH)
            String tensor,

            @JsonPropertyDescription("Width in pixels, 32 to 4096.") @Required @Min(32) @Max(4096)
            int width,

            @JsonPropertyDescription("Height in pixels, 32 to 4096.") @Required @Min(32) @Max(4096)
            int height,

            @JsonPropertyDescription("Order of dimensions.") @Default("NCHW")
            Layout layout,

            @JsonPropertyDescription("Element type.") @Default("FP32")
            DataType dataType,

            @JsonPropertyDescription("Order of colours.") @Default("RGB")
            ColorFormat colorFormat,

            @JsonPropertyDescription("What is done to values of pixels.") @Default("Unit")
            Normalization normalization,

            @JsonPropertyDescription("True: keep the aspect ratio and pad; false: stretch.") @Default("true")
            boolean letterbox) {}

    /** How output tensors become detections. */
    public record Output(
            @JsonPropertyDescription("What the tensors hold.") @Default("BoxesScoresLabels")
            Decoder decoder,

            @JsonPropertyDescription("Names of the output tensors.") @Default("{}")
            Tensors tensors,

            @JsonPropertyDescription("What the four numbers of a box are.") @Default("XYXY")
            BoxFormat boxFormat,

            @JsonPropertyDescription("What the numbers of a box count.") @Default("Pixels")
            BoxUnits boxUnits,

            @JsonPropertyDescription("Detections below this score are dropped, percent, 1 to 100.")
            @Default("35")
            @Min(1)
            @Max(100)
            int minScorePercent,

            @JsonPropertyDescription(
                    "Overlap above which the weaker of two boxes of one class is dropped, percent, 1 to 100; 100 keeps all.")
            @Default("50")
            @Min(1)
            @Max(100)
            int nmsIouPercent) {}

    /** Names of the output tensors. */
    public record Tensors(
            @JsonPropertyDescription("Boxes, float32 [n,4].")
            @Default("boxes")
            @Size(min = 1, max = Formats.NAME_LENGTH)
            String boxes,

            @JsonPropertyDescription("Scores, float32 [n].")
            @Default("scores")
            @Size(min = 1, max = Formats.NAME_LENGTH)
            String scores,

            @JsonPropertyDescription("Class indices, int64 or int32 [n].")
            @Default("labels")
            @Size(min = 1, max = Formats.NAME_LENGTH)
            String labels) {}
}
