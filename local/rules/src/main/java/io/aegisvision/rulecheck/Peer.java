package io.aegisvision.rulecheck;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The answers of supervision to complaints, by setting. */
final class Peer {
    static final String DEFAULTS = "defaults";

    private final String version;
    private final JsonNode answers;

    private Peer(String version, JsonNode answers) {
        this.version = version;
        this.answers = answers;
    }

    /**
     * Asks it in a process of its own.
     *
     * @param python an interpreter that has it
     * @param script {@code peer/answer.py}
     * @param work folder for what it is asked
     */
    static Peer ask(Path python, Path script, Path work, List<Complaint> complaints)
            throws IOException, InterruptedException {
        ObjectMapper json = new ObjectMapper();
        ArrayNode cases = json.createArrayNode();
        complaints.forEach(complaint -> cases.add(complaint.forPeer()));
        Files.createDirectories(work);
        Path asked = work.resolve("rules-cases.json");
        Files.write(asked, json.writeValueAsBytes(cases));
        Process process = new ProcessBuilder(python.toString(), script.toString())
                .redirectInput(asked.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        byte[] printed = process.getInputStream().readAllBytes();
        if (process.waitFor() != 0) {
            throw new IOException(script + ": exit status " + process.exitValue());
        }
        JsonNode all = json.readTree(printed);
        return new Peer(all.path("version").asText(), all.path("answers"));
    }

    String version() {
        return version;
    }

    /** Its answer. @throws IllegalArgumentException where it has none by that setting */
    Map<String, Integer> answer(Complaint complaint, String setting) {
        JsonNode answer = answers.path(complaint.name()).path(setting);
        if (answer.isMissingNode()) {
            throw new IllegalArgumentException(complaint.name() + ": no answer by " + setting);
        }
        Map<String, Integer> values = new TreeMap<>();
        answer.properties()
                .forEach(value -> values.put(value.getKey(), value.getValue().asInt()));
        return values;
    }

    /** For each kind of question the one setting with most right answers; the first of equals. */
    Map<Complaint.About, String> best(List<Complaint> complaints) {
        Map<Complaint.About, Map<String, Integer>> right = new HashMap<>();
        for (Complaint complaint : complaints) {
            Map<String, Integer> bySetting =
                    right.computeIfAbsent(complaint.question().about(), about -> new LinkedHashMap<>());
            answers.path(complaint.name())
                    .properties()
                    .forEach(setting -> bySetting.merge(
                            setting.getKey(), isRight(complaint, setting.getKey()) ? 1 : 0, Integer::sum));
        }
        Map<Complaint.About, String> best = new HashMap<>();
        right.forEach((about, bySetting) -> bySetting.forEach((setting, count) -> {
            String before = best.get(about);
            if (before == null || count > bySetting.getOrDefault(before, 0)) {
                best.put(about, setting);
            }
        }));
        return best;
    }

    boolean isRight(Complaint complaint, String setting) {
        return answer(complaint, setting).equals(complaint.question().expect());
    }
}
