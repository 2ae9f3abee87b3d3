package io.aegisvision.dataplane.bench.ingest;

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

/** Measures what {@code make bench-ingest} reports and writes it, or fails. */
@Command(name = "bench-ingest", description = "Measures what faults of sources cost.")
public final class IngestBench implements Callable<Integer> {
    private static final int STREAMS = 8;
    private static final long SEED = 20_260_301;

    @Option(names = "--root", required = true, description = "the checkout")
    private Path root = Path.of(".");

    @Option(names = "--faults", description = "faults that must leave nothing behind (default: ${DEFAULT-VALUE})")
    private int faults = 1_000;

    @Option(names = "--rounds", description = "pairs of runs with and without faults (default: ${DEFAULT-VALUE})")
    private int rounds = 7;

    private IngestBench() {}

    /** Exit status 0 when everything was measured, 1 when something was not, 2 for bad arguments. */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        System.exit(new CommandLine(new IngestBench()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        List<Figure> figures = new ArrayList<>(NeighbourFigures.measure(rounds, SEED));
        figures.addAll(leaks());
        for (Figure figure : figures) {
            System.out.printf(
                    "%-62s %10.3f %-9s%s%n",
                    figure.name(),
                    figure.value(),
                    figure.unit(),
                    figure.met() == null ? "" : figure.met() ? "  goal met" : "  goal " + figure.goal() + " missed");
        }
        Path file = root.resolve("target/bench/ingest.json");
        ReportFile.writeFigures(file, "make bench-ingest", figures);
        System.out.println("written: " + file);
        return 0;
    }

    private List<Figure> leaks() throws Exception {
        int whole = faults / STREAMS * STREAMS;
        try (FaultLoad load = new FaultLoad(STREAMS, SEED)) {
            System.out.println("warming up: 80 faults");
            load.play(80, FaultLoad.ALL);
            FaultLoad.Held before = load.held();
            System.out.println("playing " + whole + " faults; before: " + before);
            List<Long> recoveries = load.play(whole, FaultLoad.ALL);
            FaultLoad.Held after = load.held();
            System.out.println("after: " + after);
            String how = whole + " faults of six kinds on " + STREAMS
                    + " streams, after 80 others: held after less held " + "before, with every stream running";
            return List.of(
                    Figure.of(
                                    "faults: threads left behind",
                                    "threads",
                                    List.of((double) after.threads() - before.threads()),
                                    how)
                            .atMost(0),
                    Figure.of(
                                    "faults: file handles left behind",
                                    "handles",
                                    List.of((double) after.handles() - before.handles()),
                                    how)
                            .atMost(0),
                    Figure.of(
                                    "faults: native memory left behind, per fault",
                                    "B",
                                    List.of((double) (after.nativeBytes() - before.nativeBytes()) / whole),
                                    how + "; all that malloc gave and free did not get, the JVM's compiler included; a "
                                            + "session's contexts are some 300 KB")
                            .atMost(4096),
                    Figure.of(
                            "faults: from healed to the first frame",
                            "ms",
                            recoveries.stream().map(Long::doubleValue).toList(),
                            "median, least and most of " + whole + "; the wait after a failure is 0.25 to 15 s"),
                    Figure.of(
                                    "faults: calls that hung",
                                    "calls",
                                    List.of((double) load.abandoned()),
                                    "given up in the same run; every one would be FFmpeg's watchdog failing")
                            .atMost(0));
        }
    }
}
