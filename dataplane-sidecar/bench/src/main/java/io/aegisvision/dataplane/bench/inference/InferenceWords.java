package io.aegisvision.dataplane.bench.inference;

/** What docs/performance/inference.md says around its tables. */
final class InferenceWords {
    private InferenceWords() {}

    static final String TEXT = """
            <!-- generated: make bench-inference -->
            # Inference, measured

                make bench-inference                      # everything, about 6 minutes, no cluster: target/bench/inference.json
                local/bench-inference --only=calls        # a part: calls, overload
                make stress-ring                          # threads against each other in the ring of frames, at length

            The server is NVIDIA's Triton 2.51 from its wheel (`local/setup triton`), the same as in the image, with its Python
            backend. @RUN@ A table shows the median of the rounds, and the smallest and the largest round.

            ## What a call costs besides the server's own work

            **How it is timed.** One call after another, batch 1, float32; callers take turns on one server. A call lasts from sent
            to the callback of its answer. From that goes the server's own time for the same request, from its trace
            (`REQUEST_START` to `INFER_RESPONSE_COMPLETE`: queue, copies and model); each trace must lie within its call. What is
            left is the overhead: client, gRPC on both sides, and for tensors sent over gRPC their way. Ours is the client and the
            ring as they ship. The peer sends raw contents on one channel with no copy of ours, no limit of a message and a window
            that takes a whole answer. The model checks nothing and computes nothing; it answers with the first element of what
            came in, which the caller compares. An empty call (`ServerLive`) in the same turns shows what any call costs on the
            machine at the time. Sizes: 640x640x3 in (4.9 MB) and 2.8 MB out, 320x320x3 in (1.2 MB) and 0.7 MB out, 64x64x3 in
            (49 KB) and 28 KB out.

            @TABLE call@

            Shared memory costs the same whatever the size. Below some 50 KB it is no faster than sending.

            ## Asked for twice what it can do

            Eight streams at one model with batches of up to 8, which takes 10 ms and 5 ms a frame (it sleeps, as an accelerator
            leaves the processor alone). First every stream offers far more than its part, which gives the saturation; then twice
            its part of that, with a tenth of jitter. The pipeline is the data plane's own, but for pictures that need no decoding.

            @TABLE overload@

            A service round is one frame of each stream at saturation. How turns are given: [cell](../concepts/cell.md). The
            scheduler alone, in virtual time, with 2 to 32 streams and engines of many kinds, is held to the same bounds by a
            property test. One stream alone has two frames at the server, so that the server need not wait for it: its frames may
            be 2.5 of its own rounds old.
            """;
}
