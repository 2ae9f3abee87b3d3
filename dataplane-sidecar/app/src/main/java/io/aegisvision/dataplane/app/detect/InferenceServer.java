package io.aegisvision.dataplane.app.detect;

import io.aegisvision.dataplane.ring.SlotRing;
import io.aegisvision.dataplane.triton.InferenceHandler;
import io.aegisvision.dataplane.triton.InferenceRequest;
import io.aegisvision.dataplane.triton.TritonException;

/** What a detector needs of the server beside us. Any thread. */
public interface InferenceServer {
    /** Number of the server's present life, from 1; 0 before it was first seen. A region registered in an earlier life is gone. */
    int life();

    /** Makes the ring's file known to the server; blocks for a moment. */
    void register(SlotRing ring) throws TritonException;

    /** Takes it away; a server that is gone or does not know it is fine. */
    void unregister(SlotRing ring);

    /** Sends; the handler hears the end. */
    void infer(InferenceRequest request, long ticket, InferenceHandler handler);

    /** An answer says that the server may have been restarted: look now rather than at the next turn. */
    void suspect();
}
