package io.aegisvision.dataplane.bench.inference;

import java.io.IOException;

/** One way to have a frame inferred, one call after another. */
interface Caller extends AutoCloseable {
    /**
     * One call, to its answer.
     *
     * @return {@link System#nanoTime} when the answer was there
     */
    long call() throws Exception;

    @Override
    void close() throws IOException;
}
