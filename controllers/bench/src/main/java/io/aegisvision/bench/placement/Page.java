package io.aegisvision.bench.placement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page of the figures, written from the file of a whole run. */
final class Page {
    /** Seen from the checkout. */
    static final String PAGE = "docs/performance/placement.md";

    private static final Pattern SIZE = Pattern.compile(".*, ([0-9]+) GPUs, ([0-9]+) demands");

    private final StringBuilder text = new StringBuilder();
    private final List<JsonNode> figures = new ArrayList<>();

    private Page() {}

    static void write(Path root, Path file) throws IOException {
        JsonNode report = new JsonMapper().readTree(file.toFile());
        Page page = new Page();
        report.path("figures").forEach(page.figures::add);
        page.head(report.path("machine"));
        page.clock();
        page.offline();
        page.online();
        page.storm(new JsonMapper()
                .readTree(file.resolveSibling("placement-storm.json").toFile()));
        Files.writeString(root.resolve(PAGE), page.text);
        System.out.println("written: " + root.resolve(PAGE));
    }

    private void head(JsonNode machine) {
        text.append("""
                <!-- generated: make bench-placement -->
                # What the planner of GPU placements does

                    make bench-placement          # target/bench/placement.json and placement-storm.json, and this page
                    local/bench-placement storm   # the storm alone, 20 minutes

                No GPU. Of %s, %s cores, Java %s. Seeds and the way of measuring are in the notes of the file;
                [GPUs](../concepts/gpus.md) says what each part is.
                """.formatted(
                        machine.path("cpu").asText(),
                        machine.path("cores").asText(),
                        machine.path("java").asText()));
    }

    private List<JsonNode> named(String prefix) {
        return figures.stream()
                .filter(figure -> name(figure).startsWith(prefix))
                .toList();
    }

    private static String name(JsonNode figure) {
        return figure.path("name").asText();
    }

    private static String met(JsonNode figure) {
        return figure.hasNonNull("met") ? (figure.path("met").asBoolean() ? "met" : "**missed**") : "";
    }

    private void clock() {
        text.append("""

                ## Time of a plan

                From a snapshot in memory to the plan: processor time of its one thread, median of the rounds, smallest to largest, in
                milliseconds.
                Goals at 8,000 GPUs: 1,000 ms for a full plan, 10 ms for one more cell.

                | GPUs | cells | full plan | one more cell | one more cell, per 1,000 GPUs | goals |
                | ---: | ---: | ---: | ---: | ---: | --- |
                """);
        List<JsonNode> more = named("one more cell, ");
        for (JsonNode full : named("full plan, ")) {
            Matcher size = SIZE.matcher(name(full));
            if (!size.matches()) {
                throw new IllegalStateException(name(full));
            }
            JsonNode one = more.stream()
                    .filter(figure -> name(figure).endsWith(name(full).substring("full plan".length())))
                    .findFirst()
                    .orElseThrow();
            double perThousand = one.path("value").asDouble() * 1000 / Integer.parseInt(size.group(1));
            text.append("| %,d | %,d | %s | %s | %.2f | %s |%n"
                    .formatted(
                            Integer.parseInt(size.group(1)),
                            Integer.parseInt(size.group(2)),
                            millis(full),
                            millis(one),
                            perThousand,
                            full.hasNonNull("met") ? met(full) + ", " + met(one) : ""));
        }
    }

    private static String millis(JsonNode figure) {
        return "%.1f (%.1f to %.1f)"
                .formatted(
                        figure.path("value").asDouble(),
                        figure.path("spread").path(0).asDouble(),
                        figure.path("spread").path(1).asDouble());
    }

    private void offline() {
        text.append("""

                ## GPUs beyond the optimum

                The optimum is that of SCIP (in OR-Tools), a solver that the planner does not use, proven for each instance.
                The goal is for each single instance: none beyond it on empty GPUs of one product, at most one on GPUs in use.

                | Instances | most beyond the optimum | goal | how many instances by GPUs beyond, and more |
                | --- | ---: | --- | --- |
                """);
        for (JsonNode figure : named("offline, ")) {
            String what = name(figure).replaceFirst("offline, ", "").replaceFirst(": GPUs above the optimum", "");
            String note = figure.path("note").asText();
            text.append("| %s | %.0f | at most %.0f: %s | %s |%n"
                    .formatted(
                            what,
                            figure.path("value").asDouble(),
                            figure.path("goal").asDouble(),
                            met(figure),
                            note));
        }
    }

    private void storm(JsonNode report) {
        text.append("""

                ## A storm over a thousand nodes

                The real API server, the real scheduler, the real controllers of Deployments, and our reconcilers; the kubelets
                are played. After each step, and while it settles, a witness that reads nodes and pods alone asks whether any
                node holds more than it offers, whether a stream has two cells, and whether a cell was moved that nobody told
                to. Times count from the last write of a step until no more can be placed; all of it shares the cores of the machine.

                | What | median | smallest to largest |
                | --- | ---: | --- |
                """);
        for (JsonNode figure : report.path("figures")) {
            text.append("| %s | %.1f %s | %.1f to %.1f |%n"
                    .formatted(
                            name(figure),
                            figure.path("value").asDouble(),
                            figure.path("unit").asText(),
                            figure.path("spread").path(0).asDouble(),
                            figure.path("spread").path(1).asDouble()));
        }
    }

    private void online() {
        text.append("""

                ## Requests accepted as they come

                The share of requests that find a place, each placed as it comes and never moved; the same requests for each
                policy. The planner is the shipped one, with a whole plan for each request.

                | Mix | Policy | accepted | weighted by compute slices |
                | --- | --- | ---: | ---: |
                """);
        Pattern share = Pattern.compile("online, (.*): accepted, (.*)");
        for (JsonNode figure : named("online, ")) {
            Matcher matcher = share.matcher(name(figure));
            if (!figure.hasNonNull("peer") && matcher.matches()) {
                text.append("| %s | %s | %.4f | %s |%n"
                        .formatted(
                                matcher.group(1),
                                matcher.group(2),
                                figure.path("value").asDouble(),
                                figure.path("note").asText().replaceFirst(".*slices ([0-9.]+);.*", "$1")));
            }
        }
        text.append("""

                The planner less the best of the others in the mean, paired by seed, with the 95 % interval of Student's t. The
                goal is that it is not worse in the mean.

                | Mix | best other | difference | interval | goal |
                | --- | --- | ---: | --- | --- |
                """);
        for (JsonNode figure : named("online, ")) {
            if (figure.hasNonNull("peer")) {
                text.append("| %s | %s, %.4f | %+.4f | %+.4f to %+.4f | %s |%n"
                        .formatted(
                                name(figure).replaceFirst("online, (.*): .*", "$1"),
                                figure.path("peer").asText(),
                                figure.path("peerValue").asDouble(),
                                figure.path("value").asDouble(),
                                figure.path("spread").path(0).asDouble(),
                                figure.path("spread").path(1).asDouble(),
                                met(figure)));
            }
        }
    }
}
