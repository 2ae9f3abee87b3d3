package io.aegisvision.dataplane.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;

/**
 * What the kubelet has counted of a pod or a container.
 *
 * @param at when it counted
 * @param cpuNanos processor time since the start
 * @param memoryBytes working set: what cannot be reclaimed
 */
record Usage(Instant at, long cpuNanos, long memoryBytes) {
    /**
     * Reads a pod of the kubelet's summary.
     *
     * @param container its name, or empty for the pod as a whole
     * @throws IllegalStateException when the summary does not have it
     */
    static Usage of(JsonNode summary, String namespace, String pod, String container) {
        for (JsonNode each : summary.path("pods")) {
            if (each.path("podRef").path("namespace").asText().equals(namespace)
                    && each.path("podRef").path("name").asText().equals(pod)) {
                if (container.isEmpty()) {
                    return read(each, pod);
                }
                for (JsonNode one : each.path("containers")) {
                    if (one.path("name").asText().equals(container)) {
                        return read(one, pod + "/" + container);
                    }
                }
            }
        }
        throw new IllegalStateException("the kubelet says nothing of " + pod + " " + container);
    }

    private static Usage read(JsonNode stats, String what) {
        JsonNode cpu = stats.path("cpu");
        JsonNode memory = stats.path("memory");
        if (!cpu.has("usageCoreNanoSeconds") || !memory.has("workingSetBytes")) {
            throw new IllegalStateException("the kubelet counts no CPU or memory of " + what);
        }
        return new Usage(
                Instant.parse(cpu.path("time").asText()),
                cpu.path("usageCoreNanoSeconds").asLong(),
                memory.path("workingSetBytes").asLong());
    }

    /** Thousandths of a core used on average since an earlier reading. */
    double millicoresSince(Usage before) {
        long nanos = Duration.between(before.at, at).toNanos();
        if (nanos <= 0) {
            throw new IllegalStateException("two readings of one moment");
        }
        return 1000.0 * (cpuNanos - before.cpuNanos) / nanos;
    }

    double mebibytes() {
        return memoryBytes / (double) (1 << 20);
    }
}
