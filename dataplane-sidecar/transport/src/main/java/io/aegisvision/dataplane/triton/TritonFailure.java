package io.aegisvision.dataplane.triton;

import io.grpc.Status;

/** What a call to the inference server failed of, as far as it decides what to do next. */
public enum TritonFailure {
    /** No such model or region: load or register it again. The server may have been restarted. */
    NOT_FOUND,
    /** A region of that name is registered. */
    ALREADY_EXISTS,
    /** The request itself is wrong: a tensor's name, type, shape or place. Repeating is of no use. */
    INVALID,
    /** The server is not there, or went away during the call. */
    UNAVAILABLE,
    /** No answer within our own time. */
    TIMED_OUT,
    /** Anything else, a failing model included. */
    FAILED;

    static TritonFailure of(Status status) {
        return switch (status.getCode()) {
            case NOT_FOUND -> NOT_FOUND;
            case ALREADY_EXISTS -> ALREADY_EXISTS;
            case INVALID_ARGUMENT, OUT_OF_RANGE -> missingRegion(status) ? NOT_FOUND : INVALID;
            case UNAVAILABLE -> missingModel(status) ? NOT_FOUND : UNAVAILABLE;
            case DEADLINE_EXCEEDED -> TIMED_OUT;
            case OK,
                    CANCELLED,
                    UNKNOWN,
                    PERMISSION_DENIED,
                    RESOURCE_EXHAUSTED,
                    FAILED_PRECONDITION,
                    ABORTED,
                    UNIMPLEMENTED,
                    INTERNAL,
                    DATA_LOSS,
                    UNAUTHENTICATED -> FAILED;
        };
    }

    private static boolean missingRegion(Status status) {
        String text = status.getDescription();
        return text != null && text.contains("Unable to find shared memory region");
    }

    /** Triton itself says "unavailable" for a model that is unloaded or unloading; its transport is then fine. */
    private static boolean missingModel(Status status) {
        String text = status.getDescription();
        return text != null && text.startsWith("Request for unknown model");
    }
}
