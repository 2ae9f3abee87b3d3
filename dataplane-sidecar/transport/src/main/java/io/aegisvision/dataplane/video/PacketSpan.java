package io.aegisvision.dataplane.video;

import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;

/**
 * Encoded packets of one epoch, in the order in which they are decoded; the first is a key frame and the earliest shown.
 *
 * <p>Ownership: the references are this span's until {@link #close()}; the buffers are shared with the ring, and are not
 * written to. One thread.
 */
public final class PacketSpan implements AutoCloseable {
    /** A reference to a packet, and the capture time of its frame. */
    record Kept(AVPacket packet, long captureMicros, boolean key) {}

    private final CodecFacts facts;
    private final List<Kept> packets;

    PacketSpan(CodecFacts facts, List<Kept> packets) {
        this.facts = facts;
        this.packets = List.copyOf(packets);
    }

    CodecFacts facts() {
        return facts;
    }

    List<Kept> packets() {
        return packets;
    }

    /** Capture time of the first frame, microseconds since the Unix epoch. */
    public long beginMicros() {
        return packets.getFirst().captureMicros();
    }

    /** Capture time of the last frame. */
    public long endMicros() {
        return packets.stream().mapToLong(Kept::captureMicros).max().orElseThrow();
    }

    @Override
    public void close() {
        packets.forEach(kept -> avcodec.av_packet_free(kept.packet()));
    }
}
