package io.aegisvision.dataplane.bench.tracking;

import io.aegisvision.report.Figure;
import io.aegisvision.report.ReportFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what {@code make bench-tracker} reports and writes it, or fails. */
@Command(name = "bench-tracker", description = "Measures our trackers and others'.")
public final class TrackerBench implements Callable<Integer> {
    /** Objects of the generated sequences. */
    private static final int[] OBJECTS = {10, 25, 50, 100, 200};

    private static final long SEED = 2026;

    /** What can be measured by itself. */
    enum Part {
        TIMES,
        QUALITY,
        SOAK
    }

    @Option(names = "--root", required = true, description = "the checkout")
    private Path root = Path.of(".");

    @Option(names = "--rounds", description = "how often each process has its turn (default: ${DEFAULT-VALUE})")
    private int rounds = 3;

    @Option(names = "--seconds", description = "a process measures for (default: ${DEFAULT-VALUE})")
    private double seconds = 1.5;

    @Option(names = "--only", split = ",", description = "parts: ${COMPLETION-CANDIDATES} (default: all)")
    private List<Part> only = List.of(Part.values());

    private TrackerBench() {}

    /** Exit status 0 when everything that could be had was measured. */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        System.exit(new CommandLine(new TrackerBench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        boolean all = only.size() == Part.values().length;
        Path bench = root.toAbsolutePath().resolve("target/bench");
        Path file = bench.resolve(all ? "tracker.json" : "tracker-part.json");
        Files.deleteIfExists(file);
        Path peersFolder = bench.resolve("peers");
        Path work = bench.resolve("tracker");
        List<Peer> peers =
                Peer.ALL.stream().filter(peer -> peer.present(peersFolder)).toList();
        List<String> absent = new ArrayList<>(Files.readAllLines(peersFolder.resolve("absent.txt")));
        Peer.ALL.stream()
                .filter(peer -> !peers.contains(peer))
                .forEach(peer -> absent.add(peer.name() + ": not there"));
        Run run = new Run(root.toAbsolutePath(), peersFolder, work.resolve("tracks"));
        List<Sequence> real = real(work.resolve("sequences"), peersFolder, absent);
        List<Figure> figures = new ArrayList<>();
        if (only.contains(Part.TIMES)) {
            figures.addAll(times(run, peers, work.resolve("sequences"), real));
        }
        if (only.contains(Part.QUALITY)) {
            List<Sequence> graded =
                    new ArrayList<>(real.stream().filter(Sequence::hasTruth).toList());
            for (int objects : OBJECTS) {
                graded.add(Sequence.generated(work.resolve("sequences"), objects, SEED, false));
            }
            figures.addAll(new QualityFigures(run, peers).measure(graded));
        }
        if (only.contains(Part.SOAK)) {
            figures.addAll(SoakFigures.measure(SEED));
        }
        ReportFile.writeFigures(file, "make bench-tracker", figures, absent);
        absent.forEach(line -> System.out.println("not measured: " + line));
        figures.stream()
                .filter(figure -> Boolean.FALSE.equals(figure.met()))
                .forEach(figure -> System.out.printf(
                        "goal missed: %s: %.2f %s, %s%n",
                        figure.name(), figure.value(), figure.unit(), "goal " + figure.goal()));
        System.out.println("written: " + file);
        return 0;
    }

    private List<Figure> times(Run run, List<Peer> peers, Path folder, List<Sequence> real)
            throws IOException, InterruptedException {
        List<Sequence> sequences = new ArrayList<>();
        long fresh = System.nanoTime();
        System.out.println("seeds: " + SEED + ", fresh " + fresh);
        for (int objects : OBJECTS) {
            sequences.add(Sequence.generated(folder, objects, SEED, false));
            sequences.add(Sequence.generated(folder, objects, fresh, true));
        }
        Sequence forCold = Sequence.generated(folder, 50, SEED, false);
        real.stream().filter(sequence -> !sequence.name().startsWith("TUD")).forEach(sequences::add);
        return new TimeFigures(run, peers, rounds, seconds).measure(sequences, forCold);
    }

    private List<Sequence> real(Path folder, Path peers, List<String> absent) throws IOException {
        List<Sequence> sequences = new ArrayList<>();
        sequences.add(Sequence.palace(
                folder,
                root.resolve("dataplane-sidecar/core/src/test/resources/bytetrack-cpp/detection_results.json")));
        Path sort = peers.resolve("sort");
        if (Files.exists(sort.resolve("ready"))) {
            Path none = folder.resolve("no-truth");
            sequences.add(Sequence.mot15(folder, sort, "ADL-Rundle-6", 1920, 1080, 30, none));
            for (String name : List.of("TUD-Campus", "TUD-Stadtmitte")) {
                Sequence tud = Sequence.mot15(folder, sort, name, 640, 480, 25, truth(peers, name));
                if (tud.hasTruth()) {
                    sequences.add(tud);
                } else {
                    absent.add(name + ": no truth");
                }
            }
        }
        return sequences;
    }

    /** py-motmetrics carries the truth of two MOT15 sequences in its package. */
    private static Path truth(Path peers, String name) throws IOException {
        Path environment = peers.resolve("motmetrics/lib");
        if (!Files.exists(environment)) {
            return environment.resolve("none");
        }
        try (var below = Files.walk(environment)) {
            return below.filter(file -> file.endsWith(Path.of("motmetrics/data", name, "gt.txt")))
                    .findFirst()
                    .orElse(environment.resolve("none"));
        }
    }
}
