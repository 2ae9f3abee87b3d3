package io.aegisvision.dataplane.video;

/** Which packets of a source are decoded. */
public enum Decode {
    /** Every one: a frame needs those that it refers to. */
    ALL,
    /** Those of key frames, which stand for themselves. */
    KEYFRAMES
}
