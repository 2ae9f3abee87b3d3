package io.aegisvision.dataplane.triton;

/**
 * Hears how a call of {@link TritonClient#infer} went. Each call ends with exactly one of {@link #answered} and {@link
 * #failed}; until then the server may still read and write the tensors. Calls come on the network's or the timer's
 * thread and must not block.
 */
public interface InferenceHandler {
    /** The outputs are in shared memory. */
    void answered(long ticket, InferenceAnswer answer);

    /**
     * It failed, and the server is done with the tensors, or gone.
     *
     * @param message for people
     */
    void failed(long ticket, TritonFailure failure, String message);

    /** The time is over and nothing has ended yet: at most once, before the end. The tensors stay in use. */
    void overdue(long ticket);
}
