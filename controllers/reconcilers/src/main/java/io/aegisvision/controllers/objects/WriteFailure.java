package io.aegisvision.controllers.objects;

/** Why the API server did not take a change. */
public final class WriteFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What a caller can do about it. */
    private final Category category;

    /** What a caller can do about it. */
    public enum Category {
        /** There is one of this name: look at it. */
        Exists,
        /** It was changed, or deleted, since it was read: plan anew. */
        Conflict,
        /** The API server, or a policy in it, refuses: a bug, or somebody took the operator's rights. */
        Refused,
        /** The API server does not answer: try again. */
        Unavailable
    }

    /** With the API server's answer as cause. */
    public WriteFailure(Category category, String message, Throwable cause) {
        super(message, cause);
        this.category = category;
    }

    /** Without a cause. */
    public WriteFailure(Category category, String message) {
        super(message);
        this.category = category;
    }

    /** What a caller can do about it. */
    public Category category() {
        return category;
    }
}
