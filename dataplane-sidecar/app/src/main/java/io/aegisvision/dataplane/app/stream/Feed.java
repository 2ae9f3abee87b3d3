package io.aegisvision.dataplane.app.stream;

import io.aegisvision.contract.StreamAssignment.Source;
import io.aegisvision.dataplane.video.Decode;
import io.aegisvision.dataplane.video.PacketRing;
import io.aegisvision.dataplane.video.Picture;
import io.aegisvision.dataplane.video.Step;
import io.aegisvision.dataplane.video.TimeStep;
import io.aegisvision.dataplane.video.VideoProblem;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One session with a source, as a runner uses it. One thread, but for {@link #abort}. */
public interface Feed extends AutoCloseable {
    /** Blocks until there is a frame, a packet was skipped, or nothing will come. */
    Step next();

    /** Why not, after {@link Step#FAILED}. */
    @Nullable
    VideoProblem problem();

    /** The newest frame, until the next {@link #next}. */
    Picture picture();

    /** Its capture time in microseconds since the Unix epoch. */
    long captureMicros();

    /** Whether that is a guess of ours. */
    boolean captureEstimated();

    /** Keeps its packets there too, from now on; a feed that has none keeps none. */
    default void keepPackets(PacketRing into) {}

    /** How its time follows the one before. */
    TimeStep timeStep();

    /** Blocks until the newest frame is due; at once where frames come when they are captured, and after an abort. */
    void awaitDue();

    /** What decoding the newest frame took, without waiting for its packets; 0 where that is unknown. */
    default long decodeNanos() {
        return 0;
    }

    /** Packets that could not be decoded so far. */
    long decodeErrors();

    /**
     * Which packets are decoded from here on; after it was key frames, all again from the next one on.
     *
     * @param restMicros key frames that come less than this after the newest frame are left out too
     */
    void decode(Decode which, long restMicros);

    /** How far its key frames are apart, microseconds; below 0 while unknown. */
    long keyframeMicros();

    /** Packets skipped so far. */
    long skipped();

    /** Makes a blocked {@link #next} or {@link #awaitDue} return. */
    void abort();

    @Override
    void close();

    /** Opens sessions. */
    interface Opener {
        /** Blocks for at most the time to open. */
        Attempt open(Source source);

        /** After this long, opening, {@link Feed#next} or closing has outlived every limit of its own: it hangs. */
        Duration patience(Source source);
    }

    /** Outcome of opening. */
    sealed interface Attempt {
        /** It can be read. */
        record Ready(Feed feed) implements Attempt {}

        /** Nothing is left open. */
        record Failed(VideoProblem problem) implements Attempt {}
    }
}
