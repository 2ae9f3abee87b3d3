package io.aegisvision.contract;

/** What runs a cell's models. */
public enum EngineKind {
    /** Triton in a container beside the data plane. */
    Triton,
    /** The ONNX Runtime in the data plane's own process, on the processor. */
    Embedded
}
