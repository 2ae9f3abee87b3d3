package io.aegisvision.dataplane.bench;

import io.aegisvision.report.Figure;
import io.aegisvision.report.ReportFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures everything that {@code make bench} reports and writes it, or fails. */
@Command(name = "bench", description = "Measures the figures of the README.")
public final class Main implements Callable<Integer> {
    /** What can be measured by itself, in the order of measuring. */
    enum Part {
        CLUSTER,
        CORE,
        EVENTS,
        INFERENCE,
        APPLY,
        LIVE
    }

    @Option(names = "--root", required = true, description = "the checkout")
    private Path root = Path.of(".");

    @Option(names = "--cluster", required = true, description = "name of the demo's cluster")
    private String name = "";

    @Option(names = "--bootstrap", required = true, description = "host:port of the broker")
    private String bootstrap = "";

    @Option(names = "--only", split = ",", description = "parts to measure: ${COMPLETION-CANDIDATES} (default: all)")
    private List<Part> only = List.of(Part.values());

    private Main() {}

    /** Exit status 0 when everything was measured, 1 when something was not, 2 for bad arguments. */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        System.exit(new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        boolean all = only.size() == Part.values().length;
        Path out = root.resolve("target/bench");
        Path file = out.resolve(all ? "main.json" : "part.json");
        Files.deleteIfExists(file);
        List<Figure> figures = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        Path kubeconfig = root.resolve("target/clusters").resolve(name).resolve("admin.conf");
        try (Demo demo = new Demo(kubeconfig, root.resolve("target/demo/street"))) {
            for (Part part : only) {
                System.out.println("measuring: " + part);
                try {
                    figures.addAll(measure(part, demo, kubeconfig));
                } catch (Exception e) { // the other parts are measured all the same; then it fails
                    failures.add(part + ": " + e);
                    e.printStackTrace();
                }
            }
        }
        figures.forEach(Main::print);
        if (!failures.isEmpty()) {
            System.out.println("not measured, so no " + file + " is written:");
            failures.forEach(failure -> System.out.println("  " + failure));
            return 1;
        }
        ReportFile.writeFigures(file, "make bench", figures);
        System.out.println("written: " + file);
        return 0;
    }

    private List<Figure> measure(Part part, Demo demo, Path kubeconfig) throws Exception {
        Path cluster = root.resolve("local/cluster");
        if (part == Part.INFERENCE || part == Part.APPLY || part == Part.LIVE) {
            demo.ensureExample(root.resolve("target/tools/bin/kubectl"), kubeconfig);
        }
        return switch (part) {
            case CLUSTER -> ClusterFigures.measure(cluster, demo.beside());
            case CORE -> CoreFigures.measure();
            case EVENTS -> new EventFigures(bootstrap, root.resolve("target/bench"), demo.beside()).measure();
            case INFERENCE -> InferenceFigures.measure(demo, cluster, name);
            case APPLY -> new ApplyFigures(demo, bootstrap).measure();
            case LIVE -> new LiveFigures(demo).measure();
        };
    }

    private static void print(Figure figure) {
        System.out.printf(
                "%-62s %10.2f %-9s (%.2f to %.2f)%s%n",
                figure.name(),
                figure.value(),
                figure.unit(),
                figure.spread().getFirst(),
                figure.spread().getLast(),
                figure.met() == null ? "" : figure.met() ? "  goal met" : "  goal " + figure.goal() + " missed");
    }
}
