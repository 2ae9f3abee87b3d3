package io.aegisvision.dataplane.bench.clocks;

import io.aegisvision.dataplane.bench.FigurePage;
import io.aegisvision.dataplane.testkit.KafkaBroker;
import io.aegisvision.report.Figure;
import io.aegisvision.report.ReportFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what {@code make bench-clocks} reports and writes it, its pictures and its page, or fails. */
@Command(name = "bench-clocks", description = "Measures the clocks of docs/performance/clocks.md.")
public final class ClocksBench implements Callable<Integer> {
    private static final String PAGE = "docs/performance/clocks.md";
    private static final String PICTURES = "docs/performance/images";

    /** What can be measured by itself, in the order of the page. */
    enum Part {
        CONSUMER,
        GLASS,
        RULES,
        DURABILITY,
        DECODE,
        METADATA
    }

    @Option(names = "--root", required = true, description = "the checkout")
    private Path root = Path.of(".");

    @Option(names = "--ffmpeg", required = true, description = "the program that decoding is compared with")
    private String ffmpeg = "";

    @Option(names = "--only", split = ",", description = "parts to measure: ${COMPLETION-CANDIDATES} (default: all)")
    private List<Part> only = List.of(Part.values());

    @Option(names = "--rounds", description = "of each part (default: ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(names = "--seconds", description = "of a round (default: ${DEFAULT-VALUE})")
    private int seconds = 20;

    private ClocksBench() {}

    /** Exit status 0 when everything was measured, 1 when something was not, 2 for bad arguments. */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        System.setProperty("java.awt.headless", "true");
        System.exit(new CommandLine(new ClocksBench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        boolean all = only.size() == Part.values().length;
        Path out = root.resolve("target/bench");
        Path file = out.resolve(all ? "clocks.json" : "clocks-part.json");
        Files.createDirectories(out);
        Files.deleteIfExists(file);
        Path scratch = Files.createTempDirectory(out.toAbsolutePath(), "clocks");
        List<Figure> figures = new ArrayList<>();
        List<Measured> measured = new ArrayList<>();
        try (KafkaBroker broker = new KafkaBroker(Files.createDirectory(scratch.resolve("kafka")))) {
            broker.start();
            for (Part part : only) {
                System.out.println("measuring: " + part);
                Measured one = measure(part, broker, scratch);
                one.figures().forEach(ClocksBench::print);
                figures.addAll(one.figures());
                measured.add(one);
            }
        } finally {
            remove(scratch);
        }
        ReportFile.writeFigures(file, "make bench-clocks", figures);
        System.out.println("written: " + file);
        if (all) {
            for (Measured one : measured) {
                Plots.write(root.resolve(PICTURES), one);
            }
            FigurePage.write(root, PAGE, file, ClocksWords.TEXT.formatted(rounds, seconds));
        }
        return 0;
    }

    private Measured measure(Part part, KafkaBroker broker, Path scratch) throws Exception {
        return switch (part) {
            case CONSUMER -> new ConsumerClock(broker, scratch).measure(rounds, seconds);
            case GLASS -> new GlassClock(broker, scratch).measure(rounds, seconds);
            case RULES -> RuleClock.measure(rounds);
            case DURABILITY -> new FlushCost(scratch).measure(rounds, seconds);
            case DECODE -> new DecodeSpeed(ffmpeg, scratch).measure(rounds);
            case METADATA -> new MetadataLoad(broker, scratch).measure(seconds);
        };
    }

    private static void print(Figure figure) {
        System.out.printf(
                "%-76s %10.3f %-9s (%.3f to %.3f)%s%n",
                figure.name(),
                figure.value(),
                figure.unit(),
                figure.spread().getFirst(),
                figure.spread().getLast(),
                figure.met() == null ? "" : figure.met() ? "  goal met" : "  goal " + figure.goal() + " missed");
    }

    private static void remove(Path folder) throws IOException {
        List<Path> inside;
        try (Stream<Path> paths = Files.walk(folder)) {
            inside = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : inside) {
            Files.delete(path);
        }
    }
}
