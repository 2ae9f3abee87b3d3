package io.aegisvision.dataplane.bench.ingest;

import com.sun.management.OperatingSystemMXBean;
import io.aegisvision.contract.CellState.StreamPhase;
import io.aegisvision.contract.CellState.StreamState;
import io.aegisvision.contract.Sampling;
import io.aegisvision.dataplane.app.stream.StreamRunner;
import io.aegisvision.report.Figure;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a stream costs by tier: processor time for a second of video, by the whole of a cell's chain for one stream. */
final class TierFigures {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final long MOST_NANOS = 300_000_000_000L;

    private final int rounds;
    private final int seconds;

    /** @param seconds that each video lasts */
    TierFigures(int rounds, int seconds) {
        this.rounds = rounds;
        this.seconds = seconds;
    }

    /** The tiers by what a Pipeline says. */
    static Map<String, Sampling> tiers() {
        Map<String, Sampling> tiers = new LinkedHashMap<>();
        tiers.put("framesPerSecond: 25", Sampling.framesPerSecond(25));
        tiers.put("framesPerSecond: 10", Sampling.framesPerSecond(10));
        tiers.put(
                "framesPerSecond: 10, motion: {}",
                Sampling.framesPerSecond(10).whileMoving(new Sampling.Motion(3, 2, 2_000_000, 1_000_000)));
        tiers.put("keyframesOnly: true", Sampling.keyframes());
        tiers.put("interval: 5s", Sampling.every(5_000));
        return tiers;
    }

    /** What gives the detector of a run. */
    interface Detectors {
        StreamRunner.ModelSource fresh();
    }

    /** One video with one kind of detector, all tiers. */
    List<Figure> measure(String video, Path file, String how, Detectors detectors) throws InterruptedException {
        List<Figure> figures = new ArrayList<>();
        for (Map.Entry<String, Sampling> tier : tiers().entrySet()) {
            run(file, tier.getValue(), detectors); // warms up
            List<Double> streams = new ArrayList<>();
            StreamState last = null;
            for (int round = 0; round < rounds; round++) {
                long before = SYSTEM.getProcessCpuTime();
                last = run(file, tier.getValue(), detectors);
                streams.add(seconds * 1e9 / (SYSTEM.getProcessCpuTime() - before));
            }
            String note = last == null
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            "%s; of %d s: %d decoded, %d detected, %d still",
                            how,
                            seconds,
                            last.decoded(),
                            last.processed(),
                            last.still());
            Figure figure = Figure.of(video + ", " + tier.getKey(), "streams/core", streams, note);
            System.out.printf("%-72s %8.1f streams/core  %s%n", figure.name(), figure.value(), note);
            figures.add(figure);
        }
        return figures;
    }

    private static StreamState run(Path file, Sampling sampling, Detectors detectors) throws InterruptedException {
        try (Bed bed = new Bed(100)) {
            StreamRunner stream = bed.run("tier", Bed.file(file.toString(), false, false), sampling, detectors.fresh());
            long from = System.nanoTime();
            StreamState state = stream.state();
            while (state.phase() != StreamPhase.Ended || state.inFlight() > 0) {
                if (System.nanoTime() - from > MOST_NANOS || state.phase() == StreamPhase.Backoff) {
                    throw new IllegalStateException("it does not end: " + state);
                }
                Thread.sleep(5);
                state = stream.state();
            }
            if (!state.dropped().isEmpty()) {
                throw new IllegalStateException("frames were dropped: " + state);
            }
            return state;
        }
    }
}
