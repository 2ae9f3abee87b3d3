package io.aegisvision.dataplane.bench.ingest;

/** What docs/performance/tiers.md says around its tables. */
final class TierWords {
    private TierWords() {}

    static final String TEXT = """
            <!-- generated: make bench-tiers -->
            # What a stream costs by its sampling

                make bench-tiers     # target/bench/tiers.json, and this page

            The bench takes the demo's street, encodes it as cameras send it (25 frames a second, a key frame every two seconds)
            in 640x360 and in 1920x1080, and runs each through the chain of a cell for one stream, once for each tier
            ([sampling](../concepts/sampling.md)). A figure is seconds of video over seconds of processor time of the whole
            process, so streams per core. @RUN@ A table shows the median of the rounds, and the smallest and the largest round.

            ## Ingest

            Decoding, sampling, scaling into the model's input, tracking: what a cell with Triton spends in its data plane.

            @TABLE ingest@

            ## Whole

            The same with inference in the process (`engine: Embedded`, the street example's detector). A street in which nothing
            moves shows what `motion` is worth where it is worth most.

            @TABLE whole@

            ## Inference in the process

            A frame's inference on one thread, the load of a model, the memory of the runtime with a loaded model, and what the
            runtime's binding allocates in Java a frame.

            @TABLE embedded@

            What is decoded is counted by a test (`SamplerTest`), for 12 s at 25 frames a second with a key frame every 0.4 s:

            | `sample` | Frames decoded of 300 | Frames detected |
            | --- | --- | --- |
            | `{framesPerSecond: 5}` | 300 | 60 |
            | `{keyframesOnly: true}` | 30 | 30 |
            | `{interval: 2s}` | 16: eleven until the key frames' distance is known, then one an interval | 6 |
            """;
}
