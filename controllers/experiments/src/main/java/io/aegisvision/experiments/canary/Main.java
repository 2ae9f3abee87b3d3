package io.aegisvision.experiments.canary;

import io.aegisvision.report.Figure;
import io.aegisvision.report.ReportFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs every experiment on the statistics of a trial and writes the figures. */
public final class Main {
    private Main() {}

    /** The report's path is the only argument. */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        List<Figure> figures = new ArrayList<>();
        figures.addAll(Looking.figures());
        figures.addAll(Pairing.figures());
        figures.addAll(Harm.figures());
        figures.addAll(WholeTrial.figures());
        for (Figure figure : figures) {
            System.out.printf(
                    "%-92s %8.1f %-6s (%.1f to %.1f)%s%n",
                    figure.name(),
                    figure.value(),
                    figure.unit(),
                    figure.spread().getFirst(),
                    figure.spread().getLast(),
                    figure.met() == null ? "" : figure.met() ? "  goal met" : "  GOAL MISSED");
        }
        ReportFile.writeFigures(Path.of(arguments[0]), "make experiments", figures);
    }
}
