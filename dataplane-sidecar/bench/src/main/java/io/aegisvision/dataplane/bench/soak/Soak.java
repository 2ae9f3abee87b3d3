package io.aegisvision.dataplane.bench.soak;

import io.aegisvision.contract.Durability;
import io.aegisvision.dataplane.bench.outbox.Kills;
import io.aegisvision.dataplane.testkit.Clip;
import io.aegisvision.dataplane.testkit.FaultProxy;
import io.aegisvision.dataplane.testkit.KafkaBroker;
import io.aegisvision.dataplane.testkit.PlayedCamera;
import io.aegisvision.report.Check;
import io.aegisvision.report.ReportFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Cameras, a data plane and a broker, each a process or a server of its own, and faults of every kind between them. The
 * first half with kills of the data plane, the second without, so that what it holds can be compared. Where there is time
 * for it the broker is away for ten minutes at a stretch.
 */
@Command(name = "soak", description = "Plays faults and checks that nothing is lost or left behind.")
public final class Soak implements Callable<Integer> {
    private static final int CAMERAS = 3;
    private static final int FULL_KILLS = 500;
    private static final int FULL_MINUTES = 60;
    private static final long AWAY_SECONDS = 600;
    private static final String TOPIC = "soak";

    @Option(names = "--root", required = true, description = "the checkout")
    private Path root = Path.of(".");

    @Option(names = "--minutes", required = true, description = "how long; an hour for all of it")
    private int minutes = FULL_MINUTES;

    @Option(names = "--disk", required = true, description = "root of a small file system of its own")
    private Path disk = Path.of(".");

    @Option(names = "--seed", description = "of the faults (default: ${DEFAULT-VALUE})")
    private long seed = 20_261_127;

    private final List<Check> checks = new ArrayList<>();

    private Soak() {}

    /** Exit status 0 when every check passed, 1 when one did not, 2 for bad arguments. */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        System.exit(new CommandLine(new Soak()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Path out = root.resolve("target/soak");
        Path scratch = Files.createTempDirectory(out.toAbsolutePath(), "run");
        try (KafkaBroker broker = new KafkaBroker(Files.createDirectory(scratch.resolve("kafka")))) {
            broker.start();
            broker.createTopic(TOPIC);
            run(broker, out.resolve("cell.log"));
        }
        kills(scratch.resolve("kills"));
        ReportFile.writeChecks(out.resolve("report.json"), checks);
        checks.forEach(check -> System.out.printf(
                "%-6s %-60s %s%n", check.passed() ? "passed" : "FAILED", check.name(), check.measured()));
        System.out.println("written: " + out.resolve("report.json"));
        return checks.stream().allMatch(Check::passed) ? 0 : 1;
    }

    private void run(KafkaBroker broker, Path log) throws Exception {
        long begun = System.nanoTime();
        Clip clip = Clip.coded(640, 352, 16, 1_000_000);
        List<PlayedCamera> cameras = new ArrayList<>();
        List<FaultProxy> proxies = new ArrayList<>();
        List<String> arguments = new ArrayList<>(List.of(
                disk.resolve("outbox").toString(), broker.proxiedAddress(), TOPIC, Durability.Policy.Fsync.name()));
        for (int i = 0; i < CAMERAS; i++) {
            PlayedCamera camera = new PlayedCamera(clip);
            FaultProxy proxy = new FaultProxy(camera.port(), seed + i);
            cameras.add(camera);
            proxies.add(proxy);
            arguments.add(Integer.toString(proxy.port()));
        }
        try (CellProcess cell = new CellProcess(arguments, log);
                Deliveries deliveries = new Deliveries(broker.address(), TOPIC)) {
            cell.start();
            cell.awaitPromise();
            Troubles troubles = new Troubles(broker, proxies, cell, disk, seed);
            List<CellProcess.Use> uses = play(cell, troubles);
            cell.end();
            Deliveries.State state = settled(cell, deliveries);
            double seconds = (System.nanoTime() - begun) / 1e9;
            delivered(cell, state, seconds);
            played(troubles, cell, seconds);
            left(uses, seconds);
        }
        for (int i = 0; i < CAMERAS; i++) {
            proxies.get(i).close();
            cameras.get(i).close();
        }
    }

    /** Gives what the process held in its last life when all was well: at first, and at last. */
    private List<CellProcess.Use> play(CellProcess cell, Troubles troubles) throws Exception {
        long half = TimeUnit.MINUTES.toNanos(minutes) / 2;
        long middle = System.nanoTime() + half;
        troubles.play(middle, List.of(Troubles.Trouble.values()));
        long end = System.nanoTime() + half;
        List<Troubles.Trouble> gentle = List.copyOf(EnumSet.complementOf(EnumSet.of(Troubles.Trouble.KILLED)));
        troubles.play(System.nanoTime() + half / 4, gentle); // every way was taken once before it is weighed
        List<CellProcess.Use> uses = new ArrayList<>();
        uses.add(calm(cell));
        if (minutes >= FULL_MINUTES / 2) {
            troubles.away(AWAY_SECONDS);
        } else {
            troubles.away(Math.max(20, minutes * 60L / 6));
        }
        troubles.play(end, gentle);
        uses.add(calm(cell));
        return uses;
    }

    /** What it holds while all is well: of some looks the least. */
    private static CellProcess.Use calm(CellProcess cell) throws InterruptedException {
        Thread.sleep(20_000); // cameras came back, the backlog is gone
        long from = System.nanoTime();
        Thread.sleep(10_000);
        List<CellProcess.Use> looks =
                cell.uses().stream().filter(use -> use.nanos() - from > 0).toList();
        if (looks.isEmpty()) {
            throw new IllegalStateException("the data plane says nothing");
        }
        return new CellProcess.Use(
                from,
                (int) least(looks, CellProcess.Use::threads),
                (int) least(looks, CellProcess.Use::handles),
                least(looks, CellProcess.Use::nativeBytes));
    }

    private static long least(List<CellProcess.Use> looks, ToLongFunction<CellProcess.Use> what) {
        return looks.stream().mapToLong(what).min().orElse(0);
    }

    private static Deliveries.State settled(CellProcess cell, Deliveries deliveries) throws InterruptedException {
        Set<String> promised = cell.promised();
        long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!deliveries.state().ids().containsAll(promised) && System.nanoTime() - until < 0) {
            Thread.sleep(500);
        }
        return deliveries.state();
    }

