package io.aegisvision.dataplane.store;

/** A file was not stored. The message is for people and holds no credential. */
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean refused;

    /** @param refused the store answered and does not want it; else it did not answer, or not well, in time */
    public StoreException(String message, boolean refused) {
        super(message);
        this.refused = refused;
    }

    /** Whether asking again would be no use. */
    public boolean refused() {
        return refused;
    }
}
