package io.aegisvision.bench.placement;

import io.aegisvision.report.Figure;
import io.aegisvision.report.ReportFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Measures what {@code make bench-placement} reports: {@code target/bench/placement.json}, and the page of it. */
public final class Main {
    private Main() {}

    /** What can be measured by itself. */
    enum Part {
        CLOCK,
        OFFLINE,
        ONLINE
    }

    /** Instead of parts to measure: the pictures of the docs are drawn anew. */
    private static final String PICTURES = "pictures";
    /** Instead of parts to measure: the page is written from the file of the last whole run. */
    private static final String PAGE = "page";
    /** Instances of the offline part of each number of demands. */
    private static final int INSTANCES = 1000;

    /**
     * Measures.
     *
     * @param arguments the root of the checkout; then, for a short run, a number of instances of the offline part; then parts:
     *     none is all. Or {@code pictures} or {@code page}
     */
    public static void main(String[] arguments) throws IOException {
        Locale.setDefault(Locale.ROOT);
        Path root = Path.of(arguments[0]);
        List<String> rest = Arrays.asList(arguments).subList(1, arguments.length);
        Path whole = root.resolve("target/bench/placement.json");
        switch (rest.isEmpty() ? "" : rest.getFirst()) {
            case PICTURES -> Pictures.write(root);
            case PAGE -> Page.write(root, whole);
            default -> {
                boolean part = !rest.isEmpty();
                Path file = part ? whole.resolveSibling("placement-part.json") : whole;
                ReportFile.writeFigures(file, "make bench-placement", measure(rest));
                System.out.println("written: " + file);
                if (!part) {
                    Page.write(root, whole);
                }
            }
        }
    }

    private static List<Figure> measure(List<String> arguments) {
        boolean counted = !arguments.isEmpty() && arguments.getFirst().matches("[1-9][0-9]{0,5}");
        int instances = counted ? Integer.parseInt(arguments.getFirst()) : INSTANCES;
        List<String> names = counted ? arguments.subList(1, arguments.size()) : arguments;
        List<Part> parts = names.isEmpty()
                ? List.of(Part.values())
                : names.stream()
                        .map(name -> Part.valueOf(name.toUpperCase(Locale.ROOT)))
                        .toList();
        List<Figure> figures = new ArrayList<>();
        Consumer<Figure> told = figure -> {
            print(figure);
            figures.add(figure);
        };
        for (Part part : parts) {
            System.out.println("measuring: " + part);
            switch (part) {
                case CLOCK -> new ClockFigures().measure(told);
                case OFFLINE -> new OfflineFigures(instances).measure(told);
                case ONLINE -> new OnlineFigures().measure(told);
            }
        }
        return figures;
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
