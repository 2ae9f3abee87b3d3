package io.aegisvision.dataplane.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of docs/performance: the words are the bench's, every number is from its report. In the words {@code @RUN@} stands
 * for commit and machine, and {@code @TABLE PREFIX@} for a table of the figures whose names begin with {@code PREFIX} and a
 * colon.
 */
public final class FigurePage {
    private static final Pattern TABLE = Pattern.compile("@TABLE ([^@]+)@");

    private FigurePage() {}

    /**
     * Writes the page.
     *
     * @param page seen from the checkout
     * @param report of a whole run
     */
    public static void write(Path root, String page, Path report, String words) throws IOException {
        JsonNode read = new ObjectMapper().readTree(report.toFile());
        String text = TABLE.matcher(words.replace("@RUN@", run(read)))
                .replaceAll(match -> Matcher.quoteReplacement(table(read, match.group(1) + ": ")));
        Files.writeString(root.resolve(page), text);
        System.out.println("written: " + root.resolve(page));
    }

    private static String run(JsonNode report) {
        JsonNode machine = report.get("machine");
        return "The numbers are of one run of commit `%s` on %s, %s cores, %s GiB, Linux %s, Java %s."
                .formatted(
                        report.get("commit").asText(),
                        machine.get("cpu").asText(),
                        machine.get("cores").asText(),
                        machine.get("memoryGiB").asText(),
                        machine.get("kernel").asText(),
                        machine.get("java").asText());
    }

    private static String table(JsonNode report, String prefix) {
        StringBuilder table = new StringBuilder("| Figure | Median | Rounds | Goal |\n| --- | --- | --- | --- |\n");
        String note = "";
        StringBuilder notes = new StringBuilder();
        for (JsonNode figure : report.get("figures")) {
            String name = figure.get("name").asText();
            if (!name.startsWith(prefix)) {
                continue;
            }
            String unit = figure.get("unit").asText();
            table.append("| %s | %s %s | %s to %s | %s |\n"
                    .formatted(
                            name.substring(prefix.length()),
                            number(figure.get("value").asDouble()),
                            unit,
                            number(figure.get("spread").get(0).asDouble()),
                            number(figure.get("spread").get(1).asDouble()),
                            goal(figure, unit)));
            String said = figure.get("note").asText();
            if (!said.equals(note)) {
                notes.append("- ")
                        .append(name.substring(prefix.length()))
                        .append(": ")
                        .append(said)
                        .append('\n');
                note = said;
            }
        }
        return table + "\n" + notes.toString().stripTrailing();
    }

    private static String goal(JsonNode figure, String unit) {
        if (!figure.has("goal")) {
            return "";
        }
        String met = figure.get("met").asBoolean() ? ", met" : ", **missed**";
        return figure.has("peer")
                ? "%s of %s (%s %s): %s%s"
                        .formatted(
                                number(figure.get("goal").asDouble()),
                                figure.get("peer").asText(),
                                number(figure.get("peerValue").asDouble()),
                                unit,
                                number(figure.get("ratio").asDouble()),
                                met)
                : "at most " + number(figure.get("goal").asDouble()) + " " + unit + met;
    }

    private static String number(double value) {
        return Math.abs(value) >= 100 ? "%.0f".formatted(value) : "%.3g".formatted(value);
    }
}
