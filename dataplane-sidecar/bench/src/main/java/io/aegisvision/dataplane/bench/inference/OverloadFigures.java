package io.aegisvision.dataplane.bench.inference;

import io.aegisvision.dataplane.app.detect.TritonDetector;
import io.aegisvision.dataplane.app.model.ModelAgent;
import io.aegisvision.dataplane.app.model.ServerWatch;
import io.aegisvision.dataplane.app.stream.StreamCounts;
import io.aegisvision.dataplane.bench.Quantiles;
import io.aegisvision.dataplane.testkit.TritonProgram;
import io.aegisvision.dataplane.triton.ModelCounts;
import io.aegisvision.dataplane.triton.TritonClient;
import io.aegisvision.report.Figure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Streams that ask the server for twice what it can do. First they ask for far more, which shows what it can; then each
 * for twice its part of that. The model sleeps for as long as an accelerator would compute, so that it is the server
 * that is full and not this machine's processor.
 */
final class OverloadFigures {
    private static final int STREAMS = 8;
    private static final int BATCH_MICROS = 10_000;
    private static final int FRAME_MICROS = 5_000;
    private static final int SETTLE_SECONDS = 3;
    private static final int WINDOW_SECONDS = 10;
    private static final double SATURATING = 55;
    private static final double GOAL_ROUNDS = 2;
    private static final double GOAL_SHORTFALL = 20;

    private final List<Double> saturation = new ArrayList<>();
    private final List<Double> batch = new ArrayList<>();
    private final List<Double> offered = new ArrayList<>();
    private final List<Double> processed = new ArrayList<>();
    private final List<Double> shortfall = new ArrayList<>();
    private final List<Double> ageRounds = new ArrayList<>();
    private final List<Double> ageMillis = new ArrayList<>();
    private final List<Double> unaccounted = new ArrayList<>();
    private final List<Double> otherDrops = new ArrayList<>();
    private final List<Double> ended = new ArrayList<>();

    private OverloadFigures() {}

    static List<Figure> measure(Path program, int rounds) throws Exception {
        OverloadFigures figures = new OverloadFigures();
        Path folder = Files.createTempDirectory("bench-overload");
        String model = TritonDetector.tritonName(LoadedCell.VERSION);
        String boot = UUID.randomUUID().toString().substring(0, 8);
        try (TritonProgram triton = new TritonProgram(program, folder)) {
            triton.number(
                    model, LoadedCell.SIDE, LoadedCell.SIDE, ModelAgent.LARGEST_BATCH, BATCH_MICROS, FRAME_MICROS);
            triton.start();
            try (TritonClient client = TritonClient.connect("127.0.0.1", triton.port(), Duration.ofSeconds(5));
                    ServerWatch watch = new ServerWatch(client, Path.of("/dev/shm"), boot)) {
                watch.start(() -> {});
                while (watch.life() == 0) {
                    Thread.sleep(10);
                }
                for (int round = 0; round < rounds; round++) {
                    System.out.println("overload: round " + (round + 1) + " of " + rounds);
                    figures.round(watch, client, boot, model);
                }
            }
        } finally {
            CallFigures.remove(folder);
        }
        return figures.all();
    }

    private void round(ServerWatch watch, TritonClient client, String boot, String model) throws Exception {
        double most;
        try (LoadedCell cell = new LoadedCell(watch, boot, STREAMS, SATURATING)) {
            TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
            long before = sum(cell.counts());
            TimeUnit.SECONDS.sleep(WINDOW_SECONDS);
            most = (double) (sum(cell.counts()) - before) / WINDOW_SECONDS;
        }
        saturation.add(most);
        try (LoadedCell cell = new LoadedCell(watch, boot, STREAMS, 2 * most / STREAMS)) {
            TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
            cell.ages();
            ModelCounts counted = client.statistics(model).orElseThrow();
            List<StreamCounts.View> before = cell.counts();
            TimeUnit.SECONDS.sleep(WINDOW_SECONDS);
            List<StreamCounts.View> after = cell.counts();
            long[] ages = cell.ages();
            ModelCounts counts = client.statistics(model).orElseThrow();
            batch.add((double) (counts.inferences() - counted.inferences())
                    / (counts.executions() - counted.executions()));
            window(before, after);
            double p95 = new Quantiles(ages).at(0.95) / 1e9;
            ageMillis.add(p95 * 1e3);
            ageRounds.add(p95 * most / STREAMS);
            ended.add((double) STREAMS - cell.running());
        }
    }

    private void window(List<StreamCounts.View> before, List<StreamCounts.View> after) {
        double all = (double) sum(after) - sum(before);
        double least = Double.MAX_VALUE;
        long lost = 0;
        long others = 0;
        long asked = 0;
        for (int i = 0; i < STREAMS; i++) {
            StreamCounts.View view = after.get(i);
            StreamCounts.View then = before.get(i);
            least = Math.min(least, view.processed() - then.processed());
            long dropped = dropped(view);
            lost += Math.abs(view.decoded() - view.sampledOut() - view.processed() - dropped - view.inFlight());
            others += dropped - view.dropped().getOrDefault("superseded", 0L);
            asked += view.decoded() - view.sampledOut() - then.decoded() + then.sampledOut();
        }
        processed.add(all / WINDOW_SECONDS);
        offered.add((double) asked / WINDOW_SECONDS);
        shortfall.add(Math.max(0, 100 * (1 - least / (all / STREAMS))));
        unaccounted.add((double) lost);
        otherDrops.add((double) others);
    }

    private static long sum(List<StreamCounts.View> views) {
        return views.stream().mapToLong(StreamCounts.View::processed).sum();
    }

    private static long dropped(StreamCounts.View view) {
        return view.dropped().values().stream().mapToLong(Long::longValue).sum();
    }

    private List<Figure> all() {
        String how = STREAMS + " streams at one model of batch " + ModelAgent.LARGEST_BATCH + " that takes "
                + BATCH_MICROS / 1000 + " ms and " + FRAME_MICROS / 1000 + " ms a frame, " + WINDOW_SECONDS
                + " s a round after " + SETTLE_SECONDS + " s; rounds with streams begun anew";
        return List.of(
                Figure.of(
                        "overload: saturation",
                        "frames/s",
                        saturation,
                        "every stream offers " + (int) SATURATING + " a second; " + how),
                Figure.of("overload: offered", "frames/s", offered, how),
                Figure.of("overload: processed", "frames/s", processed, how),
                Figure.of("overload: frames in a batch", "frames", batch, "by the server's count, mean; " + how),
                Figure.of("overload: least share of a stream below the fair one", "%", shortfall, how)
                        .atMost(GOAL_SHORTFALL),
                Figure.of("overload: frame age, p95", "ms", ageMillis, "from decoded to read; " + how),
                Figure.of(
                                "overload: frame age in service rounds, p95",
                                "rounds",
                                ageRounds,
                                "a round is one frame of each stream at saturation; " + how)
                        .atMost(GOAL_ROUNDS),
                Figure.of(
                                "overload: frames unaccounted for",
                                "frames",
                                unaccounted,
                                "decoded less sampled out, processed, dropped and in flight, of every stream; " + how)
                        .atMost(0),
                Figure.of("overload: frames dropped but for a newer one", "frames", otherDrops, how)
                        .atMost(0),
                Figure.of("overload: streams that ended", "streams", ended, how).atMost(0));
    }
}
