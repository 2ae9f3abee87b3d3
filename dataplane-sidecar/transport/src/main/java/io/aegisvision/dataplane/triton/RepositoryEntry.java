package io.aegisvision.dataplane.triton;

/**
 * A model in the server's repository index.
 *
 * @param model its name
 * @param state for example {@code READY}, {@code UNAVAILABLE}, {@code LOADING}, {@code UNLOADING}; empty when never
 *     loaded
 * @param reason why, in the server's words, or empty
 */
public record RepositoryEntry(String model, String state, String reason) {
    /** Serves requests. */
    public boolean ready() {
        return "READY".equals(state);
    }
}
