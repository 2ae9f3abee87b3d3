package io.aegisvision.dataplane.bench.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The data plane's process, over all its lives, and what it told. Any thread. */
final class CellProcess implements AutoCloseable {
    /** What it held at a moment. */
    record Use(long nanos, int threads, int handles, long nativeBytes) {}

    private final List<String> arguments;
    private final Path log;
    private final Set<String> promised = new HashSet<>();
    private final List<Use> uses = new ArrayList<>();
    /** Dropped by lives that ended, and by this one. */
    private long droppedBefore;

    private long dropped;
    private int lives;
    private @Nullable Process process;
    private @Nullable Thread listener;

    CellProcess(List<String> arguments, Path log) {
        this.arguments = List.copyOf(arguments);
        this.log = log;
    }

    synchronized void start() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                SoakCell.class.getName()));
        command.addAll(arguments);
        Process started = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        process = started;
        lives++;
        droppedBefore += dropped;
        dropped = 0;
        uses.clear();
        listener = Thread.ofPlatform().daemon().name("soak-cell").start(() -> listen(started));
    }

    private void listen(Process from) {
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(from.getInputStream(), StandardCharsets.US_ASCII))) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                heard(line);
            }
        } catch (IOException e) {
            // it ended
        }
    }

    private synchronized void heard(String line) {
        String[] words = line.split(" ");
        switch (words[0]) {
            case "P" -> promised.add(words[1]);
            case "D" -> dropped = Long.parseLong(words[1]);
            case "U" ->
                uses.add(new Use(
                        System.nanoTime(),
                        Integer.parseInt(words[1]),
                        Integer.parseInt(words[2]),
                        Long.parseLong(words[3])));
            default -> {
                // a library greets
            }
        }
    }

    /** Waits until it promises something more: it is up, and a camera plays. */
    void awaitPromise() throws InterruptedException {
        int before = promises();
        long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        while (promises() == before) {
            if (System.nanoTime() - until > 0) {
                throw new IllegalStateException("it promises nothing: see " + log);
            }
            Thread.sleep(50);
        }
    }

    /** SIGKILL, and all that it said before is heard. */
    void kill() throws InterruptedException {
        Process running = process;
        Thread hears = listener;
        if (running == null || hears == null) {
            throw new IllegalStateException("it was not started");
        }
        if (!running.isAlive()) {
            throw new IllegalStateException("it ended by itself with status " + running.exitValue() + ": see " + log);
        }
        running.toHandle().destroyForcibly(); // by its handle: what it said can still be read
        running.waitFor();
        hears.join();
    }

    /** Ends it in order: it delivers what waits. */
    void end() throws IOException, InterruptedException {
        Process running = process;
        Thread hears = listener;
        if (running == null || hears == null) {
            throw new IllegalStateException("it was not started");
        }
        running.getOutputStream().close();
        if (!running.waitFor(2, TimeUnit.MINUTES) || running.exitValue() != 0) {
            throw new IllegalStateException("it did not end in order: see " + log);
        }
        hears.join();
    }

    synchronized Set<String> promised() {
        return new HashSet<>(promised);
    }

    synchronized int promises() {
        return promised.size();
    }

    synchronized long dropped() {
        return droppedBefore + dropped;
    }

    synchronized int lives() {
        return lives;
    }

    /** Of its present life. */
    synchronized List<Use> uses() {
        return List.copyOf(uses);
    }

    @Override
    public void close() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
        }
    }
}
