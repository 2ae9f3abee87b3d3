package io.aegisvision.dataplane.bench.outbox;

import io.aegisvision.contract.Durability;
import io.aegisvision.contract.Durability.Policy;
import io.aegisvision.dataplane.outbox.Outbox;
import io.aegisvision.dataplane.outbox.OutboxRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Processes that write events into one folder and are killed (SIGKILL), one after another, at random moments: while they
 * start and read what the one before left, while they append, flush, begin segments, acknowledge and delete. The policies
 * take turns: what was written outlives the process with each of them.
 */
public final class Kills {
    /** Events that one process cannot reach. */
    private static final int NUMBERS = 1_000_000;

    private final Path folder;
    private final Random random;
    private final Set<Integer> promised = new TreeSet<>();
    private final List<Integer> taken = new ArrayList<>();
    private int gaps;

    /**
     * What came of it.
     *
     * @param promised events of which a process said that they are written
     * @param lost of those, how many nobody took
     * @param taken events that were taken, each counted once
     * @param repeats how often one was taken again
     * @param disorder events that were first taken after a later one
     * @param gaps markers of dropped events
     */
    public record Outcome(int promised, int lost, int taken, int repeats, int disorder, int gaps) {}

    /** @param folder of the outbox; nothing else uses it */
    public Kills(Path folder, long seed) {
        this.folder = folder;
        this.random = new Random(seed);
    }

    /** Kills that many processes, then takes what is left. */
    public Outcome run(int kills) throws IOException, InterruptedException {
        for (int i = 0; i < kills; i++) {
            one(i * NUMBERS, Policy.values()[i % Policy.values().length]);
        }
        try (Outbox outbox =
                Outbox.open(folder, KilledWriter.SETTINGS.with(Durability.FSYNC), InstantSource.system())) {
            for (OutboxRecord record : outbox.poll(outbox.acknowledgedUpTo(), Integer.MAX_VALUE)) {
                heard("T " + (record.kind() == OutboxRecord.Kind.EVENT ? record.id() : "gap"));
            }
        }
        Set<Integer> once = new HashSet<>();
        int disorder = 0;
        int latest = -1;
        for (int n : taken) {
            if (once.add(n)) {
                disorder += n < latest ? 1 : 0;
                latest = Math.max(latest, n);
            }
        }
        int lost = (int) promised.stream().filter(n -> !once.contains(n)).count();
        return new Outcome(promised.size(), lost, once.size(), taken.size() - once.size(), disorder, gaps);
    }

    private void one(int first, Policy policy) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath(),
                        KilledWriter.class.getName(),
                        folder.toString(),
                        Integer.toString(first),
                        policy.name(),
                        Long.toString(random.nextLong())))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        // one in four by the clock, which meets those that still read; the others by what they said
        boolean early = random.nextInt(4) == 0;
        int after = random.nextInt(early ? 500 : 600);
        Thread watch = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(early ? after : 60_000); // the latter for one that hangs, which is found by its silence
            } catch (InterruptedException e) {
                return;
            }
            process.toHandle().destroyForcibly(); // by its handle: what it said can still be read
        });
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            int lines = 0;
            // a line is one write to a pipe, which is whole or not there
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                heard(line);
                if (lines++ == after && !early) {
                    process.toHandle().destroyForcibly();
                }
            }
        }
        watch.interrupt();
        if (process.waitFor() != 128 + 9) {
            throw new IllegalStateException("it ended by itself with status " + process.exitValue());
        }
    }

    private void heard(String line) {
        if (line.equals("T gap")) {
            gaps++;
        } else {
            (line.startsWith("P ") ? promised : taken).add(Integer.valueOf(line.substring(2)));
        }
    }

    /** No more than it needs, so that it starts soon. */
    private static String classPath() {
        return Stream.of(KilledWriter.class, Outbox.class, Durability.class, org.jspecify.annotations.NullMarked.class)
                .map(Kills::home)
                .collect(Collectors.joining(":"));
    }

    private static String home(Class<?> type) {
        try {
            URI from = type.getProtectionDomain().getCodeSource().getLocation().toURI();
            return Path.of(from).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
