package io.aegisvision.dataplane.bench.inference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the server says of each request in its trace file: when it took it up, decoded, and when the answer was complete,
 * queue, copies and model included, before it was encoded. (It lets go of the request later, beside the answer's way.)
 * Its clock is the one of {@link System#nanoTime}.
 */
final class Traces {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One request. */
    record Span(long began, long ended) {
        private static final Span NONE = new Span(0, 0);

        long nanos() {
            return ended - began;
        }
    }

    private Traces() {}

    /** All requests in the order in which they were taken up. */
    static List<Span> read(Path file) throws IOException {
        Map<Long, Span> byId = new TreeMap<>();
        for (JsonNode entry : JSON.readTree(file.toFile())) {
            long id = entry.get("id").asLong();
            for (JsonNode stamp : entry.path("timestamps")) {
                long at = stamp.get("ns").asLong();
                Span known = byId.getOrDefault(id, Span.NONE);
                switch (stamp.get("name").asText()) {
                    case "REQUEST_START" -> byId.put(id, new Span(at, known.ended));
                    case "INFER_RESPONSE_COMPLETE" -> byId.put(id, new Span(known.began, at));
                    default -> {
                        // a step between
                    }
                }
            }
        }
        return byId.values().stream()
                .sorted(Comparator.comparingLong(Span::began))
                .toList();
    }
}
