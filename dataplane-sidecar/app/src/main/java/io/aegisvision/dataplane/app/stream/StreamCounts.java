package io.aegisvision.dataplane.app.stream;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Frames of one stream since the process started. Always: decoded = sampledOut + still + processed + dropped +
 * inFlight; each method changes two sides at once, and {@link #snapshot} sees them together. Any thread.
 */
public final class StreamCounts {
    /** Why a sampled frame was not processed. */
    public enum Drop {
        /** A newer one was there before it could be sent. */
        SUPERSEDED("superseded"),
        /** No slot was free. */
        RING_FULL("ring-full"),
        /** The server answered with an error. */
        INFERENCE_FAILED("inference-failed"),
        /** The server does not answer, or the model is not loaded. */
        INFERENCE_UNAVAILABLE("inference-unavailable"),
        /** No answer in time. */
        INFERENCE_TIMEOUT("inference-timeout"),
        /** A fault of this program; its log says which. */
        ANALYSIS_FAILED("analysis-failed"),
        /** The stream was stopped. */
        STOPPED("stopped");

        private final String text;

        Drop(String text) {
            this.text = text;
        }

        /** As in state and metrics. */
        public String text() {
            return text;
        }
    }

    /** A consistent view. */
    public record View(
            long decoded,
            long sampledOut,
            long still,
            long processed,
            long inFlight,
            Map<String, Long> dropped,
            long repeated) {}

    private long decoded;
    private long sampledOut;
    private long still;
    private long processed;
    private long inFlight;
    private long repeated;
    private long lost;
    private final Map<Drop, Long> dropped = new EnumMap<>(Drop.class);

    synchronized void sampledOut() {
        decoded++;
        sampledOut++;
    }

    /** A frame with the same time as the one before is left out, and counted besides. */
    synchronized void repeated() {
        decoded++;
        sampledOut++;
        repeated++;
    }

    synchronized void sampled() {
        decoded++;
        inFlight++;
    }

    /** A sampled frame that needed no detection went through. */
    synchronized void still() {
        inFlight--;
        still++;
    }

    synchronized void processed() {
        inFlight--;
        processed++;
    }

    synchronized void dropped(Drop why) {
        inFlight--;
        if (why != Drop.SUPERSEDED) { // a newer one was sent in its place
            lost++;
        }
        dropped.merge(why, 1L, Long::sum);
    }

    /** Sampled frames that were lost, for whatever reason. */
    synchronized long lost() {
        return lost;
    }

    /** All counters of one moment. */
    public synchronized View snapshot() {
        Map<String, Long> byName = new TreeMap<>();
        dropped.forEach((why, count) -> byName.put(why.text(), count));
        return new View(decoded, sampledOut, still, processed, inFlight, byName, repeated);
    }

    /** Frames dropped for one reason. */
    public synchronized long dropped(String reason) {
        for (Map.Entry<Drop, Long> entry : dropped.entrySet()) {
            if (entry.getKey().text().equals(reason)) {
                return entry.getValue();
            }
        }
        return 0;
    }
}