    private void delivered(CellProcess cell, Deliveries.State state, double seconds) {
        Set<String> missing = new HashSet<>(cell.promised());
        int promised = missing.size();
        missing.removeAll(state.ids());
        checks.add(new Check(
                "every event that was promised is delivered",
                missing.isEmpty() && promised > 0,
                promised - missing.size() + " of " + promised,
                seconds,
                "missing: " + missing.stream().limit(5).toList() + "; with repeats " + state.records()
                        + " records, by id " + state.ids().size()));
        checks.add(new Check(
                "every event that was dropped is told by a gap event",
                state.told() == cell.dropped() && state.told() > 0,
                "dropped " + cell.dropped() + ", told " + state.told(),
                seconds,
                "dropped while the disk was full"));
        checks.add(new Check(
                "order is kept by stream and epoch",
                state.disorder() == 0,
                state.disorder() + " of " + state.ids().size() + " out of order",
                seconds,
                "first deliveries, by the time of the decision"));
    }

    private void played(Troubles troubles, CellProcess cell, double seconds) {
        boolean all = troubles.played().size() == Troubles.Trouble.values().length;
        checks.add(new Check(
                "every kind of fault was played",
                all,
                troubles.played().toString().toLowerCase(Locale.ROOT),
                seconds,
                cell.lives() + " lives of the data plane; kinds: " + Arrays.toString(Troubles.Trouble.values())));
    }

    private void left(List<CellProcess.Use> uses, double seconds) {
        CellProcess.Use first = uses.getFirst();
        CellProcess.Use last = uses.getLast();
        checks.add(new Check(
                "no thread is left behind",
                last.threads() <= first.threads() + 2,
                first.threads() + ", then " + last.threads(),
                seconds,
                "of the operating system; the JVM's compiler begins and ends up to two"));
        checks.add(new Check(
                "no handle is left behind",
                last.handles() <= first.handles() + 3,
                first.handles() + ", then " + last.handles(),
                seconds,
                "a producer may hold one connection more than before"));
        checks.add(new Check(
                "no native memory is left behind",
                last.nativeBytes() <= first.nativeBytes() + (16 << 20),
                (first.nativeBytes() >> 10) + " KiB, then " + (last.nativeBytes() >> 10) + " KiB",
                seconds,
                "malloc'ed and not freed; 16 MiB for the JVM's compiler and the C library's own"));
    }

    private void kills(Path folder) throws Exception {
        int kills = Math.max(20, FULL_KILLS * Math.min(minutes, FULL_MINUTES) / FULL_MINUTES);
        System.out.println("killing " + kills + " writers");
        long begun = System.nanoTime();
        Kills.Outcome outcome = new Kills(folder, seed).run(kills);
        checks.add(new Check(
                "processes that write are killed at random moments, and lose nothing",
                outcome.lost() == 0 && outcome.disorder() == 0 && outcome.gaps() == 0 && outcome.promised() > kills,
                kills + " kills, " + outcome.promised() + " promised, " + outcome.lost() + " lost",
                (System.nanoTime() - begun) / 1e9,
                outcome.toString()));
    }
}
