package io.aegisvision.dataplane.app.detect;

import io.aegisvision.dataplane.ring.SlotRing;
import io.aegisvision.dataplane.triton.InferenceHandler;
import io.aegisvision.dataplane.triton.InferenceRequest;

/** What a detector needs of the server beside us. Any thread. */
public interface InferenceServer {
    /** Number of the server's present life, from 1; 0 while it does not answer. */
    int life();

    /**
     * Makes the ring's file known to the server: now, if it answers, which blocks for a moment; and in each further life
     * before {@link #life} tells of it. So sending a frame never waits for that.
     */
    void register(SlotRing ring);

    /** Takes it away for good; a server that is gone or does not know it is fine. */
    void unregister(SlotRing ring);

    /** Sends; the handler hears the end. */
    void infer(InferenceRequest request, long ticket, InferenceHandler handler);

    /** An answer says that the server may have been restarted: look now rather than at the next turn. */
    void suspect();
}
