package io.aegisvision.dataplane.triton;

import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** A call to the inference server that did not succeed; {@link #failure()} says what to do, the message is the server's. */
public final class TritonException extends Exception {
    private static final int LONGEST = 300;

    private final TritonFailure failure;

    TritonException(TritonFailure failure, String message) {
        super(message);
        this.failure = failure;
    }

    static TritonException of(Status status) {
        return new TritonException(TritonFailure.of(status), text(status));
    }

    /** The server's own words, one line, shortened. */
    static String text(Status status) {
        @Nullable String said = status.getDescription();
        String line = (said == null ? status.getCode().name() : said).strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    /** What it failed of. */
    public TritonFailure failure() {
        return failure;
    }
}
