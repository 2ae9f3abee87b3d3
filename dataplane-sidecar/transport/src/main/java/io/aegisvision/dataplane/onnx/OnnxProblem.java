package io.aegisvision.dataplane.onnx;

/** A model does not load, does not fit its version, or fails on an input; the message is for people. */
public final class OnnxProblem extends Exception {
    private static final long serialVersionUID = 1;

    OnnxProblem(String message) {
        super(message);
    }

    OnnxProblem(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
