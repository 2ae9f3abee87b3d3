package io.aegisvision.rulecheck;

import io.aegisvision.report.Figure;
import io.aegisvision.report.ReportFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Puts every complaint to ours and to the peer, and writes target/bench/rules.json and docs/performance/rules.md. */
public final class RulesBench {
    /** The page that it writes, seen from the checkout. */
    static final String PAGE = "docs/performance/rules.md";

    private RulesBench() {}

    /**
     * Exit status 0 when both answered every case, right or wrong.
     *
     * @param arguments the checkout, and an interpreter that has the peer
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path root = Path.of(arguments[0]);
        List<Complaint> complaints = Complaint.all(root.resolve("local/rules/complaints"));
        Pipelines pipelines = new Pipelines(root);
        Peer peer = Peer.ask(
                Path.of(arguments[1]),
                root.resolve("local/rules/peer/answer.py"),
                root.resolve("target/bench"),
                complaints);
        Map<Complaint.About, String> best = peer.best(complaints);
        List<Row> rows = new ArrayList<>();
        for (Complaint complaint : complaints) {
            rows.add(new Row(
                    complaint,
                    complaint.ours(pipelines),
                    peer.answer(complaint, Peer.DEFAULTS),
                    peer.answer(complaint, setting(best, complaint.question().about()))));
        }
        ReportFile.writeFigures(root.resolve("target/bench/rules.json"), "make bench-rules", figures(rows, peer, best));
        Path page = root.resolve(PAGE);
        Files.createDirectories(page.getParent());
        Files.writeString(page, page(rows, peer, best));
        rows.forEach(row -> System.out.println(row.line()));
        System.out.println(count(rows, row -> row.ours()) + " of " + rows.size() + " right; supervision "
                + peer.version() + ": " + count(rows, row -> row.best()) + " at its best, "
                + count(rows, row -> row.defaults()) + " by its defaults");
    }

    /** The answers to one complaint: ours, and the peer's by its defaults and by its best setting. */
    private record Row(
            Complaint complaint, Map<String, Integer> ours, Map<String, Integer> defaults, Map<String, Integer> best) {
        boolean isRight(Map<String, Integer> answer) {
            return answer.equals(complaint.question().expect());
        }

        String said(Map<String, Integer> answer) {
            return (isRight(answer) ? "**right**" : "wrong: " + text(answer));
        }

        String line() {
            return "%-32s %-24s ours %-24s supervision %s, by default %s"
                    .formatted(
                            complaint.name(),
                            text(complaint.question().expect()),
                            isRight(ours) ? "right" : "WRONG " + text(ours),
                            isRight(best) ? "right" : "wrong " + text(best),
                            isRight(defaults) ? "right" : "wrong " + text(defaults));
        }
    }

    private static String text(Map<String, Integer> answer) {
        return answer.entrySet().stream()
                .map(each -> switch (each.getKey()) {
                    case "leftToRight" -> each.getValue() + " →";
                    case "rightToLeft" -> each.getValue() + " ←";
                    default -> each.getValue() + " " + each.getKey();
                })
                .collect(Collectors.joining(", "));
    }

    private static int count(List<Row> rows, java.util.function.Function<Row, Map<String, Integer>> of) {
        return (int) rows.stream().filter(row -> row.isRight(of.apply(row))).count();
    }

    private static List<Figure> figures(List<Row> rows, Peer peer, Map<Complaint.About, String> best) {
        List<Figure> figures = new ArrayList<>();
        String name = "supervision " + peer.version();
        figures.add(figure(
                "complaints answered right, of " + rows.size(),
                "cases",
                count(rows, Row::ours),
                name + ", best setting",
                count(rows, Row::best),
                settings(best)));
        figures.add(figure(
                "complaints answered right, of " + rows.size() + ", peer by its defaults",
                "cases",
                count(rows, Row::ours),
                name + ", defaults",
                count(rows, Row::defaults),
                "LineZone with four corners and threshold 1, timer that counts frames"));
        for (Row row : rows) {
            figures.add(figure(
                    "complaint: " + row.complaint().name(),
                    "right",
                    row.isRight(row.ours()) ? 1 : 0,
                    name + ", best setting",
                    row.isRight(row.best()) ? 1 : 0,
                    row.complaint().scene().what() + "; expected "
                            + text(row.complaint().question().expect())
                            + ", ours " + text(row.ours()) + ", peer " + text(row.best()) + ", by its defaults "
                            + text(row.defaults())));
        }
        return figures;
    }

    private static Figure figure(String name, String unit, double value, String peer, double peerValue, String note) {
        return new Figure(
                name,
                value,
                unit,
                List.of(value, value),
                peer,
                peerValue,
                peerValue > 0 ? value / peerValue : null,
                null,
                null,
                null,
                note);
    }

    private static String setting(Map<Complaint.About, String> best, Complaint.About about) {
        return best.getOrDefault(about, Peer.DEFAULTS);
    }

    private static String settings(Map<Complaint.About, String> best) {
        String timer = setting(best, Complaint.About.dwell);
        return "LineZone with " + setting(best, Complaint.About.line) + "; PolygonZone with its "
                + setting(best, Complaint.About.inside) + " and the "
                + (timer.equals(Peer.DEFAULTS) ? "timer that counts frames" : timer);
    }

    private static String page(List<Row> rows, Peer peer, Map<Complaint.About, String> best) {
        StringBuilder page = new StringBuilder("""
                <!-- generated: make bench-rules -->
                # What users of counters complain of

                    make bench-rules     # target/bench/rules.json, and this page

                Each case is a scene (`local/rules/complaints/NAME`): tracks by hand, a question, the right answer and why it
                is right. Ours is the rule engine as it ships, with the defaults of the API; the same cases are tests. The peer
                is supervision %s, LineZone and PolygonZone, given the same tracks in
                pixels of 1280x720. It is shown twice: by its defaults, and by the one documented setting for each kind of
                question with which it answers most cases: %s. For time in a zone it has no class of its own; it
                gets the timers of its guide, told to leave out unconfirmed ids.

                → is left to right, seen along the line; ← is right to left.

                **%d of %d right; supervision %d at its best, %d by its defaults.**

                | Case | Known from | Right | AegisVision | supervision, best | supervision, defaults |
                | --- | --- | --- | --- | --- | --- |
                """.formatted(
                        peer.version(),
                        settings(best),
                        count(rows, Row::ours),
                        rows.size(),
                        count(rows, Row::best),
                        count(rows, Row::defaults)));
        for (Row row : rows) {
            page.append("| `%s`: %s | %s | %s | %s | %s | %s |\n"
                    .formatted(
                            row.complaint().name(),
                            row.complaint().scene().what(),
                            row.complaint().question().source(),
                            text(row.complaint().question().expect()) + ". "
                                    + row.complaint().question().because(),
                            row.said(row.ours()),
                            row.said(row.best()),
                            row.said(row.defaults())));
        }
        return page.toString();
    }
}
