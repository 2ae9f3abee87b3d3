package io.aegisvision.dataplane.bench.inference;

import io.aegisvision.dataplane.bench.FigurePage;
import io.aegisvision.report.Figure;
import io.aegisvision.report.ReportFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what {@code make bench-inference} reports and writes it, or fails. */
@Command(name = "bench-inference", description = "Measures calls to the inference server, and overload.")
public final class InferenceBench implements Callable<Integer> {
    private enum Part {
        calls,
        overload
    }

    @Option(names = "--root", required = true, description = "the checkout")
    private Path root = Path.of(".");

    @Option(names = "--only", split = ",", description = "parts: ${COMPLETION-CANDIDATES}")
    private List<Part> only = List.of(Part.values());

    @Option(names = "--rounds", description = "rounds of each part (default: ${DEFAULT-VALUE})")
    private int rounds = 5;

    private InferenceBench() {}

    /** Exit status 0 when everything was measured, 1 when something was not, 2 for bad arguments. */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        System.exit(new CommandLine(new InferenceBench()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Path program = root.resolve("target/tools/triton");
        List<Figure> figures = new ArrayList<>();
        if (only.contains(Part.calls)) {
            figures.addAll(CallFigures.measure(program, rounds));
        }
        if (only.contains(Part.overload)) {
            figures.addAll(OverloadFigures.measure(program, rounds));
        }
        for (Figure figure : figures) {
            System.out.printf(
                    "%-66s %9.3f %-9s%s%n",
                    figure.name(),
                    figure.value(),
                    figure.unit(),
                    figure.met() == null ? "" : figure.met() ? "  goal met" : "  goal " + figure.goal() + " missed");
        }
        boolean all = only.size() == Part.values().length;
        Path file = root.resolve("target/bench").resolve(all ? "inference.json" : "inference-part.json");
        ReportFile.writeFigures(file, "make bench-inference", figures);
        System.out.println("written: " + file);
        if (all) {
            FigurePage.write(root, "docs/performance/inference.md", file, InferenceWords.TEXT);
        }
        return 0;
    }
}
