package io.aegisvision.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What the API server says was done, by whom, and with what answer. */
final class AuditLog {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Path file;

    AuditLog(Path file) {
        this.file = file;
    }

    /** One answered request. */
    record Entry(JsonNode json) {
        String user() {
            return json.path("user").path("username").asText();
        }

        String verb() {
            return json.path("verb").asText();
        }

        String resource() {
            return json.path("objectRef").path("resource").asText();
        }

        String subresource() {
            return json.path("objectRef").path("subresource").asText();
        }

        String name() {
            return json.path("objectRef").path("name").asText();
        }

        int code() {
            return json.path("responseStatus").path("code").asInt();
        }

        Instant at() {
            return Instant.parse(json.path("stageTimestamp").asText());
        }

        JsonNode response() {
            return json.path("responseObject");
        }

        JsonNode request() {
            return json.path("requestObject");
        }
    }

    /** Entries from a moment on that match, in order. */
    List<Entry> since(Instant from, Predicate<Entry> wanted) throws IOException {
        List<Entry> found = new ArrayList<>();
        try (Stream<String> lines = Files.lines(file)) {
            for (String line : (Iterable<String>) lines::iterator) {
                if (line.isBlank() || !line.endsWith("}")) {
                    continue;
                }
                Entry entry = new Entry(JSON.readTree(line));
                if (!entry.at().isBefore(from) && wanted.test(entry)) {
                    found.add(entry);
                }
            }
        }
        return found;
    }

    /**
     * Values that a field of an object's status took, in order and without repeats, as the API server answered writes of
     * it, each with the entry that brought it.
     */
    List<Change> changes(Instant from, String resource, String name, String pointer) throws IOException {
        List<Change> changes = new ArrayList<>();
        String last = null;
        for (Entry entry : since(
                from,
                e -> e.resource().equals(resource)
                        && e.name().equals(name)
                        && e.code() < 300
                        && !e.response().isMissingNode())) {
            String value = entry.response().at(pointer).asText("");
            if (!value.equals(last)) {
                changes.add(new Change(value, entry));
                last = value;
            }
        }
        return changes;
    }

    /** A value, and the write that brought it. */
    record Change(String value, Entry entry) {}
}
