package io.aegisvision.dataplane.video;

/** What a {@link PacketRing} has of a span of time. */
public sealed interface Cut {
    /** Packets that begin with a key frame; the receiver closes them. */
    record Found(PacketSpan span) implements Cut {}

    /** Nothing that could be shown. */
    record Missing(Why why) implements Cut {}

    /** Why there is nothing. */
    enum Why {
        /** The epoch, or that time of it, is not, or no longer, kept. */
        NOT_KEPT,
        /** No frame that is kept stands for itself at or before that time. */
        NO_KEY_FRAME
    }
}
