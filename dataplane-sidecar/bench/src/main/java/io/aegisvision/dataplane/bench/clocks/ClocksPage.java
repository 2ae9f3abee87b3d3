package io.aegisvision.dataplane.bench.clocks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** docs/performance/clocks.md: the words from here, every number from the report. */
final class ClocksPage {
    static final String PICTURES = "docs/performance/images";
    private static final String PAGE = "docs/performance/clocks.md";

    private ClocksPage() {}

    static void write(Path root, Path report, int rounds, int seconds) throws IOException {
        JsonNode read = new ObjectMapper().readTree(report.toFile());
        JsonNode machine = read.get("machine");
        String run =
                "The numbers are of one run of commit `%s` on %s, %s cores, %s GiB, Linux %s, Java %s, with %d rounds of %d s."
                        .formatted(
                                read.get("commit").asText(),
                                machine.get("cpu").asText(),
                                machine.get("cores").asText(),
                                machine.get("memoryGiB").asText(),
                                machine.get("kernel").asText(),
                                machine.get("java").asText(),
                                rounds,
                                seconds);
        Files.writeString(
                root.resolve(PAGE),
                TEXT.replace("@RUN@", run)
                        .replace("@A@", table(read, "A: "))
                        .replace("@C@", table(read, "C: "))
                        .replace("@RULES@", table(read, "in process: "))
                        .replace("@DURABILITY@", table(read, "durability: "))
                        .replace("@DECODE@", table(read, "decode "))
                        .replace("@METADATA@", table(read, "metadata: ")));
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

    private static final String TEXT = """
            <!-- generated: make bench-clocks -->
            # Clocks

                make bench-clocks

            How long it takes from a picture, a frame or a box to the event, and how many streams a core carries. @RUN@
            A table shows the median of the rounds, and the smallest and the largest round. No cluster is needed: the broker
            is Apache Kafka as a process beside, one broker, so that `acks=all` waits for no follower; a cluster of three adds
            at least a round trip between them. Broker, consumer, cameras and the data plane share the machine.

            Times count from when something was due, or from when it happened where that was not late: where the machine
            falls behind, what waits counts, too. They are kept in histograms of three digits (HdrHistogram), and the pictures
            show every percentile that at least five values are above.

            ## A: tracker input to consumer

            ![](images/clock-a.svg)

            @A@

            ## C: glass to event

            From the first packet of a frame leaving a camera on loopback until a consumer has the event. A generated camera
            plays a clip whose frames carry their number, which is read back from the decoded picture. There is no model and no
            network in it: add the model's time, and the network's.

            ![](images/clock-c.svg)

            @C@

            ## In process

            Nothing is written and nothing is sent: what a rule costs by itself. It is not a time that any user sees.

            @RULES@

            ## Durability

            What a sink's `durability` costs who writes, and how long an event is in the kernel's memory alone, where a power
            failure takes it if the broker does not have it yet; [what survives what](../concepts/what-survives-what.md).

            @DURABILITY@

            ## Decoding

            @DECODE@

            ## Behind the detector

            @METADATA@
            """;
}
