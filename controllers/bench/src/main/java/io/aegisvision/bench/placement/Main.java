package io.aegisvision.bench.placement;

import io.aegisvision.report.Figure;
import io.aegisvision.report.ReportFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Measures what {@code make bench-placement} reports: {@code target/bench/placement.json}. */
public final class Main {
    private Main() {}

    /** What can be measured by itself. */
    enum Part {
        CLOCK,
        OFFLINE,
        ONLINE
    }

    /** Instead of a file to write and parts to measure: the pictures of the docs are drawn anew. */
    private static final String PICTURES = "pictures";

    /** @param arguments the root of the checkout, then parts to measure: none is all; or {@code pictures} */
    public static void main(String[] arguments) throws IOException {
        Locale.setDefault(Locale.ROOT);
        if (arguments.length > 1 && arguments[1].equals(PICTURES)) {
            Pictures.write(Path.of(arguments[0]));
            return;
        }
        List<Part> parts = arguments.length > 1
                ? Arrays.stream(arguments)
                        .skip(1)
                        .map(name -> Part.valueOf(name.toUpperCase(Locale.ROOT)))
                        .toList()
                : List.of(Part.values());
        List<Figure> figures = new ArrayList<>();
        for (Part part : parts) {
            System.out.println("measuring: " + part);
            List<Figure> measured =
                    switch (part) {
                        case CLOCK -> new ClockFigures().measure();
                        case OFFLINE -> new OfflineFigures().measure();
                        case ONLINE -> new OnlineFigures().measure();
                    };
            measured.forEach(Main::print);
            figures.addAll(measured);
        }
        Path file = Path.of(arguments[0])
                .resolve("target/bench")
                .resolve(arguments.length > 1 ? "placement-part.json" : "placement.json");
        ReportFile.writeFigures(file, "make bench-placement", figures);
        System.out.println("written: " + file);
    }

    private static void print(Figure figure) {
        System.out.printf(
                "%-92s %10.4f %-5s (%.4f to %.4f)%s%n",
                figure.name(),
                figure.value(),
                figure.unit(),
                figure.spread().getFirst(),
                figure.spread().getLast(),
                figure.met() == null ? "" : figure.met() ? "  goal met" : "  goal " + figure.goal() + " missed");
    }
}
