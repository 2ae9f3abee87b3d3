package io.aegisvision.domain.mig;

/**
 * What instances of a GPU share besides memory slices: an instance takes a number of each, and the GPU has a total. The
 * names are those of the shared counters that the NVIDIA driver for Dynamic Resource Allocation publishes.
 */
public enum Counter {
    /** Hardware video decoders, NVDEC. */
    Decoders,
    /** Hardware video encoders, NVENC. */
    Encoders,
    /** JPEG engines. */
    JpegEngines,
    /** Optical flow accelerators, OFA: one per GPU, so one instance with media extensions ({@code +me}). */
    OfaEngines,
    /** Compute slices; disjoint intervals imply them on the seven-slice geometry, they are counted all the same. */
    ComputeSlices
}
