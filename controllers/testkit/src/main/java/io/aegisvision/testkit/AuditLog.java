package io.aegisvision.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The API server's own record of what service accounts asked of it. */
public final class AuditLog implements AutoCloseable {
    private static final String POLICY = """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules:
            - {level: Metadata, userGroups: ["system:serviceaccounts"]}
            - {level: None}
            """;

    private final Path folder;

    /**
     * One answered request.
     *
     * @param verb as RBAC has it, for example {@code patch}
     * @param uri path and query
     * @param status HTTP status of the answer
     */
    public record Request(String verb, String uri, int status) {}

    private AuditLog(Path folder) {
        this.folder = folder;
    }

    static AuditLog create() {
        try {
            AuditLog made = new AuditLog(Files.createTempDirectory("audit"));
            Files.writeString(made.policy(), POLICY);
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path policy() {
        return folder.resolve("policy.yaml");
    }

    Path log() {
        return folder.resolve("audit.log");
    }

    List<Request> requests(String user) {
        ObjectMapper json = new ObjectMapper();
        List<Request> requests = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(log())) {
                JsonNode event = json.readTree(line);
                if (event.at("/user/username").asText().equals(user)) {
                    requests.add(new Request(
                            event.get("verb").asText(),
                            event.get("requestURI").asText(),
                            event.at("/responseStatus/code").asInt()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return requests;
    }

    @Override
    public void close() {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
