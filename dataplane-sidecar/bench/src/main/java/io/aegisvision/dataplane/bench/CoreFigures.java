package io.aegisvision.dataplane.bench;

import com.sun.management.ThreadMXBean;
import io.aegisvision.report.Figure;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What a frame costs in the core: time by JMH, allocation by the thread's own exact counter. */
final class CoreFigures {
    private static final int ROUNDS = 3;
    private static final int WARM_UP = 100_000;
    private static final int FRAMES = 300_000;
    private static final String SCENE = Conveyor.LANES + " lanes, " + Conveyor.SEEN + " objects seen, dwell, line and "
            + "occupancy; objects come and go, no event";

    private CoreFigures() {}

    static List<Figure> measure() throws RunnerException {
        return List.of(allocation(), time());
    }

    private static Figure allocation() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        CoreFrames frames = new CoreFrames();
        run(frames, WARM_UP);
        List<Double> rounds = new ArrayList<>();
        for (int round = 0; round <= ROUNDS; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            run(frames, FRAMES);
            long bytes = threads.getCurrentThreadAllocatedBytes() - before;
            if (round > 0) { // the first also warmed up the measuring
                rounds.add((double) bytes / FRAMES);
            }
        }
        return Figure.of(
                        "core: allocation per frame, tracker and rules",
                        "B/frame",
                        rounds,
                        "the thread's allocated bytes over " + FRAMES + " frames a round, after " + WARM_UP + "; "
                                + SCENE)
                .atMost(0);
    }

    private static void run(CoreFrames frames, int count) {
        int tracks = 0;
        for (int i = 0; i < count; i++) {
            tracks += frames.next();
        }
        if (tracks == 0) {
            throw new IllegalStateException("the tracker followed nothing");
        }
    }

    private static Figure time() throws RunnerException {
        Options options = new OptionsBuilder()
                .include("^" + CoreBench.class.getName() + ".frame$")
                .forks(ROUNDS)
                .warmupIterations(5)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(5)
                .measurementTime(TimeValue.seconds(1))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        RunResult result = new Runner(options).runSingle();
        List<Double> forks = result.getBenchmarkResults().stream()
                .map(BenchmarkResult::getPrimaryResult)
                .map(primary -> primary.getScore())
                .toList();
        return Figure.of(
                "core: tracker and three rules, time per frame",
                "us/frame",
                forks,
                "JMH average time, one thread, a fork a round, 5 iterations of 1 s after as many; " + SCENE);
    }
}
