package io.aegisvision.dataplane.triton;

/**
 * The server's own counters of one model since it was loaded; durations are sums over successful requests.
 *
 * @param inferences successful inferences, batch elements counted
 * @param executions batches run
 * @param failures failed requests
 * @param queueNanos waiting
 * @param inputNanos reading inputs
 * @param inferNanos computing
 * @param outputNanos writing outputs
 */
public record ModelCounts(
        long inferences,
        long executions,
        long failures,
        long queueNanos,
        long inputNanos,
        long inferNanos,
        long outputNanos) {}
