package io.aegisvision.dataplane.video;

import io.aegisvision.contract.ModelVersion.Input;

/**
 * Where the picture lies in a model's input, and so how a position in the input maps back to the display.
 *
 * @param x left edge of the picture in the input, pixels
 * @param y upper edge
 * @param width of the picture in the input
 * @param height of the picture in the input
 */
public record FrameMapping(int x, int y, int width, int height) {
    /** A letterboxed picture keeps its aspect ratio, centred; otherwise it fills the input. */
    static FrameMapping of(int sourceWidth, int sourceHeight, Input input) {
        if (!input.letterbox()) {
            return new FrameMapping(0, 0, input.width(), input.height());
        }
        double scale = Math.min((double) input.width() / sourceWidth, (double) input.height() / sourceHeight);
        int width = Math.clamp(Math.round(sourceWidth * scale), 1, input.width());
        int height = Math.clamp(Math.round(sourceHeight * scale), 1, input.height());
        return new FrameMapping((input.width() - width) / 2, (input.height() - height) / 2, width, height);
    }

    /** Fraction 0..1 of the display's width for a column of the input, clamped. */
    public double displayX(double inputX) {
        return Math.clamp((inputX - x) / width, 0.0, 1.0);
    }

    /** Fraction 0..1 of the display's height for a row of the input, clamped. */
    public double displayY(double inputY) {
        return Math.clamp((inputY - y) / height, 0.0, 1.0);
    }
}
