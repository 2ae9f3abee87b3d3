package io.aegisvision.dataplane.ring;

/**
 * Who may touch a slot.
 *
 * <pre>
 * FREE -acquire-> WRITING -publish-> PUBLISHED -pin-> PINNED -unpin-> PUBLISHED -release-> FREE
 *                    |                                   |
 *                    +-abandon-> FREE                    +-quarantine-> QUARANTINED -endQuarantine-> FREE
 *                                                                            |
 *                                     others still read -endQuarantine-> LEAVING -last unpin-> FREE
 * </pre>
 */
public enum SlotState {
    /** Nobody. */
    FREE,
    /** The one writer that acquired it. */
    WRITING,
    /** Nobody yet; it can be pinned while its generation holds. */
    PUBLISHED,
    /** One or more readers, in this process or outside it. */
    PINNED,
    /** A request on it ran out of time, and the server may still read or write it. */
    QUARANTINED,
    /** The server is done with it after a quarantine, and readers from before are not: free with the last of them. */
    LEAVING
}
