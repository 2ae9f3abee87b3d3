package io.aegisvision.contract;

import java.util.List;

/**
 * One version of a model, everything that decides what is served.
 *
 * @param model the Model's name
 * @param version the version's name
 * @param digest the version digest, {@code sha256:<64 hex>}: identity of what is served, name of the model in Triton
 * @param artifact the files
 * @param labels class names; class index = position
 * @param input how a frame becomes the input tensor
 * @param output how output tensors become detections
 */
public record ModelVersion(
        String model,
        String version,
        String digest,
        Artifact artifact,
        List<String> labels,
        Input input,
        Output output) {
    public ModelVersion {
        labels = Lists.copy(labels);
    }

    /** Order of a tensor's dimensions. */
    public enum Layout {
        NHWC,
        NCHW
    }

    /** Element type of the input tensor. FP32 goes with NCHW only. */
    public enum DataType {
        UINT8,
        FP32
    }

    /** What is done to pixel values: {@code None} leaves 0..255, {@code Unit} divides by 255 (FP32 only). */
    public enum Normalization {
        None,
        Unit
    }

    /**
     * @param tensor name of the input tensor
     * @param width pixels, 32..4096
     * @param height pixels, 32..4096
     * @param letterbox keep the aspect ratio and pad; otherwise stretch
     */
    public record Input(
            String tensor,
            int width,
            int height,
            Layout layout,
            DataType dataType,
            Normalization normalization,
            boolean letterbox) {}

    /**
     * Boxes as x1, y1, x2, y2 in pixels of the input, float32 [n,4]; scores float32 [n]; labels int64 or int32 [n].
     *
     * @param minScorePercent detections below are dropped, 1..100
     * @param nmsIouPercent class-wise non-maximum suppression above this overlap, 1..100; 100 suppresses nothing
     */
    public record Output(
            String boxesTensor, String scoresTensor, String labelsTensor, int minScorePercent, int nmsIouPercent) {}
}
