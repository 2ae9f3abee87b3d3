package io.aegisvision.dataplane.app;

import java.io.IOException;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The data plane's process: one cell, until it is told to stop. */
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private Main() {}

    /** Takes no arguments; see {@link Environment}. Exits with 1 when it cannot start, and with {@value
     * LastWords#STATUS} when nothing but a new process helps. */
    public static void main(String[] arguments) {
        try {
            Environment environment = Environment.of(System.getenv());
            LastWords last = new LastWords(environment.terminationLog());
            Cell cell = new Cell(environment, InstantSource.system(), last::restart);
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
                        LOG.info("told to stop");
                        cell.close();
                    }));
            cell.start();
            Thread.currentThread().join(); // the parts' own threads do the work, until the hook ends them
        } catch (IOException | IllegalArgumentException e) {
            LOG.error("cannot start: {}", e.toString());
            System.exit(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
